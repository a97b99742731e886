// What is sent fits: less to each when there are more people.

import { connected, expect, test, type Person } from "./people.js";

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
