// The call window from the first ring to the end, by hand and by keyboard.

import { connect, connected, over, test, type Person } from "./people.js";
import { tools } from "./tab.js";
import { expect, faults, open, page, press, seen, smallTargets } from "./window.js";
import type { CallKitElement } from "../../src/js/ui.js";

declare const kept: CallKitElement & { updateComplete: Promise<unknown> };

const pair = async (person: (name: string) => Promise<Person>): Promise<[Person, Person]> => {
  const people = [await person("alice"), await person("bob")] as [Person, Person];
  for (const one of people) await open(one);
  return people;
};

test("a video call goes its whole course in two windows", async ({ person }) => {
  const [alice, bob] = await pair(person);
  await expect(seen(bob)).toHaveCount(0);
  await alice.calls("bob", { callType: 1, message: "Got a minute?" });

  await expect(seen(bob)).toContainText("alice");
  await expect(seen(bob)).toContainText("Video call");
  await expect(seen(bob)).toContainText("Got a minute?");
  await expect(page(bob).getByRole("alert")).toHaveText("alice is calling: Video call");
  await expect(seen(alice)).toContainText("Ringing…");
  await press(bob, "Answer with video");
  await connected(alice, bob);
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
    await expect(seen(one).getByRole("heading")).toHaveText(other);
    await expect(seen(one).getByRole("timer", { name: "Duration" })).toHaveText(/^0:\d\d$/);
    await page(one).getByLabel(`Picture of ${other}`).evaluate((video: HTMLVideoElement) => phone.moves(video));
    await page(one).getByLabel("Your picture").evaluate((video: HTMLVideoElement) => phone.moves(video));
  }

  await press(alice, "Mute microphone");
  await expect(seen(alice).getByRole("button", { name: "Unmute microphone" })).toBeVisible();
  await expect(seen(bob)).toContainText("Microphone off");
  await press(alice, "Turn camera off");
  await expect(page(bob).getByLabel("Picture of alice")).toHaveCount(0);
  await press(alice, "Turn camera on");
  await page(bob).getByLabel("Picture of alice").evaluate((video: HTMLVideoElement) => phone.moves(video));

  await press(bob, "Hang up");
  await over(alice, bob);
  for (const one of [alice, bob]) await expect(seen(one)).toContainText(/Call ended\s*Video call · \d:\d\d/);
  await press(bob, "Close");
  await expect(seen(bob)).toHaveCount(0);
  // Nobody touches it, and it goes.
  await expect(seen(alice)).toHaveCount(0);
  expect(await bob.do(() => phone.live())).toEqual([]);
});

test("a call is shown, can be taken back, and its end is told while the browser still asks for the microphone", async ({ person }) => {
  const alice = await person("alice");
  await open(alice);
  await alice.do(() => void (phone.permission = new Promise(() => {})));
  await alice.calls("nobody");
  await expect(seen(alice)).toContainText("Calling…");
  await press(alice, "Cancel call");
  await expect(seen(alice)).toContainText("Call cancelled");
  await alice.calls("nobody", { timeout: 1 });
  await expect(seen(alice)).toContainText("nobody did not answer");
});

test("a call that did not begin leaves nothing in the window", async ({ newcomer }) => {
  const alice = await newcomer("alice");
  await alice.do(() => phone.signIn("alice", {
    tokenHandler: async ({ channel }) => (channel === "room" ? "good" : new Promise((_, refuse) => Object.assign(globalThis, { refuse }))),
  }));
  await open(alice);
  const start = () => phone.kit.startCall({ callType: 0, to: "nobody" });
  const join = () => phone.kit.joinCall({ callId: "over", channel: "room", callType: 3, members: ["nobody"] });
  const refuse = () => (globalThis as unknown as { refuse(): void }).refuse();
  const hangUp = () => phone.kit.hangup();
  for (const [begin, end] of [[start, refuse], [start, hangUp], [join, hangUp]] as const) {
    const begun = alice.do<unknown>(begin).then(() => "done", () => "refused");
    await seen(alice).waitFor();
    await alice.do<unknown>(end);
    expect(await begun).toBe("refused");
    await expect(seen(alice)).toHaveCount(0);
  }
});

