// One's own camera, before the call.

import { connected, expect, over, test } from "./people.js";

test("whoever looks at themselves before answering opens the camera once, and the call takes it over", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await bob.do(async () => Object.assign(globalThis, { looking: await phone.kit.preview(true), again: await phone.kit.preview(true) }));
  const seen = await bob.do(async () => {
    const { looking, again } = globalThis as unknown as Record<string, MediaStream>;
    await phone.moves(phone.view("local").video);
    return [looking === again, looking!.getTracks().length, phone.kit.localStream, phone.peers.flatMap((peer) => peer.getSenders()).filter(({ track }) => track).length, phone.live()];
  });
  expect(seen).toEqual([true, 1, null, 0, ["video"]]);
  await bob.answers();
  await bob.reaches("connected");
  await alice.do(() => phone.moves(phone.view("bob").video));
  expect(await bob.do(() => [phone.kit.localStream!.getVideoTracks()[0] === phone.held.find(({ kind }) => kind === "video"), phone.live()])).toEqual([true, ["audio", "video"]]);
  expect((await bob.do(() => phone.outcome(() => phone.kit.preview(true)))).code).toBe("already-in-call");
  await bob.hangsUp();
  await over(alice, bob);
});

for (const how of ["is refused", "stays off"]) {
  test(`whose microphone ${how} is seen with the camera that they looked at themselves with`, async ({ person }) => {
    const [alice, bob] = [await person("alice"), await person("bob")];
    await alice.calls("bob", { callType: 1 });
    await bob.reaches("ringing");
    await bob.do(async (how) => {
      await phone.kit.preview(true);
      if (how === "stays off") return phone.kit.answerCall(true, undefined, { microphone: false });
      MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
      return phone.kit.answerCall(true);
    }, how);
    await connected(alice, bob);
    await alice.do(() => phone.moves(phone.view("bob").video));
    expect(await bob.do(() => {
      const [looked] = phone.held;
      return [phone.kit.localStream!.getTracks().every((track) => track === looked), phone.peers.at(-1)!.getSenders()[1]!.track === looked, phone.live()];
    })).toEqual([true, true, ["video"]]);
  });
}

test("who looks at themselves, and calls or answers with microphone and camera off, has no camera open", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  for (const one of [alice, bob]) await one.do(() => phone.kit.preview(true));
  await alice.calls("bob", { callType: 1, microphone: false, camera: false });
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.answerCall(true, undefined, { microphone: false, camera: false }));
  await connected(alice, bob);
  for (const one of [alice, bob]) expect(await one.do(() => [phone.held.length, phone.live()])).toEqual([1, []]);
});

test("two looks at once open the camera once, and the last wish counts", async ({ person }) => {
  const alice = await person("alice");
  const opened = (...wishes: boolean[]) => alice.do(async (wishes) => {
    const before = phone.held.length;
    const streams = await Promise.all(wishes.map((on) => phone.kit.preview(on)));
    const [cameras, live] = [phone.held.length - before, phone.live().length];
    await phone.kit.preview(false);
    return { cameras, live, after: phone.live().length, streams: new Set(streams).size };
  }, wishes);
  expect(await opened(true, true)).toEqual({ cameras: 1, live: 1, after: 0, streams: 1 });
  expect(await opened(true, true, false)).toEqual({ cameras: 1, live: 0, after: 0, streams: 1 });
  expect(await opened(true, false, true)).toMatchObject({ live: 1, after: 0 });
});

test("a look at oneself ends with false, and with the ringing", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await bob.do(() => phone.kit.preview(true));
  expect(await bob.do(() => phone.live())).toEqual(["video"]);
  expect(await bob.do(() => phone.kit.preview(false))).toBe(null);
  expect(await bob.do(() => phone.live())).toEqual([]);
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.preview(true));
  await alice.hangsUp();
  await bob.hears("ended");
  await bob.page.waitForFunction(() => phone.live().length === 0);
  expect((await bob.told()).filter((line) => line.startsWith("wrong"))).toEqual([]);
});

test("a look that is allowed after it was given up, or after the call opened the camera, leaves nothing open", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await bob.do(async () => {
    phone.permission = new Promise((allow) => Object.assign(globalThis, { allow }));
    const looking = phone.kit.preview(true);
    await phone.kit.preview(false);
    (globalThis as unknown as { allow(): void }).allow();
    await looking;
  });
  expect(await bob.do(() => [phone.held.length, phone.live()])).toEqual([1, []]);
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await bob.do(() => {
    phone.permission = new Promise((allow) => Object.assign(globalThis, { allow }));
    void phone.kit.preview(true);
    void phone.kit.answerCall(true);
  });
  await bob.reaches("connecting", "connected");
  await bob.do(() => (globalThis as unknown as { allow(): void }).allow());
  await bob.page.waitForFunction(() => phone.held.length >= 4);
  await bob.page.waitForFunction(() => phone.live().join() === "audio,video");
});

test("who may not use the camera is told", async ({ person }) => {
  const alice = await person("alice");
  await alice.do(() => (MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"))));
  expect((await alice.do(() => phone.outcome(() => phone.kit.preview(true)))).code).toBe("permission-denied");
});
