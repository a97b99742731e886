// The camera's light goes off: every track that a page ever held is stopped when the call is over, copies too.

import { expect, test } from "./lab.js";

test.beforeEach(({ page }) => page.evaluate(() => {
  const held: MediaStreamTrack[] = [];
  Object.assign(globalThis, { held });
  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await getUserMedia.call(this, constraints);
    held.push(...stream.getTracks());
    return stream;
  };
  const { clone } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.clone = function () {
    const copy = clone.call(this);
    held.push(copy);
    return copy;
  };
}));

const held = () => (globalThis as unknown as { held: MediaStreamTrack[] }).held.map(({ kind, readyState }) => `${kind} ${readyState}`);

test("a phone that rings asks for no device, and once for both when it is answered", async ({ page }) => {
  const asked = await page.evaluate(async () => {
    // Each would be asked for by itself where the browser says in time that both are allowed.
    Permissions.prototype.query = () => new Promise(() => {});
    const [alice, bob] = await lab.people("alice", "bob");
    const asked: string[] = [];
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = function (constraints) {
      asked.push(Object.keys(constraints ?? {}).sort().join(" and "));
      return getUserMedia.call(this, constraints);
    };
    const ringing = lab.reach(bob, "ringing");
    await alice.startCall({ callType: 1, to: "bob" });
    await ringing;
    while (!alice.localStream) await new Promise((resolve) => setTimeout(resolve, 10));
    const byCaller = asked.splice(0);
    await bob.answerCall(true);
    await lab.reach(bob, "connected");
    return { byCaller, byCallee: asked };
  });
  expect(asked).toEqual({ byCaller: ["audio and video"], byCallee: ["audio and video"] });
});

for (const end of ["hangup", "destroy"] as const) {
  test(`after ${end} no track of either side is live`, async ({ page }) => {
    await page.evaluate(async (end) => {
      const [alice, bob] = await lab.people("alice", "bob");
      await lab.connected(alice, bob, { callType: 1 });
      await alice.setCamera(false);
      await alice.setCamera(true);
      // Who speaks is heard from a copy of the microphone.
      await Promise.all([alice, bob].map((kit) => new Promise((resolve) => kit.on("volume", resolve))));
      const ended = lab.reach(bob, "idle");
      await alice[end]();
      await ended;
    }, end);
    const tracks = await page.evaluate(held);
    expect(tracks.length).toBeGreaterThanOrEqual(7);
    expect(tracks.filter((track) => track.endsWith("live"))).toEqual([]);
  });
}

test("a look at oneself ends when whoever looks signs out", async ({ page }) => {
  await page.evaluate(async () => {
    const [alice] = await lab.people("alice");
    await alice.preview(true);
    await alice.destroy();
  });
  expect(await page.evaluate(held)).toEqual(["video ended"]);
});

test("whoever hangs up in the same breath is asked for no device", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const [alice] = await lab.people("alice");
    let asked = 0;
    MediaDevices.prototype.getUserMedia = async () => {
      asked += 1;
      throw new DOMException("", "NotAllowedError");
    };
    const started = lab.outcome(() => alice.startCall({ callType: 1, to: "bob" }));
    await alice.hangup();
    await started;
    await lab.reach(alice, "idle");
    return asked;
  });
  expect(told).toBe(0);
});

test("a microphone that takes the place of a muted one is muted, and that of the next call is not", async ({ page }) => {
  const enabled = await page.evaluate(async () => {
    const [alice, bob] = await lab.people("alice", "bob");
    const microphone = () => alice.localStream!.getAudioTracks().map(({ id, enabled }) => [id, enabled] as const)[0]!;
    await lab.connected(alice, bob);
    await alice.setMicrophone(false);
    const [first] = microphone();
    const other = (await alice.listDevices()).find(({ kind, selected }) => kind === "microphone" && !selected)!;
    await alice.setDevice("microphone", other.deviceId);
    const [second, muted] = microphone();
    await alice.hangup();
    await lab.reach(bob, "idle");
    await lab.connected(alice, bob);
    return { isOther: first !== second, muted, next: microphone()[1] };
  });
  expect(enabled).toEqual({ isOther: true, muted: false, next: true });
});

test("a machine that opens one device at a time exchanges it all the same", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const [alice, bob] = await lab.people("alice", "bob");
    await lab.connected(alice, bob);
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = async function (constraints) {
      const isHeld = alice.localStream!.getTracks().some(({ readyState }) => readyState === "live");
      if (isHeld) throw new DOMException("", "NotReadableError");
      return getUserMedia.call(this, constraints);
    };
    const { deviceId } = (await alice.listDevices()).find(({ kind, selected }) => kind === "microphone" && !selected)!;
    const outcome = await lab.outcome(() => alice.setDevice("microphone", deviceId));
    const tracks = alice.localStream!.getAudioTracks().map((track) => [track.readyState, track.getSettings().deviceId === deviceId]);
    return { outcome, tracks };
  });
  expect(told).toEqual({ outcome: "done", tracks: [["live", true]] });
});

test("a permission that is given after the end opens nothing that stays open", async ({ page }) => {
  await page.evaluate(async () => {
    const [alice] = await lab.people("alice");
    const getUserMedia = MediaDevices.prototype.getUserMedia;
    let grant = () => {};
    const granted = new Promise<void>((resolve) => (grant = resolve));
    const opened = new Promise<void>((resolve) => {
      MediaDevices.prototype.getUserMedia = async function (constraints) {
        await granted;
        const stream = await getUserMedia.call(this, constraints);
        setTimeout(resolve);
        return stream;
      };
    });
    await alice.startCall({ callType: 1, to: "bob" });
    await alice.hangup();
    grant();
    await opened;
  });
  const tracks = await page.evaluate(held);
  expect(tracks.length).toBeGreaterThan(0);
  expect(tracks.filter((track) => track.endsWith("live"))).toEqual([]);
});
