// What of a path is there before the answer, what of that anybody sees, and what is left of it when nobody answers.

import { connected, expect, over, test, type Person } from "./people.js";

const isUp = (person: Person) => person.page.waitForFunction(
  () => phone.peers.some(({ connectionState }) => connectionState === "connected") && phone.channels.some(({ readyState }) => readyState === "open"),
  undefined, { polling: 20 },
);
const allClosed = (person: Person) => person.page.waitForFunction(
  () => phone.peers.every(({ connectionState }) => connectionState === "closed"), undefined, { polling: 20 },
);

/** What a page got of a kind, in packets and in decoded pictures. */
const got = (person: Person, kind: string) => person.do(async (kind) => {
  const reports = await Promise.all(phone.peers.map((peer) => peer.getStats()));
  const inbound = reports.flatMap((report) => [...report.values()]).filter((one) => one.type === "inbound-rtp" && one.kind === kind);
  return inbound.reduce((sum, { packetsReceived = 0 }) => sum + packetsReceived, 0);
}, kind);

/** The kinds of messages that a page sent over its connection, and the steps of its descriptions. */
const said = (person: Person) => person.do(() => phone.line.sent.map((text) => JSON.parse(text)).map(({ k, step }) => (k === "describe" ? `${k} ${step}` : k)));

test("with ring the path is there before the answer, unseen and unheard, and carries the answer while signalling is down", async ({ person }) => {
  const [alice, bob] = [await person("alice", { preconnect: "ring", line: true }), await person("bob", { preconnect: "ring", line: true })];
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await Promise.all([isUp(alice), isUp(bob)]);
  // The caller's picture is on its way; nothing else is.
  await expect.poll(() => got(bob, "video")).toBeGreaterThan(0);
  expect([await got(bob, "audio"), await got(alice, "video"), await got(alice, "audio")]).toEqual([0, 0, 0]);
  expect(await bob.do(() => [phone.kit.state, phone.live(), phone.kit.remoteStream("alice"), phone.peers.length])).toEqual(["ringing", [], null, 1]);
  await Promise.all([alice, bob].map((one) => one.do(() => phone.line.set("swallows"))));
  await bob.answers();
  await connected(alice, bob);
  await Promise.all([alice.do(() => phone.moves(phone.view("bob").video)), bob.do(() => phone.moves(phone.view("alice").video))]);
  expect(await Promise.all([alice, bob].map((one) => one.do(() => phone.peers.length)))).toEqual([1, 1]);
  await alice.hangsUp();
  await over(alice, bob);
  await Promise.all([allClosed(alice), allClosed(bob)]);
});

for (const [how, end] of [
  ["refused", (_, bob) => bob.answers(false)],
  ["ignored", (_, bob) => bob.do(() => phone.kit.ignoreCall())],
  ["taken back", (alice) => alice.hangsUp()],
  ["not answered", async () => {}],
] satisfies [string, (alice: Person, bob: Person) => Promise<void>][]) {
  test(`nothing is left of a path whose call is ${how}`, async ({ person }) => {
    const [alice, bob] = [await person("alice", { preconnect: "ring" }), await person("bob", { preconnect: "ring" })];
    await alice.calls("bob", { callType: 1, timeout: how === "not answered" ? 1_500 : 30_000 });
    await Promise.all([isUp(alice), isUp(bob)]);
    await end(alice, bob);
    await allClosed(bob);
    if (how === "ignored") await alice.hangsUp();
    await over(alice, bob);
    await allClosed(alice);
    expect(await Promise.all([alice, bob].map((one) => one.do(() => phone.live())))).toEqual([[], []]);
  });
}

