// How a call ends between two people, by the hand of either: all that each is told, in order, and what is recorded.

import { connect, connected, expect, over, test, type Person } from "./people.js";

const calling = ["ringing bob"];
const talking = {
  alice: ["ringing bob", "accept bob", "connecting", "user-joined bob", "user-published bob mediaType=audio", "connected"],
  bob: ["invite alice", "connecting", "user-joined alice", "user-published alice mediaType=audio", "connected"],
};

interface Recorded { status: string; endedBy: string | null; error?: string; connected: boolean }

async function recorded(person: Person, { status, endedBy, error, connected }: Recorded): Promise<void> {
  const record = await person.record();
  const outgoing = person.name === "alice";
  expect(record).toMatchObject({ status, endedBy, callType: 0, chatType: "singleChat", direction: outgoing ? "outgoing" : "incoming", from: "alice" });
  expect([...record.members].sort()).toEqual(["alice", "bob"]);
  expect(record.error).toBe(error);
  expect(record.connectedAt !== null).toBe(connected);
  expect(record.duration).toBe(connected ? record.endedAt - record.connectedAt! : 0);
  expect(record.duration).toBeGreaterThanOrEqual(0);
  expect(record.endedAt).toBeGreaterThanOrEqual(record.startedAt);
  expect(await person.do(() => [phone.records.length, phone.kit.lastRecord?.callId === phone.records[0]!.callId, phone.kit.call, phone.kit.invites])).toEqual([1, true, null, []]);
  await person.page.waitForFunction(() => phone.peers.every(({ connectionState }) => connectionState === "closed"));
}

for (const [first, second] of [["alice", "bob"], ["bob", "alice"]] as const) {
  test(`${first === "alice" ? "the caller" : "who was called"} hangs up after the answer, and the other is told who left`, async ({ person }) => {
    const people = { alice: await person("alice"), bob: await person("bob") };
    await connect(people.alice, people.bob);
    await people[first].do(() => phone.kit.hangup("dinner", { at: [7] }));
    await over(people.alice, people.bob);
    const end = [`callrecord completed by ${first}`, "ended"];
    expect(await people[first].told()).toEqual([...talking[first], "hangup reason=dinner", ...end]);
    expect(await people[second].told()).toEqual([...talking[second], `user-left ${first} message=dinner reason=hangup`, ...end]);
    for (const one of Object.values(people)) await recorded(one, { status: "completed", endedBy: first, connected: true });
  });
}

test("who answers is told of themselves as a member that has joined, though they open nothing", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.answerCall(true, undefined, { microphone: false }));
  await connected(alice, bob);
  const [told, stands] = await bob.do(() => [
    phone.changes.flatMap((change) => (change.type === "member" && change.member.userId === "bob" ? [change.member] : [])).at(-1),
    phone.kit.call!.members[0],
  ]);
  expect(stands).toMatchObject({ userId: "bob", state: "joined", microphone: false });
  expect(told).toEqual(stands);
});

test("a refusal is told to both, with its reason", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.answerCall(false, undefined, { reason: "later", ext: { when: 5 } }));
  await over(alice, bob);
  const told = ['refuse bob ext={"when":5} reason=later', "callrecord refused by bob", "ended"];
  expect(await alice.told()).toEqual([...calling, ...told]);
  expect(await bob.told()).toEqual(["invite alice", ...told]);
  for (const one of [alice, bob]) await recorded(one, { status: "refused", endedBy: "bob", connected: false });
});

test("a call that nobody answers ends for both when its time is up", async ({ person }) => {
  const [alice, bob] = [await person("alice", { ringTimeout: 900 }), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await over(alice, bob);
  const told = ["timeout bob", "callrecord missed", "ended"];
  expect(await alice.told()).toEqual([...calling, ...told]);
  expect(await bob.told()).toEqual(["invite alice", ...told]);
  for (const one of [alice, bob]) await recorded(one, { status: "missed", endedBy: null, connected: false });
});

test("a person who is not there is called until the time is up", async ({ person }) => {
  const alice = await person("alice");
  await alice.calls("bob", { timeout: 700 });
  await over(alice);
  expect(await alice.told()).toEqual(["timeout bob", "callrecord missed", "ended"]);
  await recorded(alice, { status: "missed", endedBy: null, connected: false });
});

test("a call that is taken back was cancelled by the one and missed by the other", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await alice.do(() => phone.kit.hangup("wrong number", { sorry: true }));
  await over(alice, bob);
  expect(await alice.told()).toEqual([...calling, "hangup reason=wrong number", "callrecord cancelled by alice", "ended"]);
  expect(await bob.told()).toEqual(["invite alice", 'cancel alice ext={"sorry":true} reason=wrong number', "callrecord missed by alice", "ended"]);
  await recorded(alice, { status: "cancelled", endedBy: "alice", connected: false });
  await recorded(bob, { status: "missed", endedBy: "alice", connected: false });
});

test("a call that is taken back at once rings nobody for long", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.do(async () => {
    await phone.kit.startCall({ callType: 1, to: "bob" });
    await phone.kit.hangup();
  });
  await bob.page.waitForFunction(() => phone.records.length === 1);
  expect(await alice.told()).toEqual(["hangup", "callrecord cancelled by alice", "ended"]);
  const never = ["callrecord missed by alice"];
  expect([never, ["invite alice", "cancel alice", ...never, "ended"]]).toContainEqual(await bob.told());
  expect(await bob.do(() => [phone.kit.state, phone.live().length])).toEqual(["idle", 0]);
});

test("whoever ignores a call is told nothing until it is clear what became of it", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.ignoreCall());
  expect(await bob.do(() => [phone.kit.state, phone.kit.call, phone.kit.invites, phone.told])).toEqual(["idle", null, [], ["invite alice"]]);
  expect(await alice.do(() => phone.kit.state)).toBe("calling");
  await alice.hangsUp();
  await bob.hears("ended");
  expect(await bob.told()).toEqual(["invite alice", "callrecord missed by alice", "ended"]);
  expect(await alice.told()).toEqual([...calling, "hangup", "callrecord cancelled by alice", "ended"]);
});

test("an ignored call that nobody answers has ended by its deadline", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob", { timeout: 900 });
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.ignoreCall());
  await bob.hears("ended");
  expect(await bob.told()).toEqual(["invite alice", "callrecord missed", "ended"]);
});

for (const [how, end] of Object.entries({ "hung up": "hangup", refused: "refuse", "not answered": "wait" })) {
  test(`the next call can be started while one is told to have ended: ${how}`, async ({ person }) => {
    const [alice, bob] = [await person("alice"), await person("bob")];
    await alice.do(() => {
      phone.onEnd = () => {
        phone.onEnd = null;
        void phone.kit.startCall({ callType: 1, to: "bob" });
      };
    });
    await alice.calls("bob", { callType: 1, timeout: end === "wait" ? 700 : 20_000 });
    await bob.reaches("ringing");
    if (end !== "wait") await bob.answers(end !== "refuse");
    if (end === "hangup") await bob.page.waitForFunction(() => phone.kit.state === "connected").then(() => alice.hangsUp());
    await bob.hears("2: invite alice");
    await bob.answers();
    await alice.hears("2: connected");
    await bob.reaches("connected");
    expect((await alice.told()).filter((line) => line.includes("wrong"))).toEqual([]);
    await bob.hangsUp();
    await over(alice, bob);
    expect(await alice.do(() => phone.live())).toEqual([]);
  });
}
