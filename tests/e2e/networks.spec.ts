// Networks that change under a call: another address, another cable. What people say to the server goes the same way.

import { connect, expect, hearing, over, type Person } from "./people.js";
import { hindrance, test } from "./namespaces.js";

const why = hindrance();
if (why && !process.env["TEST_WORKER_INDEX"]) console.warn(`Not tested here: networks that change under a call, which need root and \`ip netns\` (${why}).`);
test.skip(!!why, why);

/** The addresses of a person's end of the path that is in use. */
const addresses = (person: Person) => person.do(async () => {
  const stats = [...(await phone.peers.at(-1)!.getStats()).values()];
  const pairs = stats.filter(({ type, nominated, state }) => type === "candidate-pair" && nominated && state === "succeeded");
  return pairs.map(({ localCandidateId }) => stats.find(({ id }) => id === localCandidateId).address);
});

test("a call outlives a new address", async ({ networks, apart }) => {
  networks.plug("one", 1);
  const [alice, bob] = await apart();
  await connect(alice, bob);
  await hearing(alice, bob);
  networks.unplug("one");
  networks.plug("one", 9);
  await alice.hears("reconnecting");
  await alice.hears("reconnected");
  await hearing(alice, bob);
  await expect.poll(() => addresses(alice)).toContain("10.77.1.9");
  await bob.hangsUp();
  await over(alice, bob);
  for (const one of [alice, bob]) expect(await one.record()).toMatchObject({ status: "completed", endedBy: "bob" });
});

test("a call goes on over another cable", async ({ networks, apart }) => {
  networks.plug("one", 1);
  const [alice, bob] = await apart();
  await connect(alice, bob);
  await hearing(alice, bob);
  networks.cut("one");
  await Promise.all([alice.hears("reconnecting"), bob.hears("reconnecting")]);
  networks.plug("two", 1);
  await Promise.all([alice.hears("reconnected"), bob.hears("reconnected")]);
  await hearing(alice, bob);
  for (const one of [alice, bob]) expect(await one.do(() => phone.kit.state)).toBe("connected");
  await alice.hangsUp();
  await over(alice, bob);
  for (const one of [alice, bob]) expect(await one.record()).toMatchObject({ status: "completed", endedBy: "alice" });
});
