// The window for those who zoom in, whose words run from right to left, and whom movement disturbs.

import { connected, expect, over, test, type Person } from "./people.js";
import { open, page, press, seen } from "./window.js";

/** Every button can be brought into sight and pressed there, and nothing is wider than the page. */
async function reaches(person: Person): Promise<void> {
  // A laptop's page at 200 %, a large screen's at 400 %, and a phone's.
  for (const [width, height] of [[640, 400], [320, 256], [320, 568]] as const) {
    await page(person).setViewportSize({ width, height });
    expect(await seen(person).evaluate((frame) => [...frame.querySelectorAll("button, select")].filter((one) => one.checkVisibility()).filter((one) => {
      one.scrollIntoView({ block: "nearest" });
      const { x, y, width, height } = one.getBoundingClientRect();
      return !one.contains((frame.getRootNode() as ShadowRoot).elementFromPoint(x + width / 2, y + height / 2));
    }).map((one) => one.ariaLabel ?? one.textContent))).toEqual([]);
    expect(await seen(person).evaluate((frame) => [frame, document.documentElement, ...frame.querySelectorAll("section, header, .options, .controls")]
      // What is higher than its place must be one that a person can scroll.
      .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).overflowY === "hidden")
      .map(({ className }) => className))).toEqual([]);
  }
}

/** What answers a call, or ends it, is in sight without scrolling on phones, upright and lying. */
async function sees(person: Person, buttons: string): Promise<void> {
  for (const [width, height] of [[360, 640], [320, 568], [740, 360]] as const) {
    await page(person).setViewportSize({ width, height });
    const inSight = await seen(person).evaluate((frame, buttons) => {
      for (const one of [frame, ...frame.querySelectorAll("section")]) one.scrollTop = 0;
      const places = [...frame.querySelectorAll(buttons)].map((one) => one.getBoundingClientRect());
      return places.map(({ top, bottom }) => top > 0 && bottom <= innerHeight);
    }, buttons);
    expect(inSight).toEqual(buttons.split(",").map(() => true));
  }
}

const animations = (person: Person) => person.do(() => document.querySelector("call-kit")!.shadowRoot!.getAnimations().length);

test("zoomed in to 320 pixels every button is in reach, from right to left as well; on a phone it is answered and ended without scrolling; and where movement disturbs, nothing moves", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await bob.do(() => phone.kit.setUserIdMap({ alice: "Alice Featherstonehaugh-Cholmondeley of the Department of Long Names" }));
  await open(bob);
  await alice.calls("bob", { callType: 1, message: "A message of several words that takes more than one line. ".repeat(4) });
  await seen(bob).waitFor();
  expect(await animations(bob)).toBeGreaterThan(0);
  await page(bob).emulateMedia({ reducedMotion: "reduce" });
  expect(await animations(bob)).toBe(0);
  await reaches(bob);
  await sees(bob, ".refuse-button, .answer-voice-button, .answer-button");
  await bob.do(() => Object.assign(document.documentElement, { dir: "rtl" }));
  await reaches(bob);
  await press(bob, "Answer with video");
  await connected(alice, bob);
  await reaches(bob);
  const [small, big] = await Promise.all(["Your picture", "Picture of Alice"].map((name) => page(bob).getByLabel(name).boundingBox()));
  expect(small!.x + small!.width).toBeLessThan(big!.x + big!.width / 2);
  await bob.do(() => Object.assign(document.documentElement, { dir: "ltr" }));
  await press(bob, "More options");
  await reaches(bob);
  await sees(bob, ".hangup-button");
  await press(bob, "Minimise");
  await reaches(bob);
  expect(await animations(bob)).toBe(0);
  await alice.hangsUp();
  await over(bob);
  await reaches(bob);
});