test("who refuses with a reason is shown with it, and can be called again", async ({ person }) => {
  const [alice, bob] = await pair(person);
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.answerCall(false, undefined, { reason: "In a meeting" }));
  await expect(seen(alice)).toContainText("bob declined");
  await expect(seen(alice)).toContainText("In a meeting");
  await press(alice, "Call again");
  await press(bob, "Answer");
  await connected(alice, bob);
});

test("the words of a call that was refused are not shown at the end of the next", async ({ person }) => {
  const [alice, bob] = [await person("alice", { iceTransportPolicy: "relay", connectTimeout: 1_500 }), await person("bob")];
  await open(alice);
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.answerCall(false, undefined, { reason: "In a meeting" }));
  await expect(seen(alice)).toContainText("In a meeting");
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.do(() => phone.outcome(() => phone.kit.answerCall(true)));
  await over(alice);
  await expect(seen(alice)).toContainText("Could not connect");
  await expect(seen(alice)).not.toContainText("In a meeting");
});

test("what is cancelled, ignored or not answered leaves the right words, or none", async ({ person }) => {
  const [alice, bob] = await pair(person);
  await alice.calls("bob");
  await press(bob, "Silence");
  await expect(seen(bob)).toContainText("Voice call");
  await press(alice, "Cancel call");
  await expect(seen(alice)).toContainText("Call cancelled");
  await expect(seen(bob)).toContainText("Missed call");
  await press(bob, "Call back");
  await expect(seen(alice)).toContainText("bob");
  await press(alice, "Ignore");
  await expect(seen(alice)).toHaveCount(0);
  await press(bob, "Cancel call");
  await over(bob);
  await expect(seen(alice)).toHaveCount(0);
});

test("a window that comes late, twice or somewhere else shows what is true", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await open(bob);
  await press(bob, "Answer with video");
  await connected(alice, bob);
  await open(alice);
  await page(alice).getByLabel("Picture of bob").evaluate((video: HTMLVideoElement) => phone.moves(video));
  await open(alice);
  await expect(page(alice).getByRole("dialog")).toHaveCount(2);
  await alice.do(() => {
    const window = document.querySelector("call-kit")!;
    const pictures = [...window.shadowRoot!.querySelectorAll("video")];
    window.remove();
    if (pictures.length !== 2 || pictures.some(({ srcObject }) => srcObject)) throw new Error("a window that has gone still shows people");
    document.body.append(Object.assign(document.createElement("main"), { id: "other" }));
    document.querySelector("#other")!.append(window);
  });
  await expect(page(alice).getByRole("dialog")).toHaveCount(2);
  await page(alice).getByLabel("Picture of bob").last().evaluate((video: HTMLVideoElement) => phone.moves(video));
  await alice.hangsUp();
  await expect(seen(alice)).toContainText("Call ended");
  await open(alice);
  await expect(page(alice).getByRole("dialog")).toHaveCount(2);
});

test("a kit that is taken from the window in a call, and given back when that is over, is listened to, and nothing of that call is drawn", async ({ person }) => {
  const [alice, bob] = await pair(person);
  await bob.do(() => void Object.assign(globalThis, { kept: document.querySelector("call-kit") }));
  const ways = [
    [() => void (kept.kit = null), () => void (kept.kit = phone.kit)],
    [() => kept.remove(), () => document.body.append(kept)],
  ] as const;
  for (const [take, give] of ways) {
    await connect(alice, bob);
    await expect(seen(bob).getByRole("heading")).toHaveText("alice");
    await bob.do(take);
    await expect(seen(bob)).toHaveCount(0);
    await alice.hangsUp();
    await over(alice, bob);
    await bob.do(give);
    await bob.do(() => kept.updateComplete);
    // Even for the moment that an end may take to come.
    expect(await seen(bob).count()).toBe(0);
    await alice.calls("bob");
    await press(bob, "Decline");
    await expect(seen(bob)).toContainText("Call declined");
    await press(bob, "Close");
    await over(alice, bob);
  }
});

