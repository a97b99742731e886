// Pages that are closed, reloaded or killed, while they ring and in a call.

import { connect, expect, over, test, type Person } from "./people.js";
import { byTools, tools } from "./tab.js";

const close = ({ page }: Person) => page.close({ runBeforeUnload: true });

async function kill({ page }: Person): Promise<void> {
  const session = await tools(page);
  session.send("Page.crash").catch(() => {});
}

test("a page that is closed while it calls takes its call back on every device, and lists it the next time", async ({ person }) => {
  const alice = await person("alice");
  const devices = [await person("bob"), await person("bob")];
  await alice.calls("bob");
  await Promise.all(devices.map((device) => device.reaches("ringing")));
  await close(alice);
  await over(...devices);
  for (const device of devices) expect(await device.told()).toEqual(["invite alice", "cancel alice", "callrecord missed by alice", "ended"]);
  const next = await person("alice");
  expect(await next.do(() => phone.kit.getCallRecords())).toEqual([expect.objectContaining({ status: "cancelled", endedBy: "alice" })]);
});

test("a page that is closed while it rings leaves the caller calling, and the other device ringing", async ({ person }) => {
  const [alice, desk, pocket] = [await person("alice"), await person("bob"), await person("bob")];
  await alice.calls("bob");
  await Promise.all([desk.reaches("ringing"), pocket.reaches("ringing")]);
  await close(desk);
  await pocket.answers();
  await alice.reaches("connected");
  expect((await alice.told()).slice(0, 2)).toEqual(["ringing bob", "accept bob"]);
});

test("a page that is closed in a call is waited for as long as a reload takes, and has hung up then", async ({ person }) => {
  const [alice, bob] = [await person("alice", { reloadGrace: 1_000 }), await person("bob")];
  await connect(alice, bob);
  const before = (await alice.told()).length;
  await close(bob);
  await alice.reaches("reconnecting");
  await over(alice);
  expect((await alice.told()).slice(before)).toEqual(["reconnecting bob", "reconnecting", "user-left bob reason=hangup", "callrecord completed by bob", "ended"]);
  expect(await alice.do(() => phone.live())).toEqual([]);
});

test("a caller that is killed while it calls rings nobody beyond the lease", byTools, async ({ person }) => {
  test.setTimeout(45_000);
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob", { timeout: 0 });
  await bob.reaches("ringing");
  await kill(alice);
  await over(bob);
  expect(await bob.told()).toEqual(["invite alice", "timeout bob", "callrecord missed", "ended"]);
});

test("destroy hangs up, and is told as hanging up", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  await alice.do(() => phone.kit.destroy());
  expect(await alice.do(() => [phone.live(), phone.kit.state, phone.kit.userId])).toEqual([[], "idle", null]);
  await over(bob);
  expect((await bob.told()).slice(-3)).toEqual(["user-left alice reason=hangup", "callrecord completed by alice", "ended"]);
  expect((await alice.told()).slice(-3)).toEqual(["hangup", "callrecord completed by alice", "ended"]);
});
