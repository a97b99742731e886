// What a person did not allow: the call goes on with what they did allow, and the page is told.

import { readFileSync } from "node:fs";
import { connect, expect, over, test, type Person } from "./people.js";
import { inChromium } from "./tab.js";

const { args } = JSON.parse(readFileSync(new URL("../../webdriver.json", import.meta.url), "utf8"))["goog:chromeOptions"];

// Devices that are made up, and a browser that asks whether they may be used.
test.use({
  launchOptions: {
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: args.filter((flag: string) => flag !== "--use-fake-ui-for-media-stream"),
  },
  permissions: [],
});

test("without the camera a video call goes on with the microphone, and the page is told", async ({ context, person }) => {
  await context.grantPermissions(["microphone"]);
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
    await one.do((other) => phone.sounds(phone.kit.remoteStream(other)!), other);
    expect(await one.do(() => phone.errors.map(({ code, message, callId }) => [code, /camera/.test(message), callId === phone.kit.call!.callId]))).toEqual([["permission-denied", true, true]]);
    expect(await one.do(() => [phone.live(), phone.kit.call!.members.map(({ microphone, camera }) => [microphone, camera])])).toEqual([["audio"], [[true, false], [true, false]]]);
    expect((await one.told()).filter((line) => line.startsWith("user-published"))).toEqual([`user-published ${other} mediaType=audio`]);
  }
  await alice.hangsUp();
  await over(alice, bob);
});

test("without any device people still ring, answer and are connected", async ({ context, person }) => {
  await context.grantPermissions(["clipboard-read"]);
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  for (const one of [alice, bob]) {
    expect(await one.do(() => [...new Set(phone.errors.map(({ code }) => code))])).toEqual(["permission-denied"]);
    expect(await one.do(() => [phone.held.length, phone.kit.call!.members.map(({ microphone, camera }) => [microphone, camera])])).toEqual([0, [[false, false], [false, false]]]);
    expect((await one.told()).filter((line) => line.startsWith("user-published"))).toEqual([]);
  }
  await bob.hangsUp();
  await over(alice, bob);
  for (const one of [alice, bob]) expect(await one.record()).toMatchObject({ status: "completed", endedBy: "bob", connectedAt: expect.any(Number) });
});

test("between two browsers, whoever may use no device sees and hears the other", async ({ newcomer, context, browser, baseURL }) => {
  await context.grantPermissions(["microphone", "camera"]);
  const other = await browser.newContext({ baseURL: baseURL!, permissions: ["clipboard-read"] });
  const [alice, bob] = [await newcomer("alice"), await newcomer("bob", inChromium(other))];
  await carried(alice, bob);
  await connect(alice, bob, { callType: 1 });
  await bob.do(() => phone.moves(phone.view("alice").video));
  await bob.do(() => phone.sounds(phone.kit.remoteStream("alice")!));
  expect(await bob.do(() => phone.errors.map(({ code }) => code).filter((code) => code !== "permission-denied"))).toEqual([]);
  expect((await alice.told()).filter((line) => /error|user-published/.test(line))).toEqual([]);
  await other.close();
});

test("a permission that is withdrawn during a call is told to both as that, and the call goes on", async ({ context, person }) => {
  await context.grantPermissions(["microphone", "camera"]);
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  await bob.hears("user-published alice mediaType=video");
  await context.clearPermissions();
  await bob.hears("user-unpublished alice mediaType=video");
  await alice.hears("error permission-denied", 2);
  expect(await alice.do(() => [phone.live(), phone.kit.state, phone.kit.call!.members.map(({ microphone, camera }) => [microphone, camera])])).toEqual([[], "connected", [[false, false], [false, false]]]);
});

interface Asking { asked: string[]; open(): void }

/** Writes down what a page asks the browser for; one that `waits` gets a microphone alone only when it is let. */
const notes = (person: Person, waits: boolean) => person.do((waits) => {
  const asked: string[] = [];
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    asked.push(Object.keys(wanted!).join());
    if (waits && !wanted!.video) await opened;
    return ask(wanted);
  };
  Object.assign(globalThis, { asked, open: () => open() });
}, waits);
const asked = (person: Person) => person.do(() => (globalThis as unknown as Asking).asked);

test("who has allowed both is seen before the microphone is open", async ({ context, person }) => {
  await context.grantPermissions(["microphone", "camera"]);
  const [alice, bob] = [await person("alice"), await person("bob")];
  await notes(bob, true);
  await alice.calls("bob", { callType: 1 });
  await bob.answers();
  await alice.do(() => phone.moves(phone.view("bob").video));
  expect(await bob.do(() => phone.live())).toEqual(["video"]);
  await bob.do(() => (globalThis as unknown as Asking).open());
  await alice.do(() => phone.sounds(phone.kit.remoteStream("bob")!));
  expect(await asked(bob)).toEqual(["video", "audio"]);
  await alice.hangsUp();
  await over(alice, bob);
});

test("who is asked is asked once for both", async ({ context, person }) => {
  await context.grantPermissions(["microphone"]);
  const [alice, bob] = [await person("alice"), await person("bob")];
  await notes(bob, false);
  await connect(alice, bob, { callType: 1 });
  expect(await asked(bob)).toEqual(["audio,video", "audio"]);
  await alice.hangsUp();
  await over(alice, bob);
});

interface Carried { carry(to: string, text: string): Promise<void>; arrive(message: { from: string; text: string }): void }

/** Signs people of different browsers in, and carries what they say to each other. */
async function carried(...people: Person[]): Promise<void> {
  for (const { page, name: from } of people) {
    await page.exposeFunction("carry", async (to: string, text: string) => {
      for (const person of people) {
        if (person.name === to) await person.do((message) => (globalThis as unknown as Carried).arrive(message), { from, text });
      }
    });
  }
  for (const person of people) {
    await person.do((userId) => phone.kit.init("carried", null, {
      userId,
      send: (to, text) => (globalThis as unknown as Carried).carry(to, text),
      subscribe: (arrive) => (Object.assign(globalThis, { arrive }), () => {}),
    }), person.name);
  }
}
