// What two people do on the page that signs in at the server, in browsers that share nothing.

import { test as base, expect, type Browser, type Page } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { startServer, type Server } from "../server/running.mjs";

const folder = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const test = base.extend<{ server: Server }>({
  server: async ({}, use) => {
    const server = await startServer(["--demo", folder("www"), "--package", folder("dist"), "--session-secret", "a secret of this test, long enough for it"]);
    await use(server);
    await server.kill();
  },
});

const button = (on: Page, name: string) => on.getByRole("button", { name, exact: true });

/** A page in a browser of its own, signed in. */
async function enter(browser: Browser, server: Server, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/people.html`);
  await page.getByLabel("Your name").fill(name);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toHaveText("Online");
  return page;
}

test("people see who is here and call each other from one browser to another", async ({ browser, server }) => {
  const alice = await enter(browser, server, "Alice");
  await expect(alice.getByText("Nobody else yet")).toBeVisible();
  const bob = await enter(browser, server, "Bob");
  await button(alice, "Video call to Bob").click();
  await expect(bob.getByRole("heading", { name: "Alice is calling" })).toBeVisible();
  await button(bob, "Answer").click();
  for (const one of [alice, bob]) {
    await expect(one.getByRole("status")).toHaveText("In a call");
    await expect.poll(() => one.getByLabel("Their picture").evaluate((video: HTMLVideoElement) => video.videoWidth > 0)).toBe(true);
  }
  await button(bob, "Hang up").click();
  await expect(alice.getByText(/^Talked with Bob for/)).toBeVisible();
  await bob.close();
  await expect(alice.getByText("Nobody else yet")).toBeVisible();
});

test("the name is kept over a reload, and a server that comes back is found again", async ({ browser, server }) => {
  const alice = await enter(browser, server, "Alice");
  await alice.reload();
  await expect(alice.getByRole("status")).toHaveText("Online");
  await server.kill();
  await expect(alice.getByText("The server does not answer. Trying again …")).toBeVisible();
  await server.start();
  await expect(alice.getByRole("status")).toHaveText("Online");
  await button(alice, "Sign out").click();
  await expect(alice.getByLabel("Your name")).toBeFocused();
});

test("a name that nobody can have is refused in words", async ({ browser, server }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/people.html`);
  await page.getByLabel("Your name").evaluate((input: HTMLInputElement) => { input.value = "\ud800"; });
  await button(page, "Sign in").click();
  await expect(page.getByRole("alert")).not.toBeEmpty();
  await expect(page.getByLabel("Your name")).toBeFocused();
});

test("where another server serves the page, it says which is needed", async ({ page }) => {
  await page.goto("/people.html");
  await expect(page.getByRole("heading", { name: "There is no server here" })).toBeVisible();
  await expect(page.getByText("Start both with npm start")).toBeVisible();
});

test("where the page did not come by https, it says how to make it so", async ({ browser, server }) => {
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => Object.defineProperty(window, "isSecureContext", { value: false }));
  await page.goto(`${server.url}/people.html`);
  await expect(page.getByRole("heading", { name: "Calls need https here" })).toBeVisible();
  await expect(page.getByText("Start with npm start -- --tls and open")).toBeVisible();
});

for (const width of [360, 1440]) {
  test(`nothing sticks out at ${width} px, though names are long`, async ({ browser, server }) => {
    const alice = await enter(browser, server, "A".repeat(128));
    await alice.setViewportSize({ width, height: 740 });
    const bob = await enter(browser, server, "Somebody with a rather long name of many words");
    const call = button(alice, "Voice call to Somebody with a rather long name of many words");
    const fits = () => alice.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight);
    await expect(call).toBeVisible();
    expect(await fits()).toBe(true);
    await call.click();
    await expect(button(bob, "Answer")).toBeVisible();
    expect(await fits()).toBe(true);
  });
}
