// Choosing devices: listed, used at once in a running call, remembered, gone and back.

import { readFileSync } from "node:fs";
import { connect, expect, over, test, type Person } from "./people.js";
import { byTools } from "./tab.js";
import type { MediaDevice } from "../../src/js/index.js";

const { args } = JSON.parse(readFileSync(new URL("../../webdriver.json", import.meta.url), "utf8"))["goog:chromeOptions"];

// A machine with three cameras, which only Chromium can pretend.
test.use({
  launchOptions: {
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: args.map((flag: string) => (flag === "--use-fake-device-for-media-stream" ? `${flag}=device-count=3` : flag)),
  },
});

/** In a page that is looked at: to others Firefox tells nothing (W3C Media Capture and Streams, section 9.2). */
const list = async (person: Person) => {
  await person.page.bringToFront();
  return person.do(() => phone.kit.listDevices());
};
const ids = (devices: MediaDevice[], kind: string) => devices.filter((device) => device.kind === kind).map(({ deviceId }) => deviceId);
const selected = (devices: MediaDevice[], kind: string) => devices.find((device) => device.kind === kind && device.selected)?.deviceId;
/** Which devices are really open, and how many tracks of this page are. */
const inUse = (person: Person) => person.do(() => [...phone.kit.localStream!.getTracks().map((track) => track.getSettings().deviceId), phone.live().length]);

test("every microphone, camera, loudspeaker and ringer is listed, with the one in use", async ({ person, engine }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const devices = await list(alice);
  expect(ids(devices, "camera")).toHaveLength(engine === "chromium" ? 3 : 1);
  expect(ids(devices, "speaker")).toEqual(ids(devices, "ringer"));
  for (const kind of ["microphone", "camera", "speaker", "ringer"]) {
    expect(devices.filter((device) => device.kind === kind && device.selected)).toHaveLength(1);
    expect(devices.filter((device) => device.kind === kind).every(({ deviceId, label }) => deviceId && label)).toBe(true);
  }
  const [microphone, camera] = await inUse(alice);
  expect([selected(devices, "microphone"), selected(devices, "camera")]).toEqual([microphone, camera]);
});

test("another camera and microphone are sent at once, without another offer, and are used again after the next visit", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const devices = await list(alice);
  const [camera, microphone] = [ids(devices, "camera")[2]!, ids(devices, "microphone")[1]!];
  const offers = await alice.do(() => phone.peers.map((peer) => peer.localDescription!.sdp));
  await alice.do(() => (phone.kit.onDeviceChange = (devices) => Object.assign(globalThis, { devices })));
  await alice.do(([camera, microphone]) => Promise.all([phone.kit.setDevice("camera", camera!), phone.kit.setDevice("microphone", microphone!)]), [camera, microphone]);
  expect(await inUse(alice)).toEqual([microphone, camera, 2]);
  expect(await alice.do(() => phone.peers[0]!.getSenders().map(({ track }) => track?.getSettings().deviceId ?? null))).toEqual([microphone, camera, null]);
  expect(await alice.do(() => phone.peers.map((peer) => peer.localDescription!.sdp))).toEqual(offers);
  await alice.page.waitForFunction(([camera]) => (globalThis as unknown as { devices: MediaDevice[] }).devices?.some((device) => device.deviceId === camera && device.selected), [camera]);
  await bob.do(() => phone.moves(phone.view("alice").video));
  await alice.hangsUp();
  await over(alice, bob);

  await alice.page.reload();
  await alice.page.waitForFunction(() => "phone" in globalThis);
  await alice.do(() => phone.signIn("alice"));
  expect(selected(await list(alice), "camera")).toBe(camera);
  await connect(alice, bob, { callType: 1 });
  expect(await inUse(alice)).toEqual([microphone, camera, 2]);
});

test("a device that there is not is refused, and the one before goes on", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const before = await inUse(alice);
  await alice.page.bringToFront();
  for (const kind of ["microphone", "camera", "speaker", "ringer"] as const) {
    expect(await alice.do((kind) => phone.outcome(() => phone.kit.setDevice(kind, "nonsense")), kind)).toMatchObject({ code: "device-not-found", field: "setDevice.deviceId" });
  }
  expect(await inUse(alice)).toEqual(before);
});

test("a camera that another program holds says so, and the one before goes on", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const camera = ids(await list(alice), "camera")[1]!;
  const [microphone, before] = await inUse(alice);
  const refused = await alice.do((camera) => {
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = function (wanted) {
      const held = JSON.stringify(wanted).includes(camera);
      return held ? Promise.reject(new DOMException("", "NotReadableError")) : getUserMedia.call(this, wanted);
    };
    return phone.outcome(() => phone.kit.setDevice("camera", camera));
  }, camera);
  expect(refused.code).toBe("device-in-use");
  expect(await inUse(alice)).toEqual([microphone, before, 2]);
  await bob.do(() => phone.moves(phone.view("alice").video));
});

test("the camera goes round all there are, and stays off where it is off", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  expect((await alice.do(() => phone.outcome(() => phone.kit.switchCamera()))).code).toBe("no-call");
  await connect(alice, bob, { callType: 1 });
  const cameras = ids(await list(alice), "camera");
  const seen: unknown[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await alice.do(() => phone.kit.switchCamera());
    seen.push((await inUse(alice))[1]);
  }
  expect(seen).toEqual([cameras[1], cameras[2], cameras[0]]);
  await alice.do(() => phone.kit.setCamera(false));
  await alice.do(() => phone.kit.switchCamera());
  expect(await alice.do(() => phone.live())).toEqual(["audio"]);
  await alice.do(() => phone.kit.setCamera(true));
  expect((await inUse(alice))[1]).toBe(cameras[1]);
});