test("with ring the answer shows the caller before the camera is asked for, and makes no element without need", async ({ person }) => {
  const [alice, bob] = [await person("alice", { preconnect: "ring" }), await person("bob", { preconnect: "ring" })];
  await bob.do(() => {
    const { video } = phone.view("alice");
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject")!;
    const seen = { video, order: [] as string[] };
    Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { get: get!, set(stream) {
      if (stream) seen.order.push(this === video ? "view" : this.localName);
      set!.call(this, stream);
    } });
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (wanted) => (seen.order.push("camera"), ask(wanted));
    Object.assign(globalThis, { seen });
  });
  const order = () => bob.do(() => (globalThis as unknown as { seen: { order: string[] } }).seen.order);
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await expect.poll(() => got(bob, "video")).toBeGreaterThan(0);
  expect(await order()).toEqual([]);
  await bob.answers();
  await connected(alice, bob);
  await bob.do(() => phone.moves((globalThis as unknown as { seen: { video: HTMLVideoElement } }).seen.video));
  // Where a track cannot be read, another element tells when its first picture is there.
  const reads = await bob.do(() => "MediaStreamTrackProcessor" in globalThis);
  const [first, second, ...later] = new Set(await order());
  expect([first, second, ...later.sort()]).toEqual(["view", "camera", "audio", ...(reads ? [] : ["video"])]);
});

for (const preconnect of ["ring", "accept"] as const) {
  test(`with ${preconnect} the callee's first picture is to be small, and soon they are as large as the camera's`, async ({ person, engine }) => {
    test.skip(engine === "firefox", "it is not asked for small ones");
    const [alice, bob] = [await person("alice", { preconnect }), await person("bob", { preconnect })];
    const scale = () => bob.do(() => phone.peers[0]?.getSenders()[1]?.getParameters().encodings[0]?.scaleResolutionDownBy);
    await alice.do(() => void phone.view("bob"));
    await alice.calls("bob", { callType: 1 });
    await bob.reaches("ringing");
    await expect.poll(scale).toBe(4);
    await bob.answers();
    await connected(alice, bob);
    await expect.poll(scale).toBe(1);
    const width = await bob.do(() => phone.held.find(({ kind }) => kind === "video")!.getSettings().width);
    expect(width).toBeGreaterThan(300);
    await alice.page.waitForFunction((width) => document.querySelector("video")!.videoWidth === width, width, { polling: 20 });
  });
}

test("by default both prepare, and no address of either is told before the answer", async ({ person }) => {
  const [alice, bob] = [await person("alice", { line: true }), await person("bob", { line: true })];
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  // Both descriptions are set, and addresses found.
  await bob.page.waitForFunction(
    () => phone.peers.some(({ signalingState, iceGatheringState }) => signalingState === "stable" && iceGatheringState === "complete"),
    undefined, { polling: 20 },
  );
  for (const one of [alice, bob]) expect(await said(one)).not.toContain("candidates");
  expect(await said(bob)).not.toContain("describe 1");
  expect(await bob.do(() => [phone.peers.map(({ connectionState }) => connectionState), phone.live()])).toEqual([["new"], []]);
  await bob.answers();
  await connected(alice, bob);
  expect(await Promise.all([alice, bob].map((one) => one.do(() => phone.peers.length)))).toEqual([1, 1]);
});

test("in a group the path to whoever calls is there before the answer, and those who answered build theirs to each other", async ({ person }) => {
  const [alice, ...asked] = await Promise.all(["alice", "bob", "carol"].map((name) => person(name, { preconnect: "ring" }))) as [Person, Person, Person];
  const [bob, carol] = asked;
  await alice.do(() => phone.kit.startCall({ callType: 2, to: ["bob", "carol"] }));
  for (const one of asked) {
    await one.reaches("ringing");
    await isUp(one);
    await expect.poll(() => got(one, "video")).toBeGreaterThan(0);
    expect(await one.do(() => [phone.live(), phone.kit.remoteStream("alice"), phone.peers.length])).toEqual([[], null, 1]);
  }
  for (const one of asked) await one.answers();
  await connected(alice, bob, carol);
  const see = (one: Person, other: string) => one.do((other) => phone.moves(phone.view(other).video), other);
  await Promise.all([see(alice, "bob"), see(alice, "carol"), see(bob, "alice"), see(bob, "carol"), see(carol, "alice"), see(carol, "bob")]);
  expect(await Promise.all([alice, bob, carol].map((one) => one.do(() => phone.peers.length)))).toEqual([2, 2, 2]);
  await alice.hangsUp();
  await carol.hangsUp();
  await over(alice, bob, carol);
});
