// What is sent fits: less to each when there are more people.

import { connect, connected, expect, test, type Person } from "./people.js";
import { byTools } from "./tab.js";

test.use({ hasScreen: true });

/** Bits per second at most, for microphone and camera, to each of the others. */
const most = (person: Person) => person.do(() => phone.peers.filter(({ connectionState }) => connectionState === "connected")
  .map((peer) => peer.getSenders().slice(0, 2).map((sender) => sender.getParameters().encodings[0]?.maxBitrate)));

/** How many lines of the camera's picture go to each of the others, and how many it has: a Chromium whose camera is still open elsewhere gives no more than there. */
const lines = (person: Person) => person.do(() => phone.peers.filter(({ connectionState }) => connectionState === "connected").map((peer) => {
  const camera = peer.getSenders()[1]!;
  const height = camera.track!.getSettings().height!;
  return [height / camera.getParameters().encodings[0]!.scaleResolutionDownBy!, height] as const;
}));

test("a third person halves what the camera may take, and it rises again when they leave", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice", { video: { width: 1280, height: 720 } }), await person("bob"), await person("carol")];
  await alice.do(() => phone.kit.startCall({ callType: 2, to: ["bob", "carol"] }));
  await bob.answers();
  await connected(alice, bob);
  await expect.poll(() => most(alice)).toEqual([[40_000, 1_700_000]]);
  await carol.answers();
  await connected(carol);
  for (const one of [alice, bob, carol]) await expect.poll(() => most(one)).toEqual([[40_000, 900_000], [40_000, 900_000]]);
  for (const [sent, captured] of await lines(alice)) expect(sent).toBeCloseTo(Math.min(captured, 540));
  await carol.hangsUp();
  for (const one of [alice, bob]) await expect.poll(() => most(one)).toEqual([[40_000, 1_700_000]]);
});

test("no answer waits for the encoders: which of them work with ease is asked before, and a sender is asked once", async ({ newcomer }) => {
  const [alice, bob] = [await newcomer("alice"), await newcomer("bob")];
  const asked = (person: Person) => person.do(() => (globalThis as unknown as { asked: unknown }).asked);
  for (const one of [alice, bob]) {
    await one.do((name) => {
      const asked = { encoders: 0, senders: 0, told: 0 };
      Object.assign(globalThis, { asked });
      const { getParameters, setParameters } = RTCRtpSender.prototype;
      RTCRtpSender.prototype.getParameters = function () {
        asked.senders += 1;
        return getParameters.call(this);
      };
      RTCRtpSender.prototype.setParameters = function (parameters) {
        asked.told += 1;
        return setParameters.call(this, parameters);
      };
      // A machine that takes its time.
      MediaCapabilities.prototype.encodingInfo = () => {
        asked.encoders += 1;
        return new Promise(() => {});
      };
      return phone.signIn(name);
    }, one.name);
    await expect.poll(() => asked(one)).toEqual({ encoders: 4, senders: 0, told: 0 });
  }
  await alice.calls("bob", { callType: 1 });
  // The callee's camera, while it rings, where its first picture is to be small.
  const early = await bob.do(() => ("MediaStreamTrackProcessor" in globalThis ? 1 : 0));
  await expect.poll(() => asked(bob)).toEqual({ encoders: 4, senders: early, told: early });
  await bob.answers();
  await connected(alice, bob);
  for (const [one, times] of [[alice, 2], [bob, 2 + early]] as const) await expect.poll(() => asked(one)).toEqual({ encoders: 4, senders: times, told: times });
  for (const one of [alice, bob]) expect(await most(one)).toEqual([[40_000, 1_700_000]]);
  // What changes nothing for the senders asks none.
  const before = await asked(alice);
  await alice.do(() => {
    const { getTransceivers } = RTCPeerConnection.prototype;
    const looked = new Promise<void>((resolve) => {
      RTCPeerConnection.prototype.getTransceivers = function () {
        setTimeout(resolve);
        return getTransceivers.call(this);
      };
    });
    return phone.kit.setMicrophone(false).then(() => looked);
  });
  expect(await asked(alice)).toEqual(before);
});

