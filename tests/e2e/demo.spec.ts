// What a newcomer does on the first page, by the names that a screen reader would say.

import { test as base, expect, type FrameLocator, type Page } from "@playwright/test";

// A page that writes an error to the console has failed, whatever it shows.
const test = base.extend<{ quiet: void }>({
  quiet: [async ({ context }, use) => {
    const problems: string[] = [];
    context.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    context.on("weberror", (error) => problems.push(error.error().message));
    await use();
    expect(problems).toEqual([]);
  }, { auto: true }],
});

const phone = (page: Page, name: string): FrameLocator => page.frameLocator(`iframe[title^="${name}"]`);
const button = (on: FrameLocator | Page, name: string) => on.getByRole("button", { name, exact: true });

async function table(page: Page) {
  await page.goto("/");
  const [alice, bob] = [phone(page, "Alice"), phone(page, "Bob")];
  for (const one of [alice, bob]) await expect(one.getByRole("status")).toHaveText("Online");
  return { alice, bob };
}

test("two people see each other a few clicks after the page has opened", async ({ page }) => {
  const { alice, bob } = await table(page);
  await button(alice, "Video call").click();
  await expect(bob.getByRole("heading", { name: "Alice is calling" })).toBeVisible();
  await expect(alice.getByText("Ringing …")).toBeVisible();
  await button(bob, "Answer").click();
  for (const one of [alice, bob]) {
    await expect(one.getByRole("status")).toHaveText("In a call");
    for (const picture of ["Their picture", "Your picture"]) {
      await expect.poll(() => one.getByLabel(picture).evaluate((video: HTMLVideoElement) => video.videoWidth > 0 && video.currentTime > 0)).toBe(true);
    }
  }
  await button(bob, "Hang up").click();
  await expect(alice.getByText(/^Talked with Bob for 0:\d\d$/)).toBeVisible();
  await expect(bob.getByText(/^Talked with Alice for 0:\d\d$/)).toBeVisible();
});

test("who mutes the microphone or closes the camera is seen to have done so", async ({ page }) => {
  const { alice, bob } = await table(page);
  await button(alice, "Video call").click();
  await button(bob, "Answer without camera").click();
  await expect(alice.getByRole("status")).toHaveText("In a call");
  await expect(alice.getByLabel("Their picture")).toBeHidden();
  await button(bob, "Turn camera on").click();
  await expect(alice.getByLabel("Their picture")).toBeVisible();
  await button(bob, "Turn camera off").click();
  await expect(alice.getByLabel("Their picture")).toBeHidden();
  await button(alice, "Mute microphone").click();
  await expect(bob.getByText("Their microphone is off")).toBeVisible();
  await button(alice, "Unmute microphone").click();
  await expect(bob.getByText("Their microphone is off")).toBeHidden();
});

test("a call is refused, taken back, silenced and ignored", async ({ page }) => {
  const { alice, bob } = await table(page);
  await button(alice, "Voice call").click();
  await button(bob, "Refuse").click();
  await expect(alice.getByText("Bob refused the call")).toBeVisible();
  await expect(bob.getByText("You refused Alice’s call")).toBeVisible();

  await button(bob, "Voice call").click();
  await button(alice, "Silence").click();
  await expect(alice.getByRole("heading", { name: "Bob is calling" })).toBeVisible();
  await button(bob, "Cancel").click();
  await expect(alice.getByText("You missed a call from Bob")).toBeVisible();
  await expect(bob.getByText("You took the call back")).toBeVisible();

  await button(alice, "Voice call").click();
  await button(bob, "Ignore").click();
  await expect(bob.getByRole("status")).toHaveText("Online");
  await expect(alice.getByRole("status")).toHaveText("Calling");
  await button(alice, "Cancel").click();
  await expect(bob.getByText("You missed a call from Alice")).toBeVisible();
});

test("the same works between two tabs, with the keyboard alone", async ({ page, context }) => {
  const other = await context.newPage();
  await page.goto("/person.html");
  await page.getByLabel("Your name").fill("Ann");
  await page.keyboard.press("Enter");
  await other.goto("/person.html?name=Zoë&peer=Ann");
  for (const one of [page, other]) await expect(one.getByRole("status")).toHaveText("Online");

  await other.getByLabel("Whom to call").focus();
  await other.keyboard.press("Tab");
  await expect(button(other, "Voice call")).toBeFocused();
  await other.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Zoë is calling" })).toBeVisible();
  await button(page, "Answer").focus();
  await page.keyboard.press("Enter");
  await expect(other.getByRole("status")).toHaveText("In a call");
  await other.keyboard.press("Tab");
  await expect(button(other, "Mute microphone")).toBeFocused();
  await other.keyboard.press("Tab");
  await other.keyboard.press("Enter");
  await expect(page.getByText(/^Talked with Zoë/)).toBeVisible();
});

test("a name that looks like HTML is text everywhere", async ({ page, context }) => {
  const name = "<img src=x onerror=alert(1)>";
  const other = await context.newPage();
  await page.goto("/person.html?name=Bob");
  await other.goto(`/person.html?peer=Bob&name=${encodeURIComponent(name)}`);
  for (const one of [page, other]) await expect(one.getByRole("status")).toHaveText("Online");
  await button(other, "Voice call").click();
  await expect(page.getByRole("heading", { name: `${name} is calling` })).toBeVisible();
  await page.getByText("Events (").click();
  for (const one of [page, other]) await expect(one.locator("img")).toHaveCount(0);
  await button(other, "Cancel").click();
});

test("what goes wrong is said where it happened", async ({ page }) => {
  await page.goto("/person.html?name=Alice&peer=Alice");
  await expect(page.getByRole("status")).toHaveText("Online");
  await button(page, "Voice call").click();
  await expect(page.getByRole("alert")).toContainText("startCall.to");
});

for (const width of [360, 768, 1440]) {
  test(`nothing sticks out at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 780 });
    const { alice, bob } = await table(page);
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    const inside = (one: FrameLocator) => one.locator("html").evaluate((html) => html.scrollWidth <= innerWidth && html.scrollHeight <= innerHeight);
    expect([await fits(), await inside(alice), await inside(bob)]).toEqual([true, true, true]);
    await button(alice, "Video call").click();
    await expect(button(bob, "Answer")).toBeVisible();
    expect([await fits(), await inside(alice), await inside(bob)]).toEqual([true, true, true]);
    await button(bob, "Answer").click();
    await expect(alice.getByRole("status")).toHaveText("In a call");
    expect([await fits(), await inside(alice), await inside(bob)]).toEqual([true, true, true]);
    await button(alice, "Hang up").click();
  });
}
