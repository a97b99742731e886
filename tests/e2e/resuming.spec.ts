// A page that is reloaded in a call: waited for, found again, or given up.

import type { CDPSession } from "@playwright/test";
import { connect, connected, expect, hearing, over, Person, test } from "./people.js";
import { byTools, tools, type Tab } from "./tab.js";

/** Reloads the page and signs in again. */
async function reload(person: Person): Promise<void> {
  await person.page.reload();
  await person.page.waitForFunction(() => "phone" in globalThis, undefined, { polling: 20 });
  await person.do((name) => phone.signIn(name), person.name);
}

/** Has a page crash, loads it again, and signs in again. Playwright has done with such a page; the browser's tools have not. */
async function crash(person: Person, session: CDPSession): Promise<Person> {
  const told = (event: "Inspector.targetCrashed" | "Page.loadEventFired") => new Promise<unknown>((resolve) => session.once(event, resolve));
  await Promise.all([session.send("Inspector.enable"), session.send("Page.enable")]);
  const crashed = told("Inspector.targetCrashed");
  session.send("Page.crash").catch(() => {});
  await crashed;
  const loaded = told("Page.loadEventFired");
  await session.send("Page.reload");
  await loaded;
  const evaluate: Tab["evaluate"] = async (what, argument) => {
    const expression = `(${what})(${JSON.stringify(argument)})`;
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const waitForFunction: Tab["waitForFunction"] = async (holds, argument) => {
    while (!(await evaluate(holds, argument)));
  };
  const back = new Person(Object.assign(Object.create(person.page), { evaluate, waitForFunction }) as Tab, person.name);
  await back.page.waitForFunction(() => "phone" in globalThis);
  await back.do((name) => phone.signIn(name), back.name);
  return back;
}

test("a page that is reloaded while talking goes on with the call, and the others saw it go and come", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const before = (await alice.told()).length;
  const { callId } = await bob.do(() => phone.kit.call!);
  await reload(bob);
  expect(await bob.do(() => phone.kit.resumable?.callId)).toBe(callId);
  expect(await bob.do(() => phone.live())).toEqual([]);
  expect((await bob.do(() => phone.kit.resume())).callId).toBe(callId);
  await connected(alice, bob);
  expect((await alice.told()).slice(before).filter((line) => /^reconnect|^ended/.test(line))).toEqual(
    ["reconnecting bob", "reconnecting", "reconnected bob", "reconnected"]);
  expect(await bob.do(() => phone.moves(phone.view("alice").video))).toBe(3);
  expect(await alice.do(() => phone.moves(phone.view("bob").video))).toBe(3);
  await bob.hangsUp();
  await over(alice, bob);
  expect([(await alice.record()).status, (await bob.record()).status]).toEqual(["completed", "completed"]);
});

test("a new call gives up the one that could be resumed, and the other side hears a hang-up", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")];
  await connect(alice, bob);
  await reload(bob);
  await bob.calls("carol");
  await over(alice);
  await carol.reaches("ringing");
  expect(await bob.do(() => phone.kit.resumable)).toBe(null);
  expect(await alice.told()).toContain("user-left bob reason=hangup");
});

test("a page that is reloaded while it rings rings again, and it stays one invitation", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await reload(bob);
  await bob.reaches("ringing");
  await bob.answers();
  await connected(alice, bob);
  expect((await alice.told()).filter((line) => line === "ringing bob")).toEqual(["ringing bob"]);
});

test("a page that crashed and is loaded again rings again, and goes on with its call", byTools, async ({ person }) => {
  const [alice, before] = [await person("alice"), await person("bob")];
  const session = await tools(before.page);
  await alice.calls("bob");
  await before.reaches("ringing");
  const ringing = await crash(before, session);
  await ringing.reaches("ringing");
  await ringing.answers();
  await connected(alice, ringing);
  expect((await alice.told()).filter((line) => line === "ringing bob")).toEqual(["ringing bob"]);
  const talking = await crash(ringing, session);
  await talking.do(() => phone.kit.resume().then(() => {}));
  await alice.hears("reconnected");
  await connected(alice, talking);
  await hearing(alice, talking);
  await talking.hangsUp();
  await over(alice, talking);
  for (const one of [alice, talking]) expect(await one.record()).toMatchObject({ status: "completed", endedBy: "bob" });
});

test("a duplicated tab has nothing to resume", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  const copy = await person("bob");
  const kept = await bob.do(() => Object.entries(sessionStorage));
  expect(kept.length).toBeGreaterThan(1);
  await copy.do((kept) => { for (const [key, value] of kept) sessionStorage.setItem(key, value); }, kept);
  await reload(copy);
  expect(await copy.do(() => phone.kit.resumable)).toBe(null);
  expect(await bob.do(() => phone.kit.state)).toBe("connected");
});

test("nothing that opens a door is kept for the next load", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.do(() => phone.kit.startCall({ callType: 0, to: "bob", channel: "room", accessToken: "secret-token" }));
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.answerCall(true, "secret-token"));
  await connected(alice, bob);
  for (const one of [alice, bob]) expect(await one.do(() => JSON.stringify(Object.entries(sessionStorage)))).not.toContain("secret");
});
