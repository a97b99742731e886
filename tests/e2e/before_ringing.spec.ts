// What a page decides before its phone rings, and how long it rings.

import { connected, expect, over, test } from "./people.js";

test("do not disturb is busy for the caller, and a missed call for who was not disturbed", async ({ person, newcomer }) => {
  const [alice, bob] = [await person("alice"), await newcomer("bob")];
  await bob.do(() => phone.signIn("bob", { beforeRing: async ({ from, message }) => !(from === "alice" && message === "hello") }));
  await alice.calls("bob", { message: "hello" });
  await over(alice);
  expect(await alice.told()).toEqual(["busy bob", "callrecord busy by bob", "ended"]);
  await bob.page.waitForFunction(() => phone.records.length === 1);
  expect(await bob.told()).toEqual([expect.stringMatching(/^callrecord missed/)]);
  expect(await bob.do(() => [phone.kit.state, phone.records[0]!.status])).toEqual(["idle", "missed"]);
});

test("a call that the page ignores rings nobody and tells the caller nothing", async ({ person, newcomer }) => {
  const [alice, bob] = [await person("alice"), await newcomer("bob")];
  await bob.do(() => phone.signIn("bob", { beforeRing: () => "ignore" }));
  await alice.calls("bob", { timeout: 900 });
  await over(alice);
  expect(await alice.told()).toEqual(["timeout bob", "callrecord missed", "ended"]);
  await bob.page.waitForFunction(() => phone.records.length === 1);
  expect(await bob.told()).toEqual([expect.stringMatching(/^callrecord missed/)]);
});

test("a phone rings when the page has made up its mind, not before", async ({ person, newcomer }) => {
  const [alice, bob] = [await person("alice"), await newcomer("bob")];
  await bob.do(() => phone.signIn("bob", {
    beforeRing: () => new Promise((resolve) => Object.assign(globalThis, { decide: () => resolve(true) })),
  }));
  await alice.calls("bob");
  await bob.page.waitForFunction(() => "decide" in globalThis);
  expect([await bob.told(), await alice.told(), await bob.do(() => phone.kit.invites.length)]).toEqual([[], [], 0]);
  await bob.do(() => (globalThis as unknown as { decide(): void }).decide());
  await bob.answers();
  await connected(alice, bob);
});

test("a page that fails to decide lets it ring", async ({ person, newcomer, problems }) => {
  const [alice, bob] = [await person("alice"), await newcomer("bob")];
  await bob.do(() => phone.signIn("bob", { beforeRing: () => { throw new Error("undecided"); } }));
  await alice.calls("bob");
  await bob.reaches("ringing");
  expect(problems.splice(0)).toEqual(["undecided"]);
});

test("the invitation says all that the caller gave, and when it ends", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await bob.do(() => phone.kit.setUserIdMap({ alice: "Alice A." }));
  await alice.calls("bob", { callType: 1, message: "<b>hi</b>", channel: "room 1", ext: { deep: [1, { é: null }] }, groupId: "g", groupName: "G & H", timeout: 5_000 });
  await bob.reaches("ringing");
  const [invite, now] = await bob.do(() => [phone.kit.invites[0]!, Date.now()] as const);
  expect(invite).toEqual({
    callId: await alice.do(() => phone.kit.call!.callId), channel: "room 1", callType: 1, chatType: "singleChat", from: "alice", fromName: "Alice A.", to: ["bob"],
    groupId: "g", groupName: "G & H", message: "<b>hi</b>", ext: { deep: [1, { é: null }] }, expiresAt: expect.any(Number),
  });
  expect(invite.expiresAt).toBeGreaterThan(now);
  expect(invite.expiresAt).toBeLessThanOrEqual(now + 5_000);
});

test("a call without an end rings until it is taken back", async ({ person }) => {
  const [alice, bob] = [await person("alice", { ringTimeout: 500 }), await person("bob", { ringTimeout: 500 })];
  await alice.calls("bob", { timeout: 0 });
  await bob.reaches("ringing");
  expect(await bob.do(() => phone.kit.invites[0]!.expiresAt)).toBe(Infinity);
  await bob.page.waitForFunction((start) => performance.now() - start > 900, await bob.do(() => performance.now()));
  expect([await alice.do(() => phone.kit.state), await bob.do(() => phone.kit.state)]).toEqual(["calling", "ringing"]);
  await alice.hangsUp();
  await over(alice, bob);
});
