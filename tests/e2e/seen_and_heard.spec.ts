// What two people see and hear of each other, and what their pages send.

import { connect, connected, expect, over, test, type Person } from "./people.js";

const moving = (person: Person, user: string) => person.do((user) => phone.moves(phone.view(user).video), user);
const heard = (person: Person, user: string) => person.do((user) => phone.sounds(phone.kit.remoteStream(user)!), user);

test("in a video call both see moving pictures of the other and of themselves, and hear the other", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  await Promise.all([moving(alice, "bob"), moving(alice, "local"), moving(bob, "alice"), moving(bob, "local"), heard(alice, "bob"), heard(bob, "alice")]);
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
    expect(await one.do(() => phone.live())).toEqual(["audio", "video"]);
    expect((await one.told()).filter((line) => line.startsWith("user-published"))).toEqual([
      `user-published ${other} mediaType=audio`, `user-published ${other} mediaType=video`,
    ]);
  }
});

test("a video call is told in order, and ends with every device released on both sides", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  await bob.hangsUp();
  await over(alice, bob);
  const published = (user: string) => ["audio", "video"].map((mediaType) => `user-published ${user} mediaType=${mediaType}`);
  const end = ["callrecord completed by bob", "ended"];
  expect(await alice.told()).toEqual([
    "ringing bob", "accept bob", "connecting", "user-joined bob", ...published("bob"), "connected", "user-left bob reason=hangup", ...end,
  ]);
  expect(await bob.told()).toEqual(["invite alice", "connecting", "user-joined alice", ...published("alice"), "connected", "hangup", ...end]);
  for (const one of [alice, bob]) expect(await one.do(() => [phone.held.length, phone.live()])).toEqual([2, []]);
});

test("a voice call opens no camera and carries sound alone", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  await Promise.all([heard(alice, "bob"), heard(bob, "alice")]);
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
    const facts = await one.do((other) => ({
      opened: phone.held.map(({ kind }) => kind),
      members: phone.kit.call!.members.map(({ microphone, camera, screen }) => [microphone, camera, screen]),
      video: phone.kit.remoteStream(other)!.getVideoTracks().filter(({ muted }) => !muted).length,
    }), other);
    expect(facts).toEqual({ opened: ["audio"], members: [[true, false, false], [true, false, false]], video: 0 });
  }
});

test("nobody opens a device or is seen before the answer", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.do(() => void Object.assign(globalThis, phone.view("bob")));
  await bob.do(() => void Object.assign(globalThis, phone.view("alice")));
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await alice.page.waitForFunction(() => phone.live().length === 2);
  const video = () => (globalThis as unknown as { video: HTMLVideoElement }).video.srcObject;
  expect([await alice.do(video), await bob.do(video), await bob.do(() => [phone.held.length, phone.kit.localStream])]).toEqual([null, null, [0, null]]);
  expect(await bob.do(() => phone.kit.remoteStream("alice"))).toBeNull();
});

test("a view lasts over two calls, and moves in both", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await bob.do(() => void Object.assign(globalThis, phone.view("alice")));
  const moves = () => phone.moves((globalThis as unknown as { video: HTMLVideoElement }).video);
  for (let call = 0; call < 2; call += 1) {
    await connect(alice, bob, { callType: 1 });
    await bob.do(moves);
    await alice.hangsUp();
    await over(alice, bob);
    await bob.page.waitForFunction(() => (globalThis as unknown as { video: HTMLVideoElement }).video.srcObject === null);
  }
});

test("a muted microphone is told to the other side and sends nothing but silence, and is heard again", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  await heard(bob, "alice");
  await alice.do(() => phone.kit.setMicrophone(false));
  await bob.hears("user-unpublished alice mediaType=audio");
  expect(await bob.do(() => phone.kit.call!.members.find(({ userId }) => userId === "alice")!.microphone)).toBe(false);
  expect(await alice.do(() => phone.kit.call!.members.find(({ userId }) => userId === "alice")!.microphone)).toBe(false);
  expect(await alice.do(() => phone.kit.localStream?.getAudioTracks().filter(({ enabled, readyState }) => enabled && readyState === "live").length ?? 0)).toBe(0);
  await alice.do(() => phone.kit.setMicrophone(true));
  await bob.hears("user-published alice mediaType=audio", 2);
  await heard(bob, "alice");
});

test("a closed camera is told to the other side and its light is off, and it is seen again when it opens", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  await moving(bob, "alice");
  await alice.do(() => phone.kit.setCamera(false));
  expect(await alice.do(() => phone.live())).toEqual(["audio"]);
  await bob.hears("user-unpublished alice mediaType=video");
  await alice.do(() => phone.kit.setCamera(true));
  await bob.hears("user-published alice mediaType=video", 2);
  await moving(bob, "alice");
  expect(await alice.do(() => phone.live())).toEqual(["audio", "video"]);
  await heard(bob, "alice");
});

test("whoever starts and answers with everything off is connected at once, and opens it later", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob", { callType: 1, microphone: false, camera: false });
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.answerCall(true, undefined, { microphone: false, camera: false }));
  await connected(alice, bob);
  for (const one of [alice, bob]) {
    expect((await one.told()).filter((line) => line.startsWith("user-published"))).toEqual([]);
    expect(await one.do(() => phone.held.length)).toBe(0);
  }
  await bob.do(() => Promise.all([phone.kit.setCamera(true), phone.kit.setMicrophone(true)]));
  await alice.hears("user-published bob mediaType=video");
  await alice.hears("user-published bob mediaType=audio");
  await Promise.all([moving(alice, "bob"), heard(alice, "bob")]);
});

test("how long each step took is known afterwards, and adds up", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  // As in a browser that has no other way to a track's pictures than an element.
  await bob.do(() => Reflect.deleteProperty(globalThis, "MediaStreamTrackProcessor"));
  await connect(alice, bob, { callType: 1 });
  for (const one of [alice, bob]) {
    const timings = () => one.do(() => phone.kit.getTimings(phone.kit.call!.callId)!);
    // Two of its fields are words.
    await expect.poll(async () => Object.entries(await timings()).filter(([, time]) => typeof time !== "number").map(([name]) => name)).toEqual(["callId", "direction"]);
    const { direction, ringing, accepted, pathReady, connected, firstRemoteVideo, answerToFirstFrame } = await timings();
    expect(direction).toBe(one === alice ? "outgoing" : "incoming");
    for (const before of [accepted, pathReady]) expect(before).toBeLessThanOrEqual(firstRemoteVideo!);
    expect(answerToFirstFrame).toBeLessThanOrEqual(firstRemoteVideo!);
    expect(ringing).toBeLessThanOrEqual(accepted!);
    expect(accepted).toBeLessThanOrEqual(connected!);
    expect(pathReady).toBeLessThanOrEqual(connected!);
  }
});
