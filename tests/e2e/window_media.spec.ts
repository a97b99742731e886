// What is seen and heard in a call, by the buttons of the window: devices, one's own look, the screen, marks, from voice to video.

import { readFileSync } from "node:fs";
import { connect, connected, expect, test, type Person } from "./people.js";
import { faults, open, page, press, seen } from "./window.js";

const { args } = JSON.parse(readFileSync(new URL("../../webdriver.json", import.meta.url), "utf8"))["goog:chromeOptions"];

// A machine with three cameras.
test.use({
  launchOptions: {
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: args.map((flag: string) => (flag === "--use-fake-device-for-media-stream" ? `${flag}=device-count=3` : flag)),
  },
});

const moves = (person: Person, picture: string) => page(person).getByLabel(picture, { exact: true }).evaluate((video: HTMLVideoElement) => phone.moves(video));
/** What is open: the copy of the microphone that is listened to is one of it. */
const live = (person: Person) => person.do(() => [...new Set(phone.live())]);
const button = (person: Person, name: string) => seen(person).getByRole("button", { name, exact: true });

test("who looks at themselves before answering sees it in the window, and an answer without camera closes it", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(bob);
  await alice.calls("bob", { callType: 1 });
  await press(bob, "Preview");
  await moves(bob, "Your picture");
  expect(await faults(bob)).toEqual([]);
  await press(bob, "Stop preview");
  await expect(page(bob).getByLabel("Your picture")).toHaveCount(0);
  expect(await bob.do(() => phone.live())).toEqual([]);
  await press(bob, "Preview");
  await moves(bob, "Your picture");
  await press(bob, "Answer without camera");
  await connected(alice, bob);
  await expect.poll(() => live(bob)).toEqual(["audio"]);
  await moves(bob, "Picture of alice");
});

test("devices are chosen in the window while the call goes on", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(bob);
  await connect(alice, bob, { callType: 1 });
  await press(bob, "More options");
  const [camera, microphone, speaker] = ["Camera", "Microphone", "Speaker"].map((name) => seen(bob).getByRole("combobox", { name, exact: true }));
  await expect(camera!.getByRole("option")).toHaveCount(3);
  await expect(speaker!.getByRole("option")).not.toHaveCount(0);
  const inUse = () => bob.do(() => phone.kit.localStream!.getTracks().map((track) => track.getSettings().deviceId));
  const ids = await Promise.all([microphone!, camera!].map((select) => select.getByRole("option").nth(1).getAttribute("value")));
  await microphone!.selectOption(ids[0]!);
  await camera!.selectOption(ids[1]!);
  await expect.poll(inUse).toEqual(ids);
  await press(bob, "Switch camera");
  await expect.poll(async () => (await inUse())[1]).not.toBe(ids[1]);
  await expect(camera!).not.toHaveValue(ids[1]!);
  expect(await faults(bob)).toEqual([]);
  await page(bob).keyboard.press("Escape");
  await expect(camera!).toHaveCount(0);
  await expect(button(bob, "More options")).toBeFocused();
});

test("a screen is shown beside the faces, and who speaks, is muted, and has a good network is marked in words too", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(alice);
  await open(bob);
  await alice.do(() => phone.kit.startCall({ callType: 2, to: ["bob"], groupName: "Crew" }));
  await press(bob, "Answer with video");
  await connected(alice, bob);
  await press(alice, "Share screen");
  await moves(bob, "Screen of alice");
  await moves(bob, "Picture of alice");
  const box = async (name: string) => (await page(bob).getByLabel(name, { exact: true }).boundingBox())!;
  expect((await box("Screen of alice")).width).toBeGreaterThan(1.5 * (await box("Picture of alice")).width);
  await expect(button(alice, "Stop sharing")).toBeVisible();

  const tile = seen(bob).locator(".tile").filter({ has: page(bob).getByLabel("Picture of alice", { exact: true }) });
  await expect(tile.getByText("Speaking")).toHaveCount(1);
  await expect(tile.getByRole("img", { name: /^Network: (excellent|good)$/ })).toBeVisible();
  await press(alice, "Mute microphone");
  await expect(tile.getByText("Microphone off")).toHaveCount(1);
  await expect(tile.getByText("Speaking")).toHaveCount(0);
  // Who goes on talking while muted is told.
  await expect(seen(alice)).toContainText("Your microphone is off");
  expect(await faults(bob)).toEqual([]);
  await press(alice, "Stop sharing");
  await expect(page(bob).getByLabel("Screen of alice")).toHaveCount(0);
});

test("a voice call becomes a video call when the other agrees, which may be refused, and a voice call again", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(alice);
  await open(bob);
  await connect(alice, bob);
  await press(alice, "Switch to video");
  await expect(seen(alice)).toContainText("Waiting for consent…");
  await expect(page(bob).getByRole("alert")).toHaveText("alice would like to switch to video");
  await press(bob, "Decline");
  await expect(seen(alice)).toContainText("Not agreed");
  await press(alice, "Switch to video");
  expect(await faults(bob)).toEqual([]);
  await press(bob, "Accept");
  await moves(alice, "Picture of bob");
  await moves(bob, "Picture of alice");
  await expect(seen(bob)).toContainText("Video call");
  await press(bob, "More options");
  await press(bob, "Switch to voice");
  await expect(seen(alice)).toContainText("Voice call");
  for (const one of [alice, bob]) await expect.poll(() => live(one)).toEqual(["audio"]);
});