test("everything is done by keyboard, and the focus is seen and kept", async ({ person }) => {
  const [alice, bob] = await pair(person);
  const inWindow = () => bob.do(() => document.activeElement?.localName);
  await bob.do(() => document.body.prepend(document.createElement("input")));
  await page(bob).getByRole("textbox").focus();
  const tabTo = async (one: Person, name: string) => {
    const button = seen(one).getByRole("button", { name, exact: true });
    await button.waitFor();
    for (let tabs = 0; tabs < 20 && !(await button.evaluate((element) => element.matches(":focus"))); tabs += 1) await page(one).keyboard.press("Tab");
    await expect(button).toBeFocused();
    expect(await button.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe("solid");
  };
  await alice.calls("bob", { callType: 0 });
  await seen(bob).waitFor();
  expect(await inWindow()).toBe("input");
  await tabTo(bob, "Answer");
  await page(bob).keyboard.press("Enter");
  await connected(alice, bob);
  expect(await inWindow()).toBe("call-kit");
  await tabTo(bob, "Mute microphone");
  await page(bob).keyboard.press("Space");
  await expect(seen(bob).getByRole("button", { name: "Unmute microphone" })).toBeFocused();
  await tabTo(bob, "Minimise");
  await page(bob).keyboard.press("Enter");
  await tabTo(bob, "Restore");
  expect((await seen(bob).boundingBox())!.height).toBeLessThan(120);
  await page(bob).keyboard.press("Enter");
  await tabTo(bob, "Move window with the arrow keys");
  const before = (await seen(bob).boundingBox())!;
  await page(bob).keyboard.press("ArrowLeft");
  await expect.poll(async () => (await seen(bob).boundingBox())!.x).toBeLessThan(before.x);
  await tabTo(bob, "Hang up");
  await page(bob).keyboard.press("Enter");
  await over(alice, bob);
  expect(await inWindow()).toBe("call-kit");
  await tabTo(bob, "Close");
  await page(bob).keyboard.press("Enter");
  await expect(seen(bob)).toHaveCount(0);
  expect(await inWindow()).toBe("input");
});

test("in colours that the machine dictates every button has an edge, and what is on and how good the network is can be seen", async ({ person }) => {
  const [alice, bob] = await pair(person);
  await page(bob).emulateMedia({ forcedColors: "active" });
  await connect(alice, bob);
  await press(bob, "More options");
  await seen(bob).getByRole("img", { name: /^Network: / }).waitFor();
  expect(await seen(bob).evaluate((frame) => {
    const look = (of: string) => [...frame.querySelectorAll(of)].map((part) => getComputedStyle(part));
    const [surface] = [getComputedStyle(frame).backgroundColor];
    return {
      edges: [...new Set([getComputedStyle(frame), ...look(".tile, .disc")].map(({ borderTopWidth, borderTopStyle }) => `${borderTopWidth} ${borderTopStyle}`))],
      bars: look(".bars i").filter(({ backgroundColor }) => backgroundColor !== surface).length,
      on: look(".on .disc").filter(({ backgroundColor }) => backgroundColor !== surface).length,
    };
  })).toEqual({ edges: ["1px solid"], bars: 4, on: 1 });
  expect(await faults(bob)).toEqual([]);
});

test("axe finds nothing in any state, in light and dark, and every button fits a finger on a small phone", async ({ person }) => {
  const [alice, bob] = await pair(person);
  const check = async (...people: Person[]) => {
    for (const one of people) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page(one).emulateMedia({ colorScheme });
        expect(await faults(one)).toEqual([]);
      }
      await page(one).setViewportSize({ width: 320, height: 568 });
      expect(await smallTargets(one)).toEqual([]);
      const box = (await seen(one).boundingBox())!;
      expect(box.x >= 0 && box.x + box.width <= 320).toBe(true);
      expect(await seen(one).evaluate((frame) => [frame.scrollWidth - frame.clientWidth, document.documentElement.scrollWidth])).toEqual([0, 320]);
      if (await seen(one).getByRole("button", { name: "Minimise" }).isVisible()) expect(box).toEqual({ x: 0, y: 0, width: 320, height: 568 });
      await page(one).setViewportSize({ width: 1280, height: 720 });
    }
  };
  await alice.calls("bob", { callType: 1, message: "Hello" });
  await seen(bob).waitFor();
  await check(alice, bob);
  await press(bob, "Answer with video");
  await connected(alice, bob);
  await press(alice, "Turn camera off");
  await check(alice, bob);
  await press(bob, "Minimise");
  await check(bob);
  await bob.hangsUp();
  await over(alice, bob);
  await expect(seen(alice)).toContainText("Call ended");
  await check(alice);
});

