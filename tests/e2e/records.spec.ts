// Past calls: kept by the browser, one record per call, there when `ended` is told.

import { connect, expect, over, test, type Person } from "./people.js";

const listed = (person: Person, query = {}) =>
  person.do(async (query) => (await phone.kit.getCallRecords(query)).map(({ from, members, status }) =>
    [from, members.find((user) => user !== from), status].join(" ")), query);

/** A call that nobody answers, taken back at once. */
async function tries(person: Person, to: string) {
  await person.calls(to);
  await person.hangsUp();
}

test("past calls outlast the page, newest first, and are found by person, time and number", async ({ person }) => {
  const alice = await person("alice");
  for (const to of ["bob", "carol", "bob"]) await tries(alice, to);
  await alice.page.reload();
  await alice.page.waitForFunction(() => "phone" in globalThis);
  await alice.do(() => phone.signIn("alice"));
  const [bob, carol] = ["alice bob cancelled", "alice carol cancelled"];
  expect(await listed(alice)).toEqual([bob, carol, bob]);
  expect(await listed(alice, { limit: 2 })).toEqual([bob, carol]);
  expect(await listed(alice, { limit: 0 })).toEqual([]);
  expect(await listed(alice, { with: "carol" })).toEqual([carol]);
  const { startedAt } = (await alice.do(() => phone.kit.getCallRecords()))[1]!;
  expect(await listed(alice, { before: startedAt })).toEqual([bob]);
  expect(await listed(alice, { before: startedAt, limit: 1, with: "carol" })).toEqual([]);
});

test("tabs of one browser list a call once, as the one that had it saw it", async ({ person }) => {
  const alice = await person("alice");
  const tabs = [await person("bob"), await person("bob"), await person("bob")] as const;
  await alice.calls("bob");
  await Promise.all(tabs.map((tab) => tab.reaches("ringing")));
  await tabs[1].answers();
  await alice.reaches("connected");
  await over(tabs[0], tabs[2]);
  await tabs[1].reaches("connected");
  await tabs[1].hangsUp();
  await over(alice, tabs[1]);
  for (const tab of tabs) expect(await listed(tab)).toEqual(["alice bob completed"]);
});

test("what one person was called is not listed for another, nor in another application", async ({ person, newcomer }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await tries(alice, "bob");
  await over(bob);
  expect(await listed(bob)).toEqual(["alice bob missed"]);
  await alice.do(() => phone.kit.clearCallRecords());
  expect(await listed(alice)).toEqual([]);
  expect(await listed(bob)).toEqual(["alice bob missed"]);
  const other = await newcomer("bob");
  expect(await other.do(async () => {
    await phone.kit.init("another application", "bob");
    return phone.kit.getCallRecords();
  })).toEqual([]);
});

test("the record is committed before ended is told", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  for (const one of [alice, bob]) {
    await one.do(() => {
      const { transaction } = IDBDatabase.prototype;
      IDBDatabase.prototype.transaction = function (...how) {
        const change = transaction.apply(this, how);
        if (change.mode === "readwrite") change.addEventListener("complete", () => phone.told.push("committed"));
        return change;
      };
    });
  }
  await connect(alice, bob);
  await bob.hangsUp();
  await over(alice, bob);
  for (const one of [alice, bob]) expect((await one.told()).slice(-3)).toEqual([expect.stringMatching(/^callrecord/), "committed", "ended"]);
});

test("a call that is started while a record is being committed loses nothing, and is told after the end of the last", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  await alice.do(() => {
    const stop = phone.kit.on("callrecord", () => {
      stop();
      void phone.kit.startCall({ callType: 0, to: "bob" }).then(() => phone.told.push("started"));
    });
  });
  const before = (await alice.told()).length;
  await bob.hangsUp();
  await bob.reaches("ringing");
  await bob.answers();
  await alice.reaches("connected");
  const told = (await alice.told()).slice(before);
  expect(told.filter((line) => line !== "started").slice(0, 4)).toEqual(["user-left bob reason=hangup", "callrecord completed by bob", "ended", "2: ringing bob"]);
  expect(told.indexOf("started")).toBeGreaterThan(told.indexOf("ended"));
});

for (const [how, broken, forgotten] of [
  ["refuses", () => { IDBFactory.prototype.open = () => { throw new DOMException("no storage", "SecurityError"); }; }, "done"],
  ["never answers", () => { IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest; }, "not-supported"],
] as const) {
  test(`a storage that ${how} holds up nobody who signs out, and whether it forgot is told`, async ({ newcomer }) => {
    const alice = await newcomer("alice");
    await alice.do(broken);
    await alice.do(() => phone.signIn("alice", { logLevel: "silent" }));
    await tries(alice, "bob");
    await over(alice);
    expect((await alice.do(() => phone.outcome(() => phone.kit.clearCallRecords()))).code).toBe(forgotten);
    await alice.do(() => phone.kit.destroy());
    await alice.do(() => phone.signIn("alice", { logLevel: "silent" }));
    await alice.calls("bob");
    expect(await alice.do(() => phone.kit.state)).toBe("calling");
  });

  test(`a storage that ${how} holds up no call, the page still has its records, and the next one stores the last`, async ({ newcomer, problems }) => {
    const alice = await newcomer("alice");
    await alice.do(broken);
    await alice.do(() => phone.signIn("alice", { logLevel: "silent" }));
    await tries(alice, "bob");
    await over(alice);
    expect(await listed(alice)).toEqual(["alice bob cancelled"]);
    for (const _ of ["stores", "reads"]) {
      await alice.page.reload();
      await alice.page.waitForFunction(() => "phone" in globalThis);
      await alice.do(() => phone.signIn("alice"));
      expect(await listed(alice)).toEqual(["alice bob cancelled"]);
      expect(await alice.do(() => Object.keys(localStorage))).toEqual([]);
    }
    expect(problems).toEqual([]);
  });
}

test("a person's newest 1000 calls are kept", async ({ person }) => {
  const alice = await person("alice");
  await tries(alice, "bob");
  await alice.do(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open("callkit");
      opening.onsuccess = () => resolve(opening.result);
    });
    const change = database.transaction("records", "readwrite");
    const store = change.objectStore("records");
    const [[person], [[kept]]] = (await Promise.all([store.getAllKeys(), store.getAll()].map((asked) =>
      new Promise<unknown>((resolve) => (asked.onsuccess = () => resolve(asked.result)))))) as [[string], [[object]]];
    const old = Array.from({ length: 999 }, (_, at) => ({ ...kept, callId: `old ${at + 1}`, startedAt: 999 - at }));
    store.put([kept, ...old], person);
    await new Promise((resolve) => (change.oncomplete = resolve));
    database.close();
  });
  await tries(alice, "bob");
  const kept = await alice.do(async () => (await phone.kit.getCallRecords({ limit: 2_000 })).map(({ callId }) => callId));
  expect([kept.length, kept.at(-1)]).toEqual([1000, "old 998"]);
});
