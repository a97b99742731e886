// Calls of three and more: who is in, who is asked, who sees whom.

import { connected, expect, over, test, type Person } from "./people.js";

const start = (person: Person, to: string[], options = {}) =>
  person.do(([to, options]) => phone.kit.startCall({ callType: 3, to, ...options }), [to, options] as const);

const members = (person: Person) =>
  person.do(() => Object.fromEntries(phone.kit.call!.members.map(({ userId, state }) => [userId, state])));

/** Waits until these are joined, as this device sees it. */
const sees = (person: Person, ...users: string[]) => person.page.waitForFunction((users) =>
  users.every((user) => phone.kit.call?.members.some(({ userId, state }) => userId === user && state === "joined")), users, { polling: 20 });

const answerAll = (...people: Person[]) => Promise.all(people.map((person) => person.answers()));

test("one who refuses ends nothing, may be asked again, and joins then", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")];
  const { channel } = await start(alice, ["bob", "carol"]);
  await bob.reaches("ringing");
  await bob.answers(false);
  await answerAll(carol);
  await connected(alice, carol);
  expect(await members(alice)).toEqual({ alice: "joined", bob: "refused", carol: "joined" });
  await alice.do((channel) => phone.kit.startCall({ callType: 3, to: "bob", channel }), channel);
  await answerAll(bob);
  for (const one of [alice, bob, carol]) await sees(one, "alice", "bob", "carol");
  expect((await alice.told()).filter((line) => /bob$/.test(line))).toEqual(["ringing bob", "refuse bob", "ringing bob", "accept bob", "user-joined bob"]);
});

test("anyone adds people, the inviter may leave, and who is alone with nobody asked is out", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")];
  await start(alice, ["bob"], { groupId: "team", groupName: "The team" });
  await answerAll(bob);
  await connected(alice, bob);
  const asked = await bob.do(() => new Promise<{ members: string[]; groupId?: string }>((resolve) => {
    phone.kit.onAddPerson = resolve;
    phone.kit.requestAddPerson();
  }));
  expect(asked).toMatchObject({ groupId: "team" });
  expect(asked.members.sort()).toEqual(["alice", "bob"]);
  await bob.do(() => phone.kit.startCall({ callType: 3, to: "carol" }));
  await carol.reaches("ringing");
  expect(await carol.do(() => [phone.kit.invites[0]!.from, phone.kit.invites[0]!.groupName])).toEqual(["bob", "The team"]);
  await carol.answers();
  for (const one of [alice, bob, carol]) await sees(one, "alice", "bob", "carol");
  await alice.hangsUp();
  await over(alice);
  await bob.hears("user-left alice reason=hangup");
  await carol.hears("user-left alice reason=hangup");
  expect(await bob.do(() => phone.kit.state)).toBe("connected");
  await carol.hangsUp();
  await over(bob, carol);
  for (const one of [alice, bob, carol]) expect((await one.record()).status).toBe("completed");
});

test("an invitation is taken back for one, while the others go on", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")];
  await start(alice, ["bob", "carol"]);
  await Promise.all([bob.reaches("ringing"), answerAll(carol)]);
  await connected(alice, carol);
  await alice.do(() => phone.kit.cancelInvite("bob"));
  await over(bob);
  expect(await bob.told()).toEqual(["invite alice", "cancel alice", "callrecord missed by alice", "ended"]);
  expect(await members(alice)).toEqual({ alice: "joined", bob: "cancelled", carol: "joined" });
});

test("a call that is under way is entered by whoever knows it, and by nobody else", async ({ person }) => {
  const [alice, bob, carol, mallory] = [await person("alice"), await person("bob"), await person("carol"), await person("mallory")];
  const { callId, channel } = await start(alice, ["bob"]);
  await answerAll(bob);
  await connected(alice, bob);
  const wrong = mallory.do((callId) => phone.outcome(() => phone.kit.joinCall({ callId, channel: "guessed", callType: 3, members: ["alice", "bob"] })), callId);
  await carol.do(([callId, channel]) => phone.kit.joinCall({ callId, channel, callType: 3, members: ["alice"] }), [callId, channel] as const);
  for (const one of [alice, bob, carol]) await sees(one, "alice", "bob", "carol");
  expect(await wrong).toMatchObject({ code: "call-ended" });
  expect(Object.keys(await members(alice)).sort()).toEqual(["alice", "bob", "carol"]);
});

test("a device whose place another of the same person takes is told so once, as an error, before its call ends", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  const { callId, channel } = await start(alice, ["bob"]);
  await answerAll(bob);
  await connected(alice, bob);
  const other = await person("bob");
  await other.do(([callId, channel]) => phone.kit.joinCall({ callId, channel, callType: 3, members: ["alice"] }), [callId, channel] as const);
  await over(bob);
  expect((await bob.told()).slice(-4)).toEqual(["error kicked", "user-left bob reason=kicked", "callrecord completed by bob, kicked", "ended"]);
  expect(await bob.do(() => phone.errors.map(({ code, callId }) => [code, callId]))).toEqual([["kicked", callId]]);
  await connected(alice, other);
});

test("whoever enters, and says nothing of microphone and camera, is seen and heard", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")];
  const { callId, channel } = await start(alice, ["bob"], { callType: 2 });
  await answerAll(bob);
  await connected(alice, bob);
  await carol.do(([callId, channel]) => {
    const nothing = { microphone: null, camera: null } as object;
    return phone.kit.joinCall({ callId, channel, callType: 2, members: ["alice"], ...nothing });
  }, [callId, channel] as const);
  for (const mediaType of ["audio", "video"]) await alice.hears(`user-published carol mediaType=${mediaType}`);
});

test("one too many is refused before anything is sent", async ({ person }) => {
  const [alice, bob] = [await person("alice", { maxMembers: 3, line: true }), await person("bob")];
  const refused = await alice.do(() => phone.outcome(() => phone.kit.startCall({ callType: 3, to: ["bob", "carol", "dave"] })));
  expect(refused).toMatchObject({ code: "too-many-members" });
  expect(await alice.do(() => [phone.kit.state, phone.line.sent.length])).toEqual(["idle", 0]);
  expect(await bob.told()).toEqual([]);
});
