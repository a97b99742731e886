// How calls end between pages of their own, and what each side is told.

import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import type { CallKit, CallKitOptions, CallState } from "../../src/js/index.js";
import { openLab } from "./lab.js";

declare global {
  var kit: CallKit;
  var story: string[];
}

const OUTCOMES = /^(refuse|busy|timeout|cancel|answered-elsewhere|merged|hangup|user-left|record|ended)/;

/** A page with one device of a person, which writes down what becomes of its calls. */
async function person(context: BrowserContext, name: string, options: CallKitOptions = {}): Promise<Page> {
  const page = await openLab(await context.newPage());
  await page.evaluate(async ({ name, options }) => {
    globalThis.kit = new lab.CallKit();
    globalThis.story = [];
    kit.on("statechange", (change) => {
      const { type } = change;
      story.push([type, "userId" in change && change.userId, type === "user-left" && change.reason].filter(Boolean).join(" "));
    });
    kit.on("callrecord", ({ status, endedBy }) => story.push(`record ${status}${endedBy ? ` by ${endedBy}` : ""}`));
    await kit.init("calls", null, new lab.TabsConnection(name), options);
  }, { name, options });
  return page;
}

const reach = (page: Page, ...states: CallState[]) => page.evaluate((states) => lab.reach(kit, ...states), states);
const state = (page: Page) => page.evaluate(() => kit.state);
const call = (page: Page, to: string, timeout = 30_000, callType: 0 | 1 = 0) =>
  page.evaluate(({ to, timeout, callType }) => kit.startCall({ callType, to, timeout }), { to, timeout, callType });
const answer = (page: Page, accept = true) => page.evaluate((accept) => lab.outcome(() => kit.answerCall(accept)), accept);
const hangup = (page: Page) => page.evaluate(() => kit.hangup());

async function talk(caller: Page, callee: Page, to: string) {
  await call(caller, to);
  await reach(callee, "ringing");
  await answer(callee);
  await Promise.all([reach(caller, "connected"), reach(callee, "connected")]);
}

/** What became of the calls of a page that is idle. */
async function ending(page: Page): Promise<string[]> {
  await reach(page, "idle");
  return (await page.evaluate(() => story)).filter((line) => OUTCOMES.test(line));
}

test("an answered call is told to both in the order in which it happens", async ({ context }) => {
  const [alice, bob] = [await person(context, "alice"), await person(context, "bob")];
  await talk(alice, bob, "bob");
  await hangup(alice);
  await reach(bob, "idle");
  const told = (page: Page) => page.evaluate(() => story.filter((line) => !line.startsWith("member")));
  expect(await told(alice)).toEqual([
    "ringing bob", "accept bob", "connecting", "user-joined bob", "user-published bob", "connected", "hangup", "record completed by alice", "ended",
  ]);
  expect(await told(bob)).toEqual([
    "connecting", "user-joined alice", "user-published alice", "connected", "user-left alice hangup", "record completed by alice", "ended",
  ]);
});

test("a refusal ends the call for both", async ({ context }) => {
  const [alice, bob] = [await person(context, "alice"), await person(context, "bob")];
  await call(alice, "bob");
  await reach(bob, "ringing");
  await answer(bob, false);
  expect(await ending(alice)).toEqual(["refuse bob", "record refused by bob", "ended"]);
  expect(await ending(bob)).toEqual(["refuse bob", "record refused by bob", "ended"]);
});

test("an unanswered call ends for both in the time that was given", async ({ context }) => {
  const [alice, bob] = [await person(context, "alice"), await person(context, "bob")];
  await call(alice, "bob", 1_000);
  await reach(bob, "ringing");
  expect(await ending(alice)).toEqual(["timeout bob", "record missed", "ended"]);
  expect(await ending(bob)).toEqual(["timeout bob", "record missed", "ended"]);
});

test("a call that is taken back stops ringing", async ({ context }) => {
  const [alice, bob] = [await person(context, "alice"), await person(context, "bob")];
  await call(alice, "bob");
  await reach(bob, "ringing");
  await hangup(alice);
  expect(await ending(alice)).toEqual(["hangup", "record cancelled by alice", "ended"]);
  expect(await ending(bob)).toEqual(["cancel alice", "record missed by alice", "ended"]);
});

