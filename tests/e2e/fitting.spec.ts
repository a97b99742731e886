// What is sent fits: less to each when there are more people.

import { connect, connected, expect, test, type Person } from "./people.js";

test.use({ hasScreen: true });

/** Bits per second at most, for microphone and camera, to each of the others. */
const most = (person: Person) => person.do(() => phone.peers.filter(({ connectionState }) => connectionState === "connected")
  .map((peer) => peer.getSenders().slice(0, 2).map((sender) => sender.getParameters().encodings[0]?.maxBitrate)));

test("a third person halves what the camera may take, and it rises again when they leave", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")];
  await alice.do(() => phone.kit.startCall({ callType: 2, to: ["bob", "carol"] }));
  await bob.reaches("ringing");
  await bob.answers();
  await connected(alice, bob);
  await expect.poll(() => most(alice)).toEqual([[40_000, 1_700_000]]);
  await carol.answers();
  await connected(carol);
  for (const one of [alice, bob, carol]) await expect.poll(() => most(one)).toEqual([[40_000, 900_000], [40_000, 900_000]]);
  await carol.hangsUp();
  for (const one of [alice, bob]) await expect.poll(() => most(one)).toEqual([[40_000, 1_700_000]]);
});

test("silence costs next to nothing, and lost sound is mended", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
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

test("letters are sent sharp and faces cheap, in codecs that both browsers know, without another offer", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const offers = await alice.do(() => phone.peers.map((peer) => peer.localDescription!.sdp));
  await alice.do(() => phone.kit.shareScreen(true));
  const codecs = () => alice.do(async () => {
    const entries = [...(await phone.peers[0]!.getStats() as unknown as Map<string, Record<string, string & number>>).values()];
    const sent = entries.filter(({ type, kind, framesEncoded }) => type === "outbound-rtp" && kind === "video" && framesEncoded! > 0);
    return sent.map(({ mid, codecId }) => [mid, entries.find(({ id }) => id === codecId)?.["mimeType"]]).sort();
  });
  await expect.poll(codecs).toEqual([["1", "video/VP8"], ["2", "video/VP9"]]);
  expect(await alice.do(() => phone.peers.map((peer) => peer.localDescription!.sdp))).toEqual(offers);
});
