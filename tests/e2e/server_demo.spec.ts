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
const status = (on: Page) => on.getByRole("status").first();

/** A page in a browser of its own, signed in. */
async function enter(browser: Browser, server: Server, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/people.html`);
  await page.getByLabel("Your name").fill(name);
  await page.keyboard.press("Enter");
  await expect(status(page)).toHaveText("Online");
  return page;
}

test("people see who is here and call each other from one browser to another", async ({ browser, server }) => {
  const alice = await enter(browser, server, "Alice");
  await expect(alice.getByText("Nobody else yet")).toBeVisible();
  const bob = await enter(browser, server, "Bob");
  await button(alice, "Video call to Bob").click();
  await button(bob, "Answer with video").click();
  for (const [one, other] of [[alice, "Bob"], [bob, "Alice"]] as const) {
    await expect(status(one)).toHaveText("In a call");
    await expect.poll(() => one.getByLabel(`Picture of ${other}`).evaluate((video: HTMLVideoElement) => video.videoWidth > 0)).toBe(true);
  }
  await button(bob, "Hang up").click();
  await expect(alice.getByRole("dialog")).toContainText("Call ended");
  await bob.close();
  await expect(alice.getByText("Nobody else yet")).toBeVisible();
});

test("a name that nobody can have is refused in words; another is kept over a reload, and a server that comes back is found again", async ({ browser, server }) => {
  const alice = await (await browser.newContext()).newPage();
  await alice.goto(`${server.url}/people.html`);
  await alice.getByLabel("Your name").evaluate((input: HTMLInputElement) => { input.value = "\ud800"; });
  await button(alice, "Sign in").click();
  await expect(alice.getByRole("alert").first()).not.toBeEmpty();
  await expect(alice.getByLabel("Your name")).toBeFocused();
  await alice.getByLabel("Your name").fill("Alice");
  await alice.keyboard.press("Enter");
  await expect(status(alice)).toHaveText("Online");
  await alice.reload();
  await expect(status(alice)).toHaveText("Online");
  await server.kill();
  await expect(alice.getByText("The server does not answer. Trying again …")).toBeVisible();
  await server.start();
  await expect(status(alice)).toHaveText("Online");
  await button(alice, "Sign out").click();
  await expect(alice.getByLabel("Your name")).toBeFocused();
});

test("where another server serves the page, it says so and calls between tabs; where it did not come by https, how to make it so", async ({ page, context, baseURL }) => {
  const other = await context.newPage();
  for (const [one, name] of [[page, "Ann"], [other, "Ben"]] as const) {
    await one.goto("/people.html");
    await expect(one.getByText("There is no server here, so you reach the other tabs of this browser.")).toBeVisible();
    await one.getByLabel("Your name").fill(name);
    await one.keyboard.press("Enter");
  }
  await button(page, "Voice call to Ben").click();
  await button(other, "Answer").click();
  await expect(status(page)).toHaveText("In a call");

  const insecure = await context.newPage();
  await insecure.addInitScript(() => Object.defineProperty(window, "isSecureContext", { value: false }));
  await insecure.goto(`${baseURL}people.html`);
  await expect(insecure.getByRole("heading", { name: "Calls need https here" })).toBeVisible();
  await expect(insecure.getByText("Start with npm start -- --tls and open")).toBeVisible();
});
