// Past calls of pages that did not see the end of them: closed, crashed, loaded again.

import { connect, connected, expect, over, test, type Person } from "./people.js";
import { byTools, tools } from "./tab.js";

const records = (person: Person) => person.do(() => phone.kit.getCallRecords());

/** Signs in again on a page that was loaded anew. */
async function reload(person: Person): Promise<void> {
  await person.page.reload();
  await person.page.waitForFunction(() => "phone" in globalThis);
  await person.do((name) => phone.signIn(name), person.name);
}

test("a page that is closed in a call has hung up, for every later page of its person", async ({ person }) => {
  const [alice, bob] = [await person("alice", { reloadGrace: 1_000 }), await person("bob")];
  await connect(alice, bob);
  const other = await person("bob");
  expect(await records(other)).toEqual([]);
  const closedAt = Date.now();
  await bob.page.close({ runBeforeUnload: true });
  await over(alice);
  const { callId } = await alice.record();
  for (const page of [other, await person("bob"), await person("bob")]) {
    const [left, ...more] = await records(page);
    expect(left).toMatchObject({ callId, status: "completed", endedBy: "bob", from: "alice", direction: "incoming", chatType: "singleChat" });
    expect(left!.members.toSorted()).toEqual(["alice", "bob"]);
    expect(Math.abs(left!.endedAt - closedAt)).toBeLessThan(1_500);
    expect(left!.duration).toBe(left!.endedAt - left!.connectedAt!);
    expect(more).toEqual([]);
  }
  expect(await alice.record()).toMatchObject({ status: "completed", endedBy: "bob" });
});

test("a page that crashes in a call leaves that the path was lost, and when", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice", { reconnectTimeout: 1_000 }), await person("bob")];
  const session = await tools(bob.page);
  await connect(alice, bob);
  // Beyond what is kept at the beginning.
  await bob.page.waitForFunction(() => Date.now() - phone.kit.call!.connectedAt! > 3_000);
  const crashedAt = Date.now();
  session.send("Page.crash").catch(() => {});
  await over(alice);
  const next = await person("bob");
  const [left, ...more] = await records(next);
  expect(left).toMatchObject({ status: "completed", endedBy: null, error: "connection-failed", members: ["bob", "alice"] });
  expect(Math.abs(left!.endedAt - crashedAt)).toBeLessThan(3_000);
  expect(more).toEqual([]);
  expect(await alice.record()).toMatchObject({ status: "completed", endedBy: null, error: "connection-failed" });
});

test("a page that is closed while it rings has missed the call, and another that answers it has not", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.page.close({ runBeforeUnload: true });
  const next = await person("bob");
  expect((await records(next)).map(({ status }) => status)).toEqual(["missed"]);
  await next.answers();
  await connected(alice, next);
  await alice.hangsUp();
  await over(next);
  expect((await records(next)).map(({ status, endedBy }) => [status, endedBy])).toEqual([["completed", "alice"]]);
});

test("a page that is loaded again in its call lists it when it is over, as it went", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  const other = await person("bob");
  await reload(bob);
  await bob.do(() => phone.kit.resume().then(() => {}));
  await connected(alice, bob);
  for (const page of [bob, other]) expect(await records(page)).toEqual([]);
  await alice.hangsUp();
  await over(alice, bob);
  for (const page of [bob, other]) expect(await records(page)).toEqual([await bob.record()]);
  expect(await bob.do(() => Object.keys(localStorage))).toEqual([]);
});

test("a call that nobody returned to is listed once, and as long as it was", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  const leftAt = Date.now();
  await reload(bob);
  await bob.page.waitForFunction((until) => Date.now() > until, leftAt + 3_000);
  await alice.hangsUp();
  await bob.page.waitForFunction(() => phone.records.length === 1);
  await over(bob);
  const [left, ...more] = await records(bob);
  expect([left, more]).toEqual([await bob.record(), []]);
  expect(left!.endedAt - leftAt).toBeLessThan(1_500);
  expect(left).toMatchObject({ status: "completed", endedBy: "alice" });
});
