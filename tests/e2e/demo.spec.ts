// What people do with the demo where there is no server, by the names that a screen reader would say.

import { test as base, expect, type BrowserContext, type FrameLocator, type Page } from "@playwright/test";
import { violations } from "./window.js";

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

type Phone = FrameLocator | Page;
const button = (on: Phone, name: string) => on.getByRole("button", { name, exact: true });
const status = (on: Phone) => on.getByRole("status").first();
const call = (on: Phone) => on.getByRole("dialog");
const listed = (on: Phone, list: string) => on.getByRole("list", { name: list }).getByRole("listitem");

/** The first page, with its two phones. */
async function table(page: Page): Promise<[FrameLocator, FrameLocator]> {
  await page.goto("/");
  const [alice, bob] = ["Alice", "Bob"].map((name) => page.frameLocator(`iframe[title^="${name}"]`)) as [FrameLocator, FrameLocator];
  for (const one of [alice, bob]) await expect(listed(one, "Who is here")).toHaveCount(1);
  return [alice, bob];
}

/** People in tabs of their own, each of whom sees the others. */
async function tabs(context: BrowserContext, ...names: string[]): Promise<Page[]> {
  const pages = await Promise.all(names.map(async (name) => {
    const page = await context.newPage();
    await page.goto(`/people.html?name=${encodeURIComponent(name)}`);
    return page;
  }));
  for (const page of pages) await expect(listed(page, "Who is here")).toHaveCount(names.length - 1);
  return pages;
}

test("two people see each other a few clicks after the page has opened, and find the call in their histories and its trace", async ({ page }) => {
  const [alice, bob] = await table(page);
  await button(alice, "Video call to Bob").click();
  await expect(call(alice)).toContainText("Ringing…");
  await button(bob, "Answer with video").click();
  for (const [one, other] of [[alice, "Bob"], [bob, "Alice"]] as const) {
    await expect(status(one)).toHaveText("In a call");
    for (const picture of [`Picture of ${other}`, "Your picture"]) {
      await expect.poll(() => call(one).getByLabel(picture).evaluate((video: HTMLVideoElement) => video.videoWidth > 0 && video.currentTime > 0)).toBe(true);
    }
  }
  await button(bob, "Hang up").click();
  await expect(call(alice)).toContainText("Call ended");

  for (const one of [alice, bob]) await button(one, "Close").click();
  await button(alice, "Developer").click();
  await expect(alice.getByRole("region", { name: "Messages of the last call" })).toContainText(/AliceBob.*invite/);
  await expect(alice.getByText(/^rings after \d+ ms, answered after \d+ ms, connected after \d+ ms$/)).toBeVisible();
  await expect(alice.getByRole("list", { name: "Events" })).toContainText("statechange · connected");
  await alice.getByText("Mermaid text").click();
  await expect(alice.getByText(/^sequenceDiagram/)).toContainText("participant p1 as Bob");

  await button(bob, "History").click();
  await expect(listed(bob, "History")).toContainText(/Alice.*Video call · 0:\d\d/);
  await button(bob, "Call Alice back").click();
  await button(alice, "Decline").click();
  await expect(call(bob)).toContainText("Alice declined");
  await expect(listed(bob, "History").first()).toContainText("Video call · Declined");
});

test("several are called together, another is added, and one who closes the tab is no longer here", async ({ context }) => {
  const [ann, ben, cay, dee] = await tabs(context, "Ann", "Ben", "Cay", "Dee") as [Page, Page, Page, Page];
  await ann.getByRole("checkbox", { name: "Choose Ben" }).check();
  await ann.getByRole("checkbox", { name: "Choose Cay" }).check();
  await ann.getByPlaceholder("Name of the group").fill("Release crew");
  await button(ann, "Group voice call").click();
  for (const one of [ben, cay]) {
    await expect(call(one).getByRole("heading")).toHaveText("Release crew");
    await button(one, "Answer").click();
  }
  await expect(status(ann)).toHaveText("In a call");
  await button(ann, "Add people").click();
  const adding = ann.getByRole("dialog", { name: "Add people" });
  await expect(adding.getByRole("listitem")).toHaveText(["DDee"]);
  await adding.getByRole("checkbox", { name: "Choose Dee" }).check();
  await button(ann, "Call them").click();
  await button(dee, "Answer").click();
  for (const one of [ann, ben, cay]) await expect(call(one).locator(".stage")).toContainText("Dee");
  await ben.close();
  await expect(listed(ann, "Who is here")).toHaveText([/Cay/, /Dee/]);
});

