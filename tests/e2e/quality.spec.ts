// What a page is told of how well it hears and is heard.

import type { Volume } from "../../src/js/index.js";
import { connect, expect, over, test, type Person } from "./people.js";

/** Collects what is told from here on. */
const collect = (person: Person, type: "networkquality" | "volume" | "warning") => person.do((type) => {
  const heard: unknown[] = [];
  Object.assign(globalThis, { [type]: heard });
  phone.kit.on(type, (detail) => heard.push(...[detail].flat()));
}, type);

/** Waits for one that has these values. */
const hears = (person: Person, type: string, wanted: object) => person.page.waitForFunction(
  ([type, wanted]) => (globalThis as unknown as Record<string, Record<string, unknown>[]>)[type]!.some((one) =>
    Object.entries(wanted).every(([name, value]) => one[name] === value)),
  [type, wanted] as const, { polling: 50 });

test("a good path is called good, for both directions and for oneself, from one look a second", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.do(() => {
    const looks = { taken: 0, told: [] as number[] };
    Object.assign(globalThis, { looks });
    const { getStats } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.getStats = function () {
      looks.taken += 1;
      return getStats.call(this);
    };
    phone.kit.on("networkquality", () => looks.told.push(looks.taken));
  });
  for (const type of ["networkquality", "warning", "volume"] as const) await collect(alice, type);
  await connect(alice, bob);
  await hears(alice, "networkquality", { userId: "bob", uplink: 1, downlink: 1 });
  await hears(alice, "networkquality", { userId: "alice", uplink: 1, downlink: 1 });
  const told = await alice.do(() => (globalThis as unknown as { looks: { told: number[] } }).looks.told);
  expect(told.map((taken) => taken - told[0]!)).toEqual(told.map((_, at) => at));
});

/** Waits until the last look says this of a person. */
const isTold = (person: Person, wanted: Partial<Volume>) => person.page.waitForFunction(
  (wanted) => {
    const last = (globalThis as unknown as { volume: Volume[] }).volume.findLast(({ userId }) => userId === wanted.userId);
    return last && Object.entries(wanted).every(([name, value]) => last[name as keyof Volume] === value);
  }, wanted, { polling: 50 });

test("who speaks is told, and who is muted does not", async ({ person, engine }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await collect(alice, "volume");
  await alice.do(() => {
    globalThis.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options);
        Object.assign(globalThis, { heard: this });
      }
    };
  });
  await connect(alice, bob);
  await hears(alice, "volume", { userId: "alice", speaking: true });
  // A voice is told from the silence before it, and the tone that Firefox has for one never rests.
  await bob.do(() => phone.kit.setMicrophone(false));
  await isTold(alice, { userId: "bob", speaking: false, level: 0 });
  await bob.do(() => phone.kit.setMicrophone(true));
  await isTold(alice, { userId: "bob", speaking: true });
  await bob.do(() => phone.kit.setMicrophone(false));
  await isTold(alice, { userId: "bob", speaking: false, level: 0 });
  // Sound that is processed a hundred times a second takes a fiftieth of a core. Firefox says nothing of it.
  if (engine === "chromium") expect(await alice.do(() => (globalThis as unknown as { heard: AudioContext }).heard.baseLatency)).toBeGreaterThan(0.1);
});

test("speaking while muted is noticed, and the copy that listens is given back", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await collect(alice, "warning");
  await connect(alice, bob);
  await alice.do(() => phone.kit.setMicrophone(false));
  await hears(alice, "warning", { code: "speaking-while-muted", userId: null, active: true });
  await alice.hangsUp();
  await over(alice, bob);
  expect(await alice.do(() => phone.live())).toEqual([]);
  await hears(alice, "warning", { code: "speaking-while-muted", active: false });
});

test("speaking while muted ends within the call once the microphone is on again, though nobody asks who speaks", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await collect(alice, "warning");
  await connect(alice, bob);
  await alice.do(() => phone.kit.setMicrophone(false));
  await hears(alice, "warning", { code: "speaking-while-muted", active: true });
  await alice.do(() => phone.kit.setMicrophone(true));
  await hears(alice, "warning", { code: "speaking-while-muted", active: false });
  expect(await alice.do(() => phone.kit.state)).toBe("connected");
});

test("a microphone that gives nothing at all is noticed, though nobody asks who speaks", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await collect(alice, "warning");
  await alice.do(() => {
    const context = new AudioContext();
    const microphone = context.createMediaStreamDestination();
    const nothing = new ConstantSourceNode(context, { offset: 0 });
    nothing.connect(microphone);
    nothing.start();
    MediaDevices.prototype.getUserMedia = async () => microphone.stream;
  });
  await connect(alice, bob);
  await hears(alice, "warning", { code: "silent-microphone", userId: null, active: true, value: 0 });
});

/** From here on nothing that a person sends leaves their browser, while the path lives. */
const vanish = (person: Person) => person.do(() => {
  // Firefox goes on sending sound that is set inactive, Chromium what is to be transformed once it is under way.
  const swallows = "onrtctransform = ({ transformer }) => transformer.readable.pipeTo(new WritableStream())";
  const worker = new Worker(URL.createObjectURL(new Blob([swallows])));
  return Promise.all(phone.peers.flatMap((peer) => peer.getSenders()).map((sender) => {
    sender.transform = new RTCRtpScriptTransform(worker);
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.active = false;
    return sender.setParameters(parameters);
  }));
});

test("a person of whom nothing arrives although the path is up is heard and seen again over a new path", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  await alice.do(() => phone.sounds(phone.kit.remoteStream("bob")!));
  await vanish(bob);
  await alice.hears("reconnected");
  await alice.do(() => phone.sounds(phone.kit.remoteStream("bob")!));
  await alice.do(() => phone.moves(phone.view("bob").video));
  expect(await alice.do(() => phone.peers.filter(({ connectionState }) => connectionState === "connected").length)).toBe(1);
});

test("raw measurements name whom each path leads to, and how", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  expect(await alice.do(() => phone.kit.getStats())).toEqual([]);
  await connect(alice, bob, { callType: 1 });
  expect(await alice.do(async () => (await phone.kit.getStats()).map(({ userId, state, path, protocol, report }) =>
    [userId, state, path, protocol, [...(report as unknown as Map<string, { type: string }>).values()].some(({ type }) => type === "inbound-rtp")]))).toEqual(
    [["bob", "connected", expect.stringMatching(/^(host|prflx)$/), "udp", true]]);
  await alice.hangsUp();
  expect(await alice.do(() => phone.kit.getStats())).toEqual([]);
});
