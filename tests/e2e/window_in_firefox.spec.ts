// The basic course of the window, in Firefox: the mouse presses what a screen reader would name.

import { connected, expect, over, test, type Person } from "./people.js";

async function open(person: Person): Promise<void> {
  await person.do(async () => {
    document.documentElement.lang = "en";
    const ui = "/dist/ui.js";
    await import(ui);
    document.body.append(Object.assign(document.createElement("call-kit"), { kit: phone.kit }));
  });
}

/** Presses the middle of a button, when it is there. */
async function press(person: Person, name: string): Promise<void> {
  const there = (name: string) => {
    const button = [...document.querySelector("call-kit")!.shadowRoot!.querySelectorAll("button")].find((one) => (one.ariaLabel ?? one.textContent!.trim()) === name);
    const { x, y, width, height } = button?.getBoundingClientRect() ?? new DOMRect();
    const moving = document.querySelector("call-kit")!.shadowRoot!.getAnimations().some((animation) => animation.effect!.getTiming().iterations === 1 && animation.playState === "running");
    return width > 0 && !moving ? [x + width / 2, y + height / 2] as [number, number] : null;
  };
  await person.page.waitForFunction(there, name);
  const [x, y] = (await person.page.evaluate(there, name)) as [number, number];
  await person.page.mouse.click(x, y);
}

/** Waits for words in the window; for null until it has gone. */
const shows = (person: Person, words: string | null) => person.page.waitForFunction((words) => {
  const frame = document.querySelector("call-kit")!.shadowRoot!.querySelector(".frame");
  return words === null ? !frame : frame?.textContent!.includes(words);
}, words);

const moves = (person: Person, label: string) => person.do(async (label) => {
  const picture = () => document.querySelector("call-kit")!.shadowRoot!.querySelector<HTMLVideoElement>(`video[aria-label="${label}"]`);
  while (!picture()) await new Promise((resolve) => setTimeout(resolve, 20));
  return phone.moves(picture()!);
}, label);

test("a video call goes its whole course in two windows", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(alice);
  await open(bob);
  await alice.calls("bob", { callType: 1, message: "Got a minute?" });
  await shows(bob, "Got a minute?");
  await shows(alice, "Ringing…");
  await press(bob, "Answer with video");
  await connected(alice, bob);
  await moves(alice, "Picture of bob");
  await moves(bob, "Your picture");
  await press(alice, "Mute microphone");
  await shows(bob, "Microphone off");
  await press(alice, "Minimise");
  await press(alice, "Restore");
  await press(bob, "Hang up");
  await over(alice, bob);
  await shows(alice, "Call ended");
  await press(bob, "Close");
  await shows(bob, null);
  expect(await bob.do(() => phone.live())).toEqual([]);
  await alice.calls("bob");
  await press(bob, "Decline");
  await shows(alice, "bob declined");
});