test("on a telephone the camera goes from the front to the back and to the front again", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  const [front, , back] = ids(await list(alice), "camera");
  // The made-up cameras do not say where they are.
  await alice.do(([front, back]) => {
    const places = { user: front!, environment: back! };
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = function (wanted) {
      const { exact } = ((wanted?.video as MediaTrackConstraints | undefined)?.facingMode ?? {}) as { exact?: keyof typeof places };
      return getUserMedia.call(this, exact ? { ...wanted, video: { deviceId: { exact: places[exact] } } } : wanted);
    };
    const { getSettings } = MediaStreamTrack.prototype;
    MediaStreamTrack.prototype.getSettings = function () {
      const settings = getSettings.call(this);
      const [facingMode] = Object.entries(places).find(([, id]) => id === settings.deviceId) ?? [];
      return { ...settings, ...(facingMode && { facingMode }) };
    };
  }, [front, back] as const);
  await connect(alice, bob, { callType: 1 });
  const seen: unknown[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await alice.do(() => phone.kit.switchCamera());
    seen.push((await inUse(alice))[1]);
  }
  expect(seen).toEqual([back, front, back]);
});

// A camera that can be pulled out: a place in a connection, whose track ends with it.
const pull = (person: Person) => person.do(() => {
  const { getUserMedia } = MediaDevices.prototype;
  const cable = new RTCPeerConnection().addTransceiver("video");
  MediaDevices.prototype.getUserMedia = async function (wanted) {
    const stream = await getUserMedia.call(this, wanted);
    if (!wanted?.video) return stream;
    MediaDevices.prototype.getUserMedia = getUserMedia;
    stream.getVideoTracks()[0]!.stop();
    return new MediaStream([...stream.getAudioTracks(), cable.receiver.track]);
  };
  Object.assign(globalThis, { pull: () => cable.stop() });
});

test("a camera that is pulled out in a call is replaced by one that is left, and nobody stops sending", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await pull(alice);
  await connect(alice, bob, { callType: 1 });
  await alice.do(() => (globalThis as unknown as { pull(): void }).pull());
  await alice.page.waitForFunction(() => phone.kit.localStream!.getVideoTracks()[0]?.getSettings().deviceId);
  await bob.do(() => phone.moves(phone.view("alice").video));
  expect((await bob.told()).filter((line) => line.startsWith("user-unpublished"))).toEqual([]);
  expect(await alice.do(() => phone.errors.length)).toBe(0);
});

test("a camera that is pulled out, with none left, is told to both", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await pull(alice);
  await connect(alice, bob, { callType: 1 });
  await alice.do(() => {
    MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError"));
    (globalThis as unknown as { pull(): void }).pull();
  });
  await alice.hears("error device-not-found");
  await bob.hears("user-unpublished alice mediaType=video");
  expect(await alice.do(() => phone.kit.call!.members[0]!.camera)).toBe(false);
});

test("who was muted when the last microphone went is heard when they open one again", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  await alice.do(() => phone.kit.setMicrophone(false));
  await bob.hears("user-unpublished alice mediaType=audio");
  await alice.do(() => {
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError"));
    Object.assign(globalThis, { plug: () => Object.assign(MediaDevices.prototype, { getUserMedia }) });
    const [microphone] = phone.kit.localStream!.getAudioTracks();
    microphone!.stop();
    microphone!.dispatchEvent(new Event("ended"));
  });
  await alice.page.waitForFunction(() => phone.kit.localStream === null);
  await alice.do(() => {
    (globalThis as unknown as { plug(): void }).plug();
    return phone.kit.setMicrophone(true);
  });
  expect(await alice.do(() => phone.kit.localStream!.getAudioTracks().map(({ enabled, readyState }) => [enabled, readyState]))).toEqual([[true, "live"]]);
  await bob.hears("user-published alice mediaType=audio", 2);
  await bob.do(() => phone.sounds(phone.kit.remoteStream("alice")!));
});

test("a chosen device that comes back is used again", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const [first, chosen] = ids(await list(alice), "camera");
  await alice.do((chosen) => phone.kit.setDevice("camera", chosen!), chosen);
  // It is not there for a while.
  await alice.do((first) => {
    const { enumerateDevices } = MediaDevices.prototype;
    MediaDevices.prototype.enumerateDevices = async function () {
      return (await enumerateDevices.call(this)).filter(({ kind, deviceId }) => kind !== "videoinput" || deviceId === first);
    };
    Object.assign(globalThis, { plug: () => Object.assign(MediaDevices.prototype, { enumerateDevices }) });
  }, first);
  await alice.do(() => phone.kit.setCamera(false));
  await alice.do(async (first) => {
    const { getUserMedia } = MediaDevices.prototype;
    MediaDevices.prototype.getUserMedia = function () {
      MediaDevices.prototype.getUserMedia = getUserMedia;
      return getUserMedia.call(this, { video: { deviceId: { exact: first! } } });
    };
    await phone.kit.setCamera(true);
  }, first);
  expect((await inUse(alice))[1]).toBe(first);
  await alice.do(() => {
    (globalThis as unknown as { plug(): void }).plug();
    navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
  });
  await alice.page.waitForFunction((chosen) => phone.kit.localStream!.getVideoTracks()[0]?.getSettings().deviceId === chosen, chosen);
});