test("a second call while talking is shown beside the first, and answering it ends that", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob", { busyWhenInCall: false }), await person("carol")];
  await open(bob);
  await connect(alice, bob);
  await carol.calls("bob", { callType: 0 });
  const banner = seen(bob).getByRole("group", { name: "carol is calling: Voice call" });
  await expect(banner).toBeVisible();
  await expect(page(bob).getByRole("alert")).toHaveText("carol is calling: Voice call");
  expect(await faults(bob)).toEqual([]);
  await banner.getByRole("button", { name: "End this call and answer" }).click();
  await connected(bob, carol);
  await over(alice);
  await expect(seen(bob).getByRole("heading")).toHaveText("carol");
});

test("a window that fills its place says aloud that somebody calls", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(bob, { size: "fill" });
  await alice.calls("bob");
  await expect(page(bob).getByRole("alert")).toHaveText("alice is calling: Voice call");
});

test("on a phone that lies, what answers a call stands beside who calls, and in sight", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(bob);
  await page(bob).setViewportSize({ width: 568, height: 280 });
  await alice.calls("bob", { callType: 1, message: "A message of several words that takes more than one line. ".repeat(8) });
  await press(bob, "Preview");
  await seen(bob).getByLabel("Your picture").waitFor();
  for (const name of ["Decline", "Answer without camera", "Answer with video", "Silence", "Ignore", "Stop preview"]) {
    await expect(seen(bob).getByRole("button", { name, exact: true })).toBeInViewport({ ratio: 1 });
  }
  expect(await seen(bob).evaluate((frame) => [frame.scrollHeight - frame.clientHeight, frame.scrollWidth - frame.clientWidth])).toEqual([0, 0]);
});

test("where it is narrow and low a finger scrolls to what answers the call", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(bob);
  await page(bob).setViewportSize({ width: 360, height: 300 });
  await alice.calls("bob", { callType: 1, message: "A message of several words that takes more than one line. ".repeat(8) });
  const { x, y } = (await seen(bob).getByRole("heading").boundingBox())!;
  const finger = await tools(bob.page);
  await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  for (let up = 10; up <= 100; up += 10) await finger.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x, y: y - up }] });
  await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await expect.poll(() => seen(bob).evaluate((frame) => frame.scrollTop)).toBeGreaterThan(0);
});

test("picture in picture shows the call in a window of its own, and gives it back", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob", { busyWhenInCall: false }), await person("carol")];
  await open(bob);
  await connect(alice, bob, { callType: 1 });
  const opens = page(bob).context().waitForEvent("page");
  await press(bob, "Picture in picture");
  const small = await opens;
  await expect(small.getByRole("heading", { name: "alice" })).toBeVisible();
  await small.getByLabel("Picture of alice").waitFor();
  await expect(seen(bob)).toHaveCount(0);
  await carol.calls("bob");
  await expect(small.getByRole("group", { name: "carol is calling: Voice call" })).toBeVisible();
  // What two windows say is heard twice.
  await expect(page(bob).getByRole("alert")).toHaveText("carol is calling: Voice call");
  await expect(small.getByRole("alert")).toBeEmpty();
  await carol.hangsUp();
  await small.close();
  await expect(seen(bob).getByRole("heading")).toHaveText("alice");
});

test("what is asked in picture in picture is told to the page, which may do it itself, and what the page hides later goes there, too", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  const window = await open(bob);
  await connect(alice, bob);
  await window.evaluate((element) => element.addEventListener("call-kit-request", (event) => {
    const { request } = (event as CustomEvent).detail;
    phone.told.push(`asked ${request}`);
    if (request === "hangup") event.preventDefault();
  }));
  const opens = page(bob).context().waitForEvent("page");
  await press(bob, "Picture in picture");
  const small = await opens;
  await small.getByRole("button", { name: "Hang up" }).click();
  await small.getByRole("button", { name: "Mute microphone", exact: true }).click();
  await expect(small.getByRole("button", { name: "Unmute microphone" })).toBeVisible();
  expect((await bob.told()).filter((line) => line.startsWith("asked"))).toEqual(["asked hangup", "asked microphone"]);
  expect(await bob.do(() => phone.kit.state)).toBe("connected");
  await window.evaluate((element) => element.setAttribute("hide", "microphone"));
  await expect(small.getByRole("button", { name: "Unmute microphone" })).toHaveCount(0);
  await expect(small.getByRole("button", { name: "Hang up" })).toBeVisible();
});
