// What people do with the demo in tabs of their own, by the names that a screen reader would say.

import { expect, test, type BrowserContext, type Page } from "@playwright/test";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

let problems: string[] = [];
test.beforeEach(({ context }) => {
  problems = [];
  context.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  context.on("weberror", (error) => problems.push(error.error().message));
});
test.afterEach(() => expect(problems).toEqual([]));

async function tab(context: BrowserContext, name: string, peer: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`/person.html?name=${name}&peer=${peer}`);
  await expect(page.getByRole("status")).toHaveText("Online");
  return page;
}

test("two tabs make a video call, and one calls the other back", async ({ context }) => {
  const [ann, ben] = [await tab(context, "Ann", "Ben"), await tab(context, "Ben", "Ann")];
  await button(ann, "Video call").click();
  await expect(ben.getByRole("heading", { name: "Ann is calling" })).toBeVisible();
  await expect(ben.getByRole("paragraph").filter({ hasText: /^Video call$/ })).toBeVisible();
  await button(ben, "Answer").click();
  for (const page of [ann, ben]) {
    await expect(page.getByRole("status")).toHaveText("In a call");
    for (const label of ["Their picture", "Your picture"]) {
      await expect.poll(() => page.getByLabel(label).evaluate((video: HTMLVideoElement) => video.videoWidth > 0 && video.currentTime > 0)).toBe(true);
    }
  }
  await button(ann, "Mute microphone").click();
  await expect(ben.getByText("Their microphone is off")).toBeVisible();
  await button(ann, "Hang up").click();
  await expect(ben.getByText(/^Talked with Ann/)).toBeVisible();

  await button(ben, "Voice call").click();
  await expect(ann.getByRole("paragraph").filter({ hasText: /^Voice call$/ })).toBeVisible();
  await button(ann, "Answer").click();
  for (const page of [ann, ben]) {
    await expect(page.getByRole("status")).toHaveText("In a call");
    await expect(page.getByLabel("Their picture")).toBeHidden();
    await expect(button(page, "Turn camera off")).toBeHidden();
  }
  await button(ann, "Hang up").click();
  await expect(ben.getByText(/^Talked with Ann/)).toBeVisible();
});

test("a third person finds somebody busy, and is heard of afterwards", async ({ context }) => {
  const [ann, ben, cay] = [await tab(context, "Ann", "Ben"), await tab(context, "Ben", "Ann"), await tab(context, "Cay", "Ben")];
  await button(ann, "Voice call").click();
  await button(ben, "Answer").click();
  await expect(ann.getByRole("status")).toHaveText("In a call");
  await button(cay, "Voice call").click();
  await expect(cay.getByText(/Ben is (?:busy|in another call)|Ben was busy/)).toBeVisible();
  await expect(ann.getByRole("status")).toHaveText("In a call");
  await button(ben, "Hang up").click();
  await expect(ann.getByText(/^Talked with Ben/)).toBeVisible();
});

test("a tab that is closed in a call ends it for the other", async ({ context }) => {
  const [ann, ben] = [await tab(context, "Ann", "Ben"), await tab(context, "Ben", "Ann")];
  await button(ann, "Video call").click();
  await button(ben, "Answer").click();
  await expect(ann.getByRole("status")).toHaveText("In a call");
  await ben.close({ runBeforeUnload: true });
  await expect(ann.getByRole("status")).toHaveText("Reconnecting …");
  await expect(ann.getByText(/^Talked with Ben/)).toBeVisible({ timeout: 10_000 });
});
