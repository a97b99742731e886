// Networks that change under a call: another address, another cable, none.

import { connect, expect, over, type Person } from "./people.js";
import { hindrance, test } from "./namespaces.js";

const why = hindrance();
if (why) console.warn(`Not tested here: networks that change under a call, which need root and \`ip netns\` (${why})`);
test.skip(!!why, why);

const moving = (person: Person, user: string) => person.do((user) => phone.moves(phone.view(user).video), user);

test("a call outlives a new address and another cable, and ends as lost without any", async ({ networks, apart }) => {
  const [[here, there], [alice, bob]] = [networks, apart];
  for (const cable of ["one", "two"]) here.connect(there, cable);
  here.comesUp("one", "10.77.1.1");
  there.comesUp("one", "10.77.1.2");
  await connect(alice, bob, { callType: 1 });

  /** Waits until both say, for the nth time, that they see each other again. */
  const again = async (times: number) => {
    await Promise.all([alice.hears("reconnecting", times), bob.hears("reconnecting", times)]);
    await Promise.all([alice.hears("reconnected", times), bob.hears("reconnected", times)]);
    await Promise.all([moving(alice, "bob"), moving(bob, "alice")]);
  };

  here.run("addr", "flush", "dev", "one");
  here.run("addr", "add", "10.77.1.9/24", "dev", "one");
  await again(1);

  here.run("link", "set", "one", "down");
  for (const [network, address] of [[here, "10.77.2.1"], [there, "10.77.2.2"]] as const) network.comesUp("two", address);
  await again(2);

  here.run("link", "set", "two", "down");
  await over(alice, bob);
  for (const one of [alice, bob]) expect(await one.record()).toMatchObject({ status: "completed", endedBy: null, error: "connection-failed" });
});