test("with the keyboard alone, somebody signs in, calls by name with a message, and hangs up", async ({ page, context }) => {
  const [zoe] = await tabs(context, "Zoë") as [Page];
  await zoe.bringToFront();
  await page.bringToFront();
  await page.goto("/people.html?name=Ann");
  await expect(status(page)).toHaveText("Online");
  await page.getByText("By name, or with a message").focus();
  await page.keyboard.press("Enter");
  for (const text of ["Zoë", "Tea?"]) {
    await page.keyboard.press("Tab");
    await page.keyboard.type(text);
  }
  await page.keyboard.press("Tab");
  await expect(button(page, "Voice call")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(call(zoe)).toContainText("Tea?");
  await button(zoe, "Answer").focus();
  await zoe.keyboard.press("Enter");
  await expect(status(page)).toHaveText("In a call");
  await button(page, "Hang up").focus();
  await page.keyboard.press("Enter");
  await expect(call(zoe)).toContainText("Call ended");
});

test("names and messages that look like HTML are text everywhere, and axe finds nothing", async ({ context }) => {
  const name = "<img src=x onerror=alert(1)>";
  const [bob, other] = await tabs(context, "Bob", name) as [Page, Page];
  await other.getByText("By name, or with a message").click();
  await other.getByLabel("What to say").fill(`<b>${name}</b>`);
  await button(other, "Voice call to Bob").click();
  await expect(call(bob).getByRole("heading")).toHaveText(name);
  await expect(call(bob).getByText(`<b>${name}</b>`)).toBeVisible();
  await button(other, "Cancel call").click();
  await expect(call(bob)).toContainText("Missed call");
  await button(bob, "Close").click();
  for (const [view, list] of [["History", "History"], ["Developer", "Events"]] as const) {
    await button(bob, view).click();
    await expect(listed(bob, list).first()).toContainText(name);
    expect(await violations(bob, "html")).toEqual([]);
  }
  for (const one of [bob, other]) await expect(one.locator("img, b b")).toHaveCount(0);
});

test("what was chosen holds: do not disturb, language, colours, and a device", async ({ context }) => {
  await context.grantPermissions(["camera", "microphone"]);
  const [ann, ben] = await tabs(context, "Ann", "Ben") as [Page, Page];
  await button(ann, "Settings").click();
  await ann.getByRole("switch", { name: /^Do not disturb/ }).check();
  await expect(status(ann)).toHaveText("Do not disturb");
  await button(ben, "Voice call to Ann").click();
  await expect(call(ben)).toContainText("Ann is busy");

  await button(ann, "Try the camera").click();
  await expect.poll(() => ann.getByLabel("Your picture").evaluate((video: HTMLVideoElement) => video.videoWidth > 0)).toBe(true);
  await button(ann, "Close the camera").click();
  await expect(ann.getByLabel("Your picture")).toBeHidden();
  const microphone = ann.getByLabel("Microphone");
  await expect(microphone.getByRole("option")).not.toHaveCount(1);
  const wanted = await microphone.getByRole("option").last().textContent();
  await microphone.selectOption({ label: wanted! });

  await ann.getByLabel("Theme").selectOption("dark");
  await ann.getByLabel("Language").selectOption("中文");
  const dark = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  // What was chosen in one tab is so in all, and in the call window.
  await expect(button(ben, "设置")).toBeVisible();
  expect(await dark(ann)).toBe(await dark(ben));
  await ann.reload();
  await expect(status(ann)).toHaveText("请勿打扰");
  await expect(ann.getByRole("list", { name: "谁在线" })).toBeVisible();
  await button(ann, "设置").click();
  await expect(ann.getByLabel("麦克风").locator("option:checked")).toHaveText(wanted!);
  await button(ben, "与 Ann 语音通话").click();
  await expect(call(ben)).toContainText("Ann 正忙");
});

test("a call that nobody heard, since they are not to be disturbed, is in the history at once", async ({ context }) => {
  const [ann, ben] = await tabs(context, "Ann", "Ben") as [Page, Page];
  await button(ann, "Settings").click();
  await ann.getByRole("switch", { name: /^Do not disturb/ }).check();
  await button(ann, "History").click();
  await button(ben, "Voice call to Ann").click();
  await expect(call(ben)).toContainText("Ann is busy");
  await expect(listed(ann, "History")).toContainText(/Ben.*Voice call · Missed call/);
});

test("a page that is reloaded in a call offers to return to it", async ({ context }) => {
  const [ann, ben] = await tabs(context, "Ann", "Ben") as [Page, Page];
  await button(ann, "Voice call to Ben").click();
  await button(ben, "Answer").click();
  await expect(status(ann)).toHaveText("In a call");
  await ann.reload();
  await expect(ann.getByText("You were in a call with Ben.")).toBeVisible();
  await button(ann, "Return to the call").click();
  await expect(status(ann)).toHaveText("In a call");
  await expect(call(ann).getByRole("heading")).toHaveText("Ben");
});

test("a page that is reloaded in a call offers to return to it until the other hangs up", async ({ context }) => {
  const [ann, ben] = await tabs(context, "Ann", "Ben") as [Page, Page];
  await button(ann, "Voice call to Ben").click();
  await button(ben, "Answer").click();
  await expect(status(ann)).toHaveText("In a call");
  await ann.reload();
  await expect(button(ann, "Return to the call")).toBeVisible();
  await button(ben, "Hang up").click();
  await expect(button(ann, "Return to the call")).toBeHidden();
});

test("nothing sticks out at 360, 768 and 1440 px, whatever happens, though names are long", async ({ page, context }) => {
  const [alice, bob] = await table(page);
  const long = await context.newPage();
  await long.goto(`/people.html?name=${"A".repeat(128)}`);
  await expect(listed(alice, "Who is here")).toHaveCount(2);
  await page.bringToFront();
  const check = async () => {
    for (const width of [360, 768, 1440]) {
      await page.setViewportSize({ width, height: 780 });
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      for (const one of [alice, bob]) {
        expect(await one.locator("html").evaluate((html) => [html, ...html.querySelectorAll(".view")].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))).toEqual([0, 0, 0, 0, 0]);
      }
    }
  };
  await check();
  await button(alice, "Video call to Bob").click();
  await expect(button(bob, "Answer with video")).toBeVisible();
  await check();
  await button(bob, "Answer with video").click();
  await expect(status(alice)).toHaveText("In a call");
  await check();
  await button(alice, "Hang up").click();
  for (const one of [alice, bob]) {
    await button(one, "Close").click();
    await button(one, "Developer").click();
  }
  await check();
});
