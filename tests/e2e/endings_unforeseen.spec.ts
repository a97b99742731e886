// Endings that nobody chose: a path that is lost or never comes, and messages that cross or do not arrive.

import { connect, expect, over, test } from "./people.js";

const swallow = () => phone.line.set("swallows");
const join = () => phone.line.set(null);

test("a path that stays lost ends the call for both, as completed and with the error", async ({ person }) => {
  const options = { line: true, reconnectTimeout: 1_200 };
  const [alice, bob] = [await person("alice", options), await person("bob", options)];
  await connect(alice, bob);
  await Promise.all([alice.do(swallow), bob.do(swallow)]);
  const before = await Promise.all([alice.told(), bob.told()]);
  await bob.do(() => phone.peers.forEach((peer) => peer.close()));
  await over(alice, bob);
  for (const [index, one, other] of [[0, alice, "bob"], [1, bob, "alice"]] as const) {
    const told = (await one.told()).slice(before[index].length);
    expect(told).toEqual([`reconnecting ${other}`, "reconnecting", `user-left ${other} reason=lost`, "callrecord completed, connection-failed", "ended"]);
    expect(await one.record()).toMatchObject({ status: "completed", endedBy: null, error: "connection-failed", connectedAt: expect.any(Number) });
    expect(await one.do(() => phone.live())).toEqual([]);
  }
});

test("an answered call without a path has failed for both when its time is up", async ({ person }) => {
  const options = { iceTransportPolicy: "relay", connectTimeout: 1_500 } as const;
  const [alice, bob] = [await person("alice", options), await person("bob", options)];
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await bob.do(() => phone.outcome(() => phone.kit.answerCall(true)));
  await over(alice, bob);
  const end = ["callrecord failed, media-failed", "ended"];
  expect(await alice.told()).toEqual(["ringing bob", "accept bob", "connecting", "user-joined bob", "user-published bob mediaType=audio", "user-published bob mediaType=video", ...end]);
  expect(await bob.told()).toEqual(["invite alice", "connecting", "user-joined alice", "user-published alice mediaType=audio", "user-published alice mediaType=video", ...end]);
  for (const one of [alice, bob]) {
    expect(await one.record()).toMatchObject({ status: "failed", endedBy: null, error: "media-failed", connectedAt: null, duration: 0 });
    expect(await one.do(() => phone.live())).toEqual([]);
  }
});

test("an answer that crosses the taking back never connects, and was cancelled", async ({ person }) => {
  const [alice, bob] = [await person("alice", { line: true }), await person("bob", { line: true })];
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await bob.do(swallow);
  const answered = bob.do(() => phone.outcome(() => phone.kit.answerCall(true)));
  await bob.reaches("connecting");
  await alice.hangsUp();
  await bob.do(join);
  await over(bob);
  expect((await answered).code).toBe("call-ended");
  expect(await alice.told()).toEqual(["ringing bob", "hangup", "callrecord cancelled by alice", "ended"]);
  expect(await bob.told()).toEqual(["invite alice", "connecting", "cancel alice", "callrecord cancelled by alice", "ended"]);
  expect(await bob.do(() => phone.live())).toEqual([]);
});

test("an accept that the caller never confirms fails, and opens nothing that stays open", async ({ person }) => {
  const [alice, bob] = [await person("alice", { line: true }), await person("bob")];
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await alice.do(swallow);
  const answered = bob.do(() => phone.outcome(() => phone.kit.answerCall(true)));
  await over(bob);
  expect((await answered).code).not.toBe("done");
  expect(await bob.told()).toEqual(["invite alice", "connecting", expect.stringMatching(/^callrecord failed, /), "ended"]);
  expect(await bob.do(() => phone.live())).toEqual([]);
});

test("a call that was over before it could ring leaves a missed call and nothing else", async ({ person }) => {
  const [alice, bob] = [await person("alice", { line: true }), await person("bob", { line: true })];
  // Bob hears, and is not heard: his device cannot say that it could ring.
  await bob.do(() => {
    const { send } = phone.line;
    Object.assign(phone.line, { send: async () => {}, restore: () => Object.assign(phone.line, { send }) });
  });
  await alice.calls("bob");
  await alice.page.waitForFunction(() => phone.line.sent.length > 0);
  await alice.hangsUp();
  await bob.page.waitForFunction(() => phone.records.length > 0);
  expect(await bob.told()).toEqual(["callrecord missed by alice"]);
  expect(await bob.do(() => phone.kit.state)).toBe("idle");
});

test("an ended call stays ended for a caller whose messages come late", async ({ person }) => {
  const [alice, bob] = [await person("alice", { line: true }), await person("bob")];
  await connect(alice, bob);
  const early = await alice.do(() => [...phone.line.sent]);
  await bob.hangsUp();
  await over(alice, bob);
  const told = [await alice.told(), await bob.told()];
  await alice.do(async (texts) => {
    for (const text of texts) await phone.line.send("bob", text);
  }, early);
  await alice.calls("bob");
  await bob.hears("2: invite alice");
  await alice.hangsUp();
  await over(alice, bob);
  expect((await bob.told()).slice(0, told[1]!.length + 1)).toEqual([...told[1]!, "2: invite alice"]);
  expect(await bob.do(() => phone.records.length)).toBe(2);
});