test("silence costs next to nothing, and lost sound is mended", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.answers();
  await connected(alice, bob);
  for (const one of [alice, bob]) {
    expect(await one.do(() => [/usedtx=1/, /useinbandfec=1/].every((said) => said.test(phone.peers[0]!.remoteDescription!.sdp)))).toBe(true);
  }
  await alice.do(() => phone.kit.setMicrophone(false));
  const packets = () => alice.do(async () => {
    const stats = [...(await phone.peers[0]!.getSenders()[0]!.getStats() as unknown as Map<string, Record<string, number | string>>).values()];
    return stats.find(({ type }) => type === "outbound-rtp")!["packetsSent"] as number;
  });
  // A voice takes fifty packets in a second.
  await expect.poll(async () => {
    const before = await packets();
    await alice.do(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    return (await packets()) - before;
  }).toBeLessThan(10);
});

/** In which codec each picture is sent, by its place. */
const codecs = (person: Person) => person.do(async () => {
  const entries = [...(await phone.peers[0]!.getStats() as unknown as Map<string, Record<string, string & number>>).values()];
  const sent = entries.filter(({ type, kind, framesEncoded }) => type === "outbound-rtp" && kind === "video" && framesEncoded! > 0);
  return sent.map(({ mid, codecId }) => [mid, entries.find(({ id }) => id === codecId)?.["mimeType"]]).sort();
});

test("letters are sent sharp and faces cheap, in codecs that both browsers know, without another offer", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const offers = await alice.do(() => phone.peers.map((peer) => peer.localDescription!.sdp));
  await alice.do(() => phone.kit.shareScreen(true));
  await expect.poll(() => codecs(alice)).toEqual([["1", "video/VP8"], ["2", "video/VP9"]]);
  expect(await alice.do(() => phone.peers.map((peer) => peer.localDescription!.sdp))).toEqual(offers);
  const preferences = await alice.do(() => phone.peers[0]!.getSenders().slice(1).map((sender) => sender.getParameters() as { degradationPreference?: string }));
  // Firefox has none.
  if (preferences[0]!.degradationPreference) expect(preferences.map((one) => one.degradationPreference)).toEqual(["maintain-framerate", "maintain-resolution"]);
});

test("what is sent in a codec that the browser takes back is held to what fits all the same", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  await alice.do(() => {
    const { setParameters } = RTCRtpSender.prototype;
    // A real refusal: nobody has negotiated this one.
    RTCRtpSender.prototype.setParameters = function (parameters) {
      for (const encoding of parameters.encodings as { codec?: object }[]) if (encoding.codec) encoding.codec = { mimeType: "video/unknown", clockRate: 90_000 };
      return setParameters.call(this, parameters);
    };
  });
  await alice.do(() => phone.kit.shareScreen(true));
  await expect.poll(() => alice.do(() => phone.peers[0]!.getSenders()[2]!.getParameters().encodings[0]!.maxBitrate)).toBe(2_500_000);
  await expect.poll(() => codecs(alice)).toEqual([["1", "video/VP8"], ["2", "video/VP8"]]);
});

for (const negotiates of [false, true]) {
  test(`a codec that the browser does not take ${negotiates ? "in the middle of a negotiation" : "because something else was told meanwhile"} is tried again`, byTools, async ({ person }) => {
    const [alice, bob] = [await person("alice"), await person("bob")];
    await connect(alice, bob, { callType: 1 });
    await alice.do((negotiates) => {
      const [peer] = phone.peers as [RTCPeerConnection];
      const { setParameters } = RTCRtpSender.prototype;
      // These are real refusals: the browser takes what it gave last, and once.
      RTCRtpSender.prototype.setParameters = async function (parameters) {
        RTCRtpSender.prototype.setParameters = setParameters;
        await (negotiates ? peer.setLocalDescription() : this.setParameters(this.getParameters()));
        if (negotiates) this.getParameters();
        const refused = await setParameters.call(this, parameters).then(() => null, (error: Error) => error);
        if (negotiates) await peer.setLocalDescription({ type: "rollback" });
        Object.assign(globalThis, { refused: refused?.name });
        throw refused;
      };
    }, negotiates);
    await alice.do(() => phone.kit.shareScreen(true));
    await expect.poll(() => alice.do(() => (globalThis as unknown as { refused: string }).refused)).toBe(negotiates ? "InvalidModificationError" : "InvalidStateError");
    if (!negotiates) await alice.do(() => phone.kit.setMicrophone(false));
    await expect.poll(() => codecs(alice)).toEqual([["1", "video/VP8"], ["2", "video/VP9"]]);
  });
}
