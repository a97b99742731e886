// Real sound: a microphone and a loudspeaker that are pulled out during a call, and come back.

import { chromium } from "@playwright/test";
import { readFileSync } from "node:fs";
import { connect, expect, test as base, type Person } from "./people.js";
import { inChromium, inFirefox, launchFirefox, type Place } from "./tab.js";
import type { MediaDevice } from "../../src/js/index.js";

const { args } = JSON.parse(readFileSync(new URL("../../webdriver.json", import.meta.url), "utf8"))["goog:chromeOptions"];

// A steady note is what a browser takes for noise.
const STEADY = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** Pages of a browser that hears and plays what the machine does. */
const test = base.extend<{ place: Place }>({
  place: async ({ engine, machine, baseURL, launchOptions }, use) => {
    const { surroundings } = await machine.sound();
    if (engine === "firefox") {
      const browser = await launchFirefox({ "media.navigator.streams.fake": false }, surroundings);
      await use(await inFirefox(browser, baseURL!));
      return browser.close();
    }
    const browser = await chromium.launch({
      ...launchOptions,
      args: args.filter((flag: string) => !flag.startsWith("--use-fake-device")),
      env: { ...(process.env as Record<string, string>), ...surroundings },
    });
    await use(inChromium(await browser.newContext({ baseURL: baseURL! })));
    await browser.close();
  },
});

/** Writes down the devices in use whenever the page is told of a change, and where sound is led. */
const watch = (person: Person) => person.do(() => {
  const seen: string[] = [];
  const led: string[] = [];
  const { setSinkId } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.setSinkId = async function (id) {
    await setSinkId.call(this, id);
    led.push(id);
  };
  Object.assign(globalThis, { seen, led });
  phone.kit.onDeviceChange = (devices) => seen.push(...devices.filter(({ selected }) => selected).map(({ kind, label }) => `${kind} ${label}`));
});
const isTold = (person: Person, line: RegExp) => expect.poll(async () => (await listed(person), seen(person))).toContainEqual(expect.stringMatching(line));
const seen = (person: Person) => person.do(() => [...(globalThis as unknown as { seen: string[] }).seen]);
const led = (person: Person) => person.do(() => (globalThis as unknown as { led: string[] }).led.at(-1));
const forget = (person: Person) => person.do(() => void ((globalThis as unknown as { seen: string[] }).seen.length = 0));
const choose = async (person: Person, kind: MediaDevice["kind"], label: string) => {
  await person.do(async ([kind, label]) => {
    const of = async () => (await phone.kit.listDevices()).find((device) => device.kind === kind && device.label.includes(label));
    while (!(await of())) await new Promise((resolve) => setTimeout(resolve, 50));
    await phone.kit.setDevice(kind, (await of())!.deviceId);
  }, [kind, label] as const);
};
// Chromium hears of hardware from udev, which knows nothing of these devices: it notices what is gone when it lists them.
const listed = (person: Person) => person.do(() => navigator.mediaDevices.enumerateDevices().then(() => {}));
const speaksInto = async (person: Person) => {
  await listed(person);
  return person.do(() => phone.kit.localStream!.getAudioTracks()[0]?.label ?? "");
};
const hears = (person: Person, user: string) => person.do((user) => phone.sounds(phone.kit.remoteStream(user)!), user);

test("a microphone that is pulled out gives way to one that is left, and is used again when it is back", async ({ machine, place, person }) => {
  const sound = await machine.sound();
  const unplug = await sound.plug("microphone", "Table");
  let pull = await sound.plug("microphone", "Headset", 880);
  const [alice, bob] = [await person("alice", { audio: STEADY }, place), await person("bob", { audio: STEADY }, place)];
  await watch(alice);
  await connect(alice, bob);
  await alice.page.bringToFront();
  await choose(alice, "microphone", "Headset");
  await hears(bob, "alice");
  expect(await speaksInto(alice)).toContain("Headset");

  await forget(alice);
  await pull();
  await expect.poll(() => speaksInto(alice)).toMatch(/Table|Default/);
  await isTold(alice, /microphone (Table|Default)/);
  await hears(bob, "alice");

  await forget(alice);
  pull = await sound.plug("microphone", "Headset", 880);
  await expect.poll(() => speaksInto(alice)).toContain("Headset");
  await isTold(alice, /microphone Headset/);
  await hears(bob, "alice");
  expect((await bob.told()).filter((line) => line.startsWith("user-unpublished"))).toEqual([]);
  expect(await alice.do(() => phone.errors.length)).toBe(0);
  await pull();
  await unplug();
});

test("what was heard from a loudspeaker that is pulled out is heard from another, and from it again when it is back", async ({ machine, place, person, engine }) => {
  test.skip(engine === "firefox", "its microphone shows the same in half the time");
  const sound = await machine.sound();
  const unplug = await sound.plug("microphone", "Table");
  let pull = await sound.plug("speaker", "Headset");
  const [alice, bob] = [await person("alice", { audio: STEADY }, place), await person("bob", { audio: STEADY }, place)];
  await watch(alice);
  await connect(alice, bob);
  await alice.page.bringToFront();
  await choose(alice, "speaker", "Headset");
  await isTold(alice, /speaker Headset/);
  await expect.poll(() => sound.sounding()).toEqual(["Desk", "Headset"]);
  const chosen = await led(alice);
  await forget(alice);
  await pull();
  await isTold(alice, /speaker (Desk|Default)/);
  await expect.poll(() => led(alice)).toBe("");
  await expect.poll(() => sound.sounding()).toEqual(["Desk"]);
  pull = await sound.plug("speaker", "Headset");
  await expect.poll(async () => (await listed(alice), led(alice))).toBe(chosen);
  await pull();
  await unplug();
});
