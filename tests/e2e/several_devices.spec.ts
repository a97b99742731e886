// One person with two devices, or in two calls: who rings, who has the call, and what the others are told.

import { connect, connected, expect, over, test, type Person } from "./people.js";

const ring = async (alice: Person, ...devices: Person[]) => {
  await alice.calls("bob");
  await Promise.all(devices.map((device) => device.reaches("ringing")));
};

for (const accept of [true, false]) {
  test(`what one device ${accept ? "accepts" : "refuses"} is told to the other as answered elsewhere`, async ({ person }) => {
    const alice = await person("alice");
    const [desk, pocket] = [await person("bob", { deviceName: "desk" }), await person("bob", { deviceName: "pocket" })];
    await ring(alice, desk, pocket);
    await desk.answers(accept);
    await over(pocket);
    expect(await pocket.told()).toEqual([
      "invite alice", `answered-elsewhere accepted=${accept} deviceName=desk`, expect.stringMatching(/^callrecord answered-elsewhere/), "ended",
    ]);
    expect(await pocket.record()).toMatchObject({ status: "answered-elsewhere", connectedAt: null, duration: 0, endedBy: "bob" });
    expect(await pocket.do(() => phone.held.length)).toBe(0);
    if (accept) await connected(alice, desk);
    else await over(alice, desk);
    expect((await alice.told()).filter((line) => /^(ringing|accept|refuse)/.test(line))).toEqual(["ringing bob", accept ? "accept bob" : "refuse bob"]);
  });
}

test("of three devices two answer at once: one has the call, the other gives back what it opened, the third rings no longer", async ({ person }) => {
  const alice = await person("alice");
  const third = await person("bob");
  const devices = [await person("bob", { line: true }), await person("bob", { line: true })];
  const cut = (how: "swallows" | null) => Promise.all(devices.map((device) => device.do((how) => phone.line.set(how), how)));
  for (let round = 1; round <= 3; round += 1) {
    await ring(alice, third, ...devices);
    await cut("swallows");
    const answered = Promise.all(devices.map((device) => device.do(() => phone.outcome(() => phone.kit.answerCall(true)))));
    await Promise.all(devices.map((device) => device.reaches("connecting")));
    await cut(null);
    const outcomes = await answered;
    expect(outcomes.map(({ code }) => code).sort()).toEqual(["call-ended", "done"]);
    const [winner, loser] = outcomes[0]!.code === "done" ? devices : [...devices].reverse();
    await Promise.all([connected(alice, winner!), over(loser!, third)]);
    expect(await loser!.do(() => phone.live())).toEqual([]);
    for (const one of [loser!, third]) {
      expect((await one.told()).filter((line) => line.includes("answered-elsewhere accepted=true"))).not.toEqual([]);
      expect((await one.record()).status).toBe("answered-elsewhere");
    }
    expect(await third.do(() => phone.held.length)).toBe(0);
    await winner!.hangsUp();
    await over(alice, winner!);
  }
  expect((await alice.told()).filter((line) => /accept/.test(line))).toHaveLength(3);
});

test("a device that ignores leaves the ringing to the other, and is told where it was answered", async ({ person }) => {
  const alice = await person("alice");
  const [desk, pocket] = [await person("bob", { deviceName: "desk" }), await person("bob")];
  await ring(alice, desk, pocket);
  await pocket.do(() => phone.kit.ignoreCall());
  expect(await desk.do(() => phone.kit.state)).toBe("ringing");
  await desk.answers();
  await connected(alice, desk);
  await pocket.hears("ended");
  expect(await pocket.record()).toMatchObject({ status: "answered-elsewhere" });
});

test("silencing goes on ringing, and can be answered", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await ring(alice, bob);
  await bob.do(() => { phone.kit.silenceRing(); phone.kit.silenceRing(); });
  expect(await bob.do(() => phone.kit.state)).toBe("ringing");
  await bob.answers();
  await connected(alice, bob);
});

/** How many sounds each of these tabs of one person plays, and how many of them may ring aloud, and wait until they may. */
const aloud = async (...tabs: readonly Person[]) => {
  const sounding = () => [...(globalThis as unknown as { played: Set<HTMLMediaElement> }).played].filter(({ paused }) => !paused).length;
  const turns = await tabs[0]!.do(async () => {
    const { held, pending } = await navigator.locks.query();
    return [held, pending].map((locks) => locks!.filter(({ name }) => name!.startsWith("callkit-ring")).length);
  });
  return [(await Promise.all(tabs.map((tab) => tab.do(sounding)))).sort(), turns];
};

