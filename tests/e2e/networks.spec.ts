// Networks that change under a call: another address, another cable, none at all. What people say to the server goes the same way.

import { connect, expect, over, type Person } from "./people.js";
import { hindrance, test } from "./namespaces.js";

const why = hindrance();
if (why && !process.env["TEST_WORKER_INDEX"]) console.warn(`Not tested here: networks that change under a call, which need root and \`ip netns\` (${why}).`);
test.skip(!!why, why);

const moving = (person: Person, user: string) => person.do((user) => phone.moves(phone.view(user).video), user);

/** The addresses of a person's end of the path that is in use. */
const addresses = (person: Person) => person.do(async () => {
  const stats = [...(await phone.peers.at(-1)!.getStats()).values()];
  const pairs = stats.filter(({ type, nominated, state }) => type === "candidate-pair" && nominated && state === "succeeded");
  return pairs.map(({ localCandidateId }) => stats.find(({ id }) => id === localCandidateId).address);
});

test("a call outlives a new address", async ({ networks, apart }) => {
  networks.plug("one", 1);
  const [alice, bob] = await apart();
  await connect(alice, bob, { callType: 1 });
  await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
  networks.unplug("one");
  networks.plug("one", 9);
  await alice.hears("reconnecting");
  await alice.hears("reconnected");
  await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
  await expect.poll(() => addresses(alice)).toContain("10.77.1.9");
  await bob.hangsUp();
  await over(alice, bob);
  for (const one of [alice, bob]) expect(await one.record()).toMatchObject({ status: "completed", endedBy: "bob" });
});

test("a call goes on over another cable, and without any it ends as lost for both", async ({ networks, apart }) => {
  networks.plug("one", 1);
  const [alice, bob] = await apart({ reconnectTimeout: 6_000 });
  await connect(alice, bob, { callType: 1 });
  await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
  networks.cut("one");
  await Promise.all([alice.hears("reconnecting"), bob.hears("reconnecting")]);
  networks.plug("two", 1);
  await Promise.all([alice.hears("reconnected"), bob.hears("reconnected")]);
  await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
  networks.cut("two");
  await over(alice, bob);
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
    expect((await one.told()).slice(-5)).toEqual(
      [`reconnecting ${other}`, "reconnecting", `user-left ${other} reason=lost`, "callrecord completed, connection-failed", "ended"]);
    expect(await one.do(() => phone.live())).toEqual([]);
  }
});
