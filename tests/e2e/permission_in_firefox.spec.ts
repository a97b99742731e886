// What a person did not allow in Firefox, whose permissions are set for the whole browser.

import { connect, connected, expect, over, test as base } from "./people.js";
import { inFirefox, launchFirefox, type Place } from "./tab.js";

const [ALLOWED, REFUSED] = [1, 2] as const;

const test = base.extend<{ cautious(microphone: 1 | 2): Promise<Place> }>({
  /** A Firefox of its own that refuses the camera, and allows the microphone or not. */
  cautious: async ({ baseURL }, use) => {
    const launched: { close(): Promise<void> }[] = [];
    await use(async (microphone) => {
      const browser = await launchFirefox({
        "media.navigator.permission.disabled": false, "permissions.default.microphone": microphone, "permissions.default.camera": REFUSED,
      });
      launched.push(browser);
      return inFirefox(browser, baseURL!);
    });
    for (const browser of launched) await browser.close();
  },
});

test("without the camera a video call goes on with the microphone, and the page is told", async ({ person, cautious }) => {
  const place = await cautious(ALLOWED);
  const [alice, bob] = [await person("alice", {}, place), await person("bob", {}, place)];
  // A page that asks is kept waiting until it is in front.
  await alice.page.bringToFront();
  await alice.calls("bob", { callType: 1 });
  await alice.page.waitForFunction(() => phone.live().length > 0);
  await bob.reaches("ringing");
  await bob.page.bringToFront();
  await bob.answers();
  await connected(alice, bob);
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
    await one.do((other) => phone.sounds(phone.kit.remoteStream(other)!), other);
    expect(await one.do(() => phone.errors.map(({ code, message, callId }) => [code, /camera/.test(message), callId === phone.kit.call!.callId]))).toEqual([["permission-denied", true, true]]);
    expect(await one.do(() => phone.kit.call!.members.map(({ microphone, camera }) => [microphone, camera]))).toEqual([[true, false], [true, false]]);
    expect(await one.do(() => phone.live())).toEqual(["audio"]);
  }
  await alice.hangsUp();
  await over(alice, bob);
});

test("without any device people still ring, answer and are connected", async ({ person, cautious }) => {
  const place = await cautious(REFUSED);
  const [alice, bob] = [await person("alice", {}, place), await person("bob", {}, place)];
  await connect(alice, bob, { callType: 1 });
  for (const one of [alice, bob]) {
    expect(await one.do(() => [...new Set(phone.errors.map(({ code }) => code))])).toEqual(["permission-denied"]);
    expect(await one.do(() => phone.held.length)).toBe(0);
  }
  await bob.hangsUp();
  await over(alice, bob);
  for (const one of [alice, bob]) expect(await one.record()).toMatchObject({ status: "completed", endedBy: "bob", connectedAt: expect.any(Number) });
});