test("what is silenced on one of two tabs is silent on both, which go on ringing, and the next call rings aloud", async ({ person, newcomer }) => {
  const alice = await person("alice");
  const tabs = [await newcomer("bob"), await newcomer("bob")] as const;
  for (const tab of tabs) {
    await tab.do(() => {
      const played = new Set<HTMLMediaElement>();
      const { play } = HTMLMediaElement.prototype;
      HTMLMediaElement.prototype.play = function () {
        played.add(this);
        return play.call(this);
      };
      Object.assign(globalThis, { played });
      return phone.kit.init("e2e", "bob");
    });
  }
  for (const silenced of tabs) {
    await ring(alice, ...tabs);
    await expect.poll(() => aloud(...tabs)).toEqual([[0, 1], [1, 1]]);
    await silenced.do(() => phone.kit.silenceRing());
    await expect.poll(() => aloud(...tabs)).toEqual([[0, 0], [0, 0]]);
    for (const tab of tabs) expect(await tab.do(() => phone.kit.state)).toBe("ringing");
    await alice.hangsUp();
    await over(alice, ...tabs);
  }
});

test("a device that comes online while it rings elsewhere rings too, and an answer there stops it", async ({ person }) => {
  const alice = await person("alice");
  await alice.calls("bob");
  const first = await person("bob");
  await first.reaches("ringing");
  const late = await person("bob");
  await late.answers();
  await connected(alice, late);
  await over(first);
  expect((await alice.told()).filter((line) => line === "ringing bob")).toHaveLength(1);
});

test("whoever is in a call is busy for a third, keeps a missed call and goes on talking", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")];
  await connect(alice, bob);
  const before = await bob.told();
  await carol.calls("bob", { callType: 1 });
  await over(carol);
  expect(await carol.told()).toEqual(["busy bob", "callrecord busy by bob", "ended"]);
  expect(await carol.record()).toMatchObject({ status: "busy", endedBy: "bob", connectedAt: null });
  await bob.page.waitForFunction(() => phone.records.length === 1);
  expect((await bob.told()).slice(before.length)).toEqual([expect.stringMatching(/^2: callrecord missed/)]);
  expect(await bob.record()).toMatchObject({ status: "missed", from: "carol", direction: "incoming" });
  await connected(alice, bob);
  expect(await bob.do(() => phone.kit.call!.from)).toBe("alice");
});

test("a person whose other device is in a call is busy on all", async ({ person }) => {
  const [alice, carol] = [await person("alice"), await person("carol")];
  const [desk, pocket] = [await person("bob"), await person("bob")];
  await ring(alice, desk, pocket);
  await desk.answers();
  await connected(alice, desk);
  await over(pocket);
  await carol.calls("bob");
  await over(carol);
  expect((await carol.record()).status).toBe("busy");
  expect(await pocket.do(() => phone.kit.state)).toBe("idle");
  expect((await pocket.told()).filter((line) => line.startsWith("2: invite"))).toEqual([]);
});

test("whoever wants second calls hears of one in the first, and leaves the first by accepting it", async ({ person }) => {
  const [alice, carol] = [await person("alice"), await person("carol")];
  const bob = await person("bob", { busyWhenInCall: false });
  await connect(alice, bob);
  await carol.calls("bob");
  await bob.hears("2: invite carol");
  expect(await bob.do(() => [phone.kit.state, phone.kit.invites.map(({ from }) => from)])).toEqual(["connected", ["carol"]]);
  await bob.answers();
  await connected(carol, bob);
  await over(alice);
  expect((await alice.told()).slice(-3)).toEqual(["user-left bob reason=hangup", "callrecord completed by bob", "ended"]);
  const told = await bob.told();
  expect(told.indexOf("ended")).toBeLessThan(told.indexOf("2: connecting"));
  expect(await bob.do(() => phone.kit.call!.from)).toBe("carol");
});

test("whoever refuses a second call stays in the first", async ({ person }) => {
  const [alice, carol] = [await person("alice"), await person("carol")];
  const bob = await person("bob", { busyWhenInCall: false });
  await connect(alice, bob);
  await carol.calls("bob");
  await bob.hears("2: invite carol");
  await bob.answers(false);
  await over(carol);
  expect((await carol.record()).status).toBe("refused");
  await connected(alice, bob);
});