test("a device that comes online later rings too", async ({ context }) => {
  const alice = await person(context, "alice");
  await call(alice, "bob");
  const bob = await person(context, "bob");
  await reach(bob, "ringing");
  await answer(bob);
  await reach(alice, "connected");
});

for (const accept of [true, false]) {
  test(`what one device ${accept ? "accepts" : "refuses"} stops ringing on the other, without a missed call`, async ({ context }) => {
    const alice = await person(context, "alice");
    const [phone, desk] = [await person(context, "bob"), await person(context, "bob")];
    await call(alice, "bob");
    await Promise.all([reach(phone, "ringing"), reach(desk, "ringing")]);
    await answer(phone, accept);
    expect((await ending(desk)).map((line) => line.split(" by ")[0])).toEqual(["answered-elsewhere", "record answered-elsewhere", "ended"]);
    await reach(alice, accept ? "connected" : "idle");
  });
}

test("of two devices that answer at once one has the call, and the other is told so", async ({ context }) => {
  const alice = await person(context, "alice");
  const devices = [await person(context, "bob"), await person(context, "bob")];
  await call(alice, "bob");
  await Promise.all(devices.map((device) => reach(device, "ringing")));
  const outcomes = await Promise.all(devices.map((device) => answer(device)));
  expect(outcomes.sort()).toEqual(["call-ended", "done"]);
  await reach(alice, "connected");
  await expect.poll(async () => (await Promise.all(devices.map(state))).sort()).toEqual(["connected", "idle"]);
});

test("who is in a call is busy, and goes on talking", async ({ context }) => {
  const [alice, bob, carol] = [await person(context, "alice"), await person(context, "bob"), await person(context, "carol")];
  await talk(alice, bob, "bob");
  await call(carol, "bob");
  expect(await ending(carol)).toEqual(["busy bob", "record busy by bob", "ended"]);
  expect([await state(alice), await state(bob)]).toEqual(["connected", "connected"]);
});

test("who lets a second call ring leaves the first on accepting it", async ({ context }) => {
  const [alice, carol] = [await person(context, "alice"), await person(context, "carol")];
  const bob = await person(context, "bob", { busyWhenInCall: false });
  await talk(alice, bob, "bob");
  await call(carol, "bob");
  await bob.waitForFunction(() => kit.invites.length === 1);
  await answer(bob);
  await reach(carol, "connected");
  expect(await ending(alice)).toEqual(["user-left bob hangup", "record completed by bob", "ended"]);
});

test("two who call each other at once are in one call, and nobody has answered", async ({ context }) => {
  const [alice, bob] = [await person(context, "alice"), await person(context, "bob")];
  await Promise.all([call(alice, "bob"), call(bob, "alice")]);
  await Promise.all([reach(alice, "connected"), reach(bob, "connected")]);
  const ids = await Promise.all([alice, bob].map((page) => page.evaluate(() => kit.call?.callId)));
  expect(ids[0]).toBe(ids[1]);
});

test("a page that closes while it calls takes its call back", async ({ context }) => {
  const [alice, bob] = [await person(context, "alice"), await person(context, "bob")];
  await call(alice, "bob");
  await reach(bob, "ringing");
  await alice.close({ runBeforeUnload: true });
  expect(await ending(bob)).toEqual(["cancel alice", "record missed by alice", "ended"]);
});

test("a page that closes in a call is waited for, and has hung up after that", async ({ context }) => {
  const alice = await person(context, "alice", { reloadGrace: 500 });
  const bob = await person(context, "bob");
  await talk(alice, bob, "bob");
  await bob.close({ runBeforeUnload: true });
  await reach(alice, "reconnecting");
  expect(await ending(alice)).toEqual(["user-left bob hangup", "record completed by bob", "ended"]);
});

test("a call goes on, mutes and hangs up while nothing is carried", async ({ context }) => {
  const [alice, bob] = [await person(context, "alice"), await person(context, "bob")];
  await talk(alice, bob, "bob");
  for (const page of [alice, bob]) {
    await page.evaluate(() => {
      BroadcastChannel.prototype.postMessage = () => { throw new Error("nothing is carried"); };
    });
  }
  await alice.evaluate(() => kit.setMicrophone(false));
  await bob.waitForFunction(() => kit.call?.members.some(({ userId, microphone }) => userId === "alice" && !microphone));
  await hangup(alice);
  expect(await ending(bob)).toEqual(["user-left alice hangup", "record completed by alice", "ended"]);
});
