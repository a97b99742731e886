// Chromium calls Firefox and the reverse, through the real server: what each sees, hears and is told, and that nothing stays open.

import { test } from "./carriers.js";
import { connect, connected, expect, over, type Person } from "./people.js";

const moving = (person: Person, user: string) => person.do((user) => phone.moves(phone.view(user).video), user);
const heard = (person: Person, user: string) => person.do((user) => phone.sounds(phone.kit.remoteStream(user)!), user);

async function nothingStays(...people: Person[]): Promise<void> {
  for (const one of people) {
    expect(await one.do(() => [phone.kit.state, phone.live(), phone.errors.length])).toEqual(["idle", [], 0]);
    await one.page.waitForFunction(() => phone.peers.every(({ connectionState }) => connectionState === "closed"));
  }
}

for (const [from, to] of [["chromium", "firefox"], ["firefox", "chromium"]] as const) {
  test(`${from} calls ${to} with pictures: both see and hear each other, mute and open again, and one hangs up`, async ({ personIn }) => {
    const [alice, bob] = [await personIn(from, "alice"), await personIn(to, "bob")];
    await connect(alice, bob, { callType: 1 });
    await Promise.all([moving(alice, "bob"), moving(bob, "alice"), heard(alice, "bob"), heard(bob, "alice")]);
    for (const [one, other] of [[alice, bob], [bob, alice]] as const) {
      await one.do(() => Promise.all([phone.kit.setCamera(false), phone.kit.setMicrophone(false)]));
      for (const what of ["audio", "video"]) await other.hears(`user-unpublished ${one.name} mediaType=${what}`);
      await one.do(() => Promise.all([phone.kit.setCamera(true), phone.kit.setMicrophone(true)]));
      for (const what of ["audio", "video"]) await other.hears(`user-published ${one.name} mediaType=${what}`, 2);
      await Promise.all([moving(other, one.name), heard(other, one.name)]);
    }
    await bob.hangsUp();
    await over(alice, bob);
    expect((await alice.told()).slice(-3)).toEqual(["user-left bob reason=hangup", "callrecord completed by bob", "ended"]);
    expect((await bob.told()).slice(-3)).toEqual(["hangup", "callrecord completed by bob", "ended"]);
    await nothingStays(alice, bob);
  });

  test(`${from} calls ${to} by voice: both hear each other, and the caller hangs up`, async ({ personIn }) => {
    const [alice, bob] = [await personIn(from, "alice"), await personIn(to, "bob")];
    await connect(alice, bob);
    await Promise.all([heard(alice, "bob"), heard(bob, "alice")]);
    await alice.hangsUp();
    await over(alice, bob);
    const published = (user: string) => `user-published ${user} mediaType=audio`;
    expect(await alice.told()).toEqual([
      "ringing bob", "accept bob", "connecting", "user-joined bob", published("bob"), "connected", "hangup", "callrecord completed by alice", "ended",
    ]);
    expect(await bob.told()).toEqual([
      "invite alice", "connecting", "user-joined alice", published("alice"), "connected", "user-left alice reason=hangup", "callrecord completed by alice", "ended",
    ]);
    await nothingStays(alice, bob);
  });

  test(`a call from ${from} is refused in ${to}, and the next is taken back`, async ({ personIn }) => {
    const [alice, bob] = [await personIn(from, "alice"), await personIn(to, "bob")];
    await alice.calls("bob", { callType: 1 });
    await bob.reaches("ringing");
    await bob.answers(false);
    await over(alice, bob);
    expect(await alice.told()).toEqual(["ringing bob", "refuse bob", "callrecord refused by bob", "ended"]);
    expect(await bob.told()).toEqual(["invite alice", "refuse bob", "callrecord refused by bob", "ended"]);
    await alice.calls("bob");
    await bob.reaches("ringing");
    await alice.hangsUp();
    await over(alice, bob);
    expect((await alice.told()).slice(4)).toEqual(["2: ringing bob", "2: hangup", "2: callrecord cancelled by alice", "2: ended"]);
    expect((await bob.told()).slice(4)).toEqual(["2: invite alice", "2: cancel alice", "2: callrecord missed by alice", "2: ended"]);
    await nothingStays(alice, bob);
  });
}

test("four people, one of them in Firefox, see each other's pictures move", async ({ personIn }) => {
  const small = { video: { width: 320, height: 180, frameRate: 10 } };
  const people = [await personIn("chromium", "alice", small), await personIn("firefox", "bob", small),
    await personIn("chromium", "carol", small), await personIn("chromium", "dave", small)] as const;
  const [alice, ...others] = people;
  await alice.do(() => phone.kit.startCall({ callType: 2, to: ["bob", "carol", "dave"] }));
  await Promise.all(others.map((one) => one.answers()));
  await connected(...people);
  await Promise.all(people.flatMap((one) => people.filter((other) => other !== one).map((other) => moving(one, other.name))));
  for (const one of people) expect(await one.do(() => phone.kit.call!.members.map(({ state }) => state))).toEqual(Array(4).fill("joined"));
  // Whoever is left alone is out of the call.
  await Promise.all(others.map((one) => one.hangsUp()));
  await over(...people);
  for (const one of people) expect(await one.record()).toMatchObject({ status: "completed", callType: 2, chatType: "groupChat" });
  await nothingStays(...people);
});
