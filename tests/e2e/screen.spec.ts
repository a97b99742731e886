// Showing a screen beside the camera: its picture, its sound, and its ends.

import { connect, expect, over, test, type Person } from "./people.js";
import { byTools } from "./tab.js";

test.use({ hasScreen: true });

/** Keeps what is captured of the screen. */
const watch = (person: Person) => person.do(() => {
  const { getDisplayMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getDisplayMedia = async function (wanted) {
    const stream = await getDisplayMedia.call(this, wanted);
    phone.held.push(...stream.getTracks());
    return stream;
  };
});
const share = (person: Person, on = true, audio?: boolean) => person.do(([on, audio]) => phone.kit.shareScreen(on, { audio: audio! }), [on, audio] as const);
const shows = (person: Person) => person.do(() => phone.kit.call!.members.filter(({ screen }) => screen).map(({ userId }) => userId));
const size = (person: Person, user: string, source: "camera" | "screen") => person.do(async ([user, source]) => {
  const video = document.body.appendChild(document.createElement("video"));
  phone.kit.attachView(user, video, source);
  while (!(video.videoWidth > 16)) await new Promise((resolve) => setTimeout(resolve, 20));
  return video.videoWidth / video.videoHeight;
}, [user, source] as const);

test("a screen is seen beside the camera, without another offer, and ends with false", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await Promise.all([watch(alice), watch(bob)]);
  await connect(alice, bob, { callType: 1 });
  expect(await bob.do(() => phone.kit.remoteStream("alice", "screen"))).toBe(null);
  const offers = await alice.do(() => phone.peers.map((peer) => peer.localDescription!.sdp));
  await share(alice);
  await bob.hears("user-published alice mediaType=screen");
  // The screen is wider than the camera's picture.
  expect(await size(bob, "alice", "screen")).toBeCloseTo(16 / 9, 1);
  expect(await size(bob, "alice", "camera")).toBeCloseTo(4 / 3, 1);
  expect(await size(alice, "local", "screen")).toBeCloseTo(16 / 9, 1);
  expect(await alice.do(() => phone.peers.map((peer) => peer.localDescription!.sdp))).toEqual(offers);
  expect(await alice.do(() => phone.peers[0]!.getSenders().slice(1).map(({ track }) => track?.contentHint))).toEqual(["motion", "detail"]);
  await share(alice, false);
  await bob.hears("user-unpublished alice mediaType=screen");
  expect(await alice.do(() => phone.live())).toEqual(["audio", "video"]);
  expect(await shows(bob)).toEqual([]);
  await alice.hangsUp();
  await over(alice, bob);
});

test("a screen's stream is there when its coming is told, and neither it nor what a view had of it when its going is", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  await bob.do(() => {
    const video = document.body.appendChild(document.createElement("video"));
    phone.kit.attachView("alice", video, "screen");
    const seen: unknown[] = [];
    Object.assign(globalThis, { seen });
    phone.kit.on("statechange", (change) => {
      if (!("mediaType" in change) || change.mediaType !== "screen") return;
      seen.push([change.type, phone.kit.remoteStream("alice", "screen")?.getVideoTracks().length ?? null, video.srcObject !== null]);
    });
  });
  for (const on of [true, false, true, false]) {
    await share(alice, on);
    await bob.page.waitForFunction((on) => phone.kit.call!.members.some(({ screen }) => screen) === on, on);
  }
  const [comes, goes] = [["user-published", 1, true], ["user-unpublished", null, false]];
  expect(await bob.do(() => (globalThis as unknown as { seen: unknown[] }).seen)).toEqual([comes, goes, comes, goes]);
});

test("the browser's own button ends it, and the call's end does", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await Promise.all([watch(alice), watch(bob)]);
  await connect(alice, bob);
  await share(alice);
  await bob.hears("user-published alice mediaType=screen");
  await alice.do(() => {
    const screen = phone.held.find(({ kind }) => kind === "video")!;
    screen.stop();
    screen.dispatchEvent(new Event("ended"));
  });
  await bob.hears("user-unpublished alice mediaType=screen");
  expect(await alice.do(() => phone.errors.length)).toBe(0);
  await share(bob);
  await alice.hears("user-published bob mediaType=screen");
  await alice.hangsUp();
  await over(alice, bob);
  for (const one of [alice, bob]) {
    expect(await one.do(() => phone.live())).toEqual([]);
    expect((await one.told()).filter((line) => line.startsWith("wrong"))).toEqual([]);
  }
});

test("a second person who shares ends the first", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await Promise.all([watch(alice), watch(bob)]);
  await connect(alice, bob);
  await share(alice);
  await bob.hears("user-published alice mediaType=screen");
  await share(bob);
  await bob.hears("user-unpublished alice mediaType=screen");
  for (const one of [alice, bob]) await expect.poll(() => shows(one)).toEqual(["bob"]);
  expect(await alice.do(() => phone.live())).toEqual(["audio"]);
  expect(await size(alice, "bob", "screen")).toBeCloseTo(16 / 9, 1);
});

// Firefox captures no sound with a screen.
test("its sound is heard where the microphone is muted, and the microphone stays what it was after it", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await watch(alice);
  await connect(alice, bob);
  await alice.do(() => phone.kit.setMicrophone(false));
  await share(alice, true, true);
  await bob.do(() => phone.sounds(phone.kit.remoteStream("alice")!));
  await alice.do(() => phone.kit.setMicrophone(true));
  await share(alice, false);
  expect(await alice.do(() => phone.peers[0]!.getSenders()[0]!.track === phone.kit.localStream!.getAudioTracks()[0])).toBe(true);
  await bob.do(() => phone.sounds(phone.kit.remoteStream("alice")!));
});

test("who chooses no screen, has no call or no such browser is told", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  const refused = () => alice.do(() => phone.outcome(() => phone.kit.shareScreen(true)));
  expect((await refused()).code).toBe("no-call");
  await connect(alice, bob);
  await alice.do(() => (MediaDevices.prototype.getDisplayMedia = () => Promise.reject(new DOMException("", "NotAllowedError"))));
  expect((await refused()).code).toBe("permission-denied");
  await alice.do(() => delete (MediaDevices.prototype as { getDisplayMedia?: unknown }).getDisplayMedia);
  expect((await refused()).code).toBe("not-supported");
  expect(await shows(bob)).toEqual([]);
});

test("a screen that is chosen after the end is not captured", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  const refused = alice.do(() => {
    const { getDisplayMedia } = MediaDevices.prototype;
    const choosing = new Promise<void>((choose) => Object.assign(globalThis, { choose }));
    MediaDevices.prototype.getDisplayMedia = async function (wanted) {
      await choosing;
      const stream = await getDisplayMedia.call(this, wanted);
      phone.held.push(...stream.getTracks());
      return stream;
    };
    return phone.outcome(() => phone.kit.shareScreen(true));
  });
  await alice.page.waitForFunction(() => "choose" in globalThis);
  await alice.hangsUp();
  expect((await refused).code).toBe("call-ended");
  const before = await alice.do(() => phone.held.length);
  await alice.do(() => (globalThis as unknown as { choose(): void }).choose());
  await alice.page.waitForFunction((before) => phone.held.length > before && phone.live().length === 0, before);
});
