// Media over a TURN server alone, with the credentials that the server gives: a call through it, and one whose relay goes and returns.

import { test } from "./carriers.js";
import { connect, expect, over, type Person } from "./people.js";

const moving = (person: Person, user: string) => person.do((user) => phone.moves(phone.view(user).video), user);

/** Of what kind both ends of a person's path are. A path that is being checked again says nothing for a moment. */
const relayed = (person: Person) => expect.poll(() => person.do(async () => {
  const peer = phone.peers.findLast(({ connectionState }) => connectionState === "connected");
  const stats = [...((await peer?.getStats()) ?? new Map()).values()];
  const pair = stats.find(({ type, nominated, state }) => type === "candidate-pair" && nominated && state === "succeeded");
  return [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => stats.find((one) => one.id === id)?.candidateType);
})).toEqual(["relay", "relay"]);

/** The key frames of a person's camera for which the other's browser had not asked; Firefox does not count them. A path made anew begins with one. */
const unasked = (person: Person) => person.do(async () => {
  const stats = [...(await phone.peers.at(-1)!.getStats()).values()];
  const sent = stats.find(({ type, kind, framesEncoded }) => type === "outbound-rtp" && kind === "video" && framesEncoded > 0);
  return phone.peers.length > 1 ? Infinity : sent?.keyFramesEncoded - sent?.pliCount;
});

for (const [from, to] of [["chromium", "chromium"], ["firefox", "firefox"], ["chromium", "firefox"]] as const) {
  test(`a call from ${from} to ${to} goes over the relay and no other way`, async ({ personIn }) => {
    const options = { iceTransportPolicy: "relay" } as const;
    const [alice, bob] = [await personIn(from, "alice", options), await personIn(to, "bob", options)];
    await connect(alice, bob, { callType: 1 });
    await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
    await Promise.all([relayed(alice), relayed(bob)]);
    await alice.hangsUp();
    await over(alice, bob);
  });

  test(`a call from ${from} to ${to} is repaired when the relay that went is back`, async ({ personIn, relay }) => {
    const options = { iceTransportPolicy: "relay" } as const;
    const [alice, bob] = [await personIn(from, "alice", options), await personIn(to, "bob", options)];
    await connect(alice, bob, { callType: 1 });
    await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
    const before = await unasked(alice);
    await relay.kill();
    await Promise.all([alice.hears("reconnecting"), bob.hears("reconnecting")]);
    await relay.start();
    await Promise.all([alice.hears("reconnected"), bob.hears("reconnected")]);
    if (from === "chromium") await expect.poll(() => unasked(alice)).toBeGreaterThan(before);
    await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
    await Promise.all([relayed(alice), relayed(bob)]);
    await bob.hangsUp();
    await over(alice, bob);
    for (const one of [alice, bob]) expect(await one.record()).toMatchObject({ status: "completed", endedBy: "bob" });
  });
}

test("a call whose relay stays away ends for both as lost", async ({ personIn, relay }) => {
  const options = { iceTransportPolicy: "relay", reconnectTimeout: 2_000 } as const;
  const [alice, bob] = [await personIn("chromium", "alice", options), await personIn("firefox", "bob", options)];
  await connect(alice, bob);
  await relay.kill();
  await over(alice, bob);
  await relay.start();
  // Whoever gives up first may tell the other through the server before its browser has noticed anything.
  expect([...(await alice.told()), ...(await bob.told())]).toContain("reconnecting");
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
    expect((await one.told()).slice(-3)).toEqual([`user-left ${other} reason=lost`, "callrecord completed, connection-failed", "ended"]);
    expect(await one.do(() => phone.live())).toEqual([]);
  }
});
