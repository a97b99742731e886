// A path that breaks in the middle of a talk is built again, and both see each other again.

import { connect, expect, over, test, type Person } from "./people.js";
import { byTools, tools } from "./tab.js";

const moving = (person: Person, user: string) => person.do((user) => phone.moves(phone.view(user).video), user);
const since = async (person: Person, start: number) => (await person.told()).slice(start).filter((line) => line.startsWith("reconnect"));

for (const side of ["caller", "callee"] as const) {
  test(`both see each other again after the ${side}'s path was closed under it`, async ({ person }) => {
    const [alice, bob] = [await person("alice"), await person("bob")];
    await connect(alice, bob, { callType: 1 });
    await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
    await (side === "caller" ? alice : bob).do(() => phone.peers.at(-1)!.close());
    await Promise.all([alice.hears("reconnected"), bob.hears("reconnected")]);
    await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
    for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
      expect(await since(one, 0)).toEqual([`reconnecting ${other}`, "reconnecting", `reconnected ${other}`, "reconnected"]);
      expect(await one.do(() => phone.kit.state)).toBe("connected");
    }
    await alice.hangsUp();
    await over(alice, bob);
    for (const one of [alice, bob]) {
      expect(await one.record()).toMatchObject({ status: "completed", endedBy: "alice" });
      await one.page.waitForFunction(() => phone.peers.every(({ connectionState }) => connectionState === "closed"));
      expect(await one.do(() => phone.live())).toEqual([]);
    }
  });
}

/** Two who are connected by pictures, over a network that a test can have lose everything. */
async function overABadNetwork(person: (name: string, options: { line: true }) => Promise<Person>) {
  const [alice, bob] = [await person("alice", { line: true }), await person("bob", { line: true })] as const;
  const network = await tools(alice.page);
  await network.send("Network.enable");
  const loses = (packetLoss: number) => network.send("Network.emulateNetworkConditions", {
    offline: false, latency: 1, downloadThroughput: 1e8, uploadThroughput: 1e8, packetLoss, packetQueueLength: 0, packetReordering: false,
  });
  await loses(0);
  await connect(alice, bob, { callType: 1 });
  await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
  return { alice, bob, loses };
}

test("a network that carries nothing for a while is noticed and got over, and the talk goes on", byTools, async ({ person }) => {
  test.setTimeout(45_000);
  const { alice, bob, loses } = await overABadNetwork(person);
  await loses(100);
  await Promise.all([alice.hears("reconnecting"), bob.hears("reconnecting")]);
  await loses(0);
  await Promise.all([alice.hears("reconnected"), bob.hears("reconnected")]);
  await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
});

test("whoever is heard again is back, before the data channel has noticed", byTools, async ({ person }) => {
  test.setTimeout(45_000);
  const { alice, bob, loses } = await overABadNetwork(person);
  // Nothing else can say so: no ping, and no description of a restart, over either carrier.
  for (const one of [alice, bob]) {
    await one.do(() => {
      RTCDataChannel.prototype.send = () => {};
      phone.line.set("swallows");
    });
  }
  await loses(100);
  await Promise.all([alice.hears("reconnecting"), bob.hears("reconnecting")]);
  await loses(0);
  await Promise.all([alice.hears("reconnected"), bob.hears("reconnected")]);
  await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
});
