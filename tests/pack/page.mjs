// Knows how to open a page in Chromium, and everything there that counts as a failure.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { root } from "./project.mjs";

const PATIENCE = 20_000;

export async function openBrowser() {
  const { args } = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"))["goog:chromeOptions"];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
  return { close: () => browser.close(), becomesIdle: (address) => becomesIdle(browser, address), callsInReact: (address) => callsInReact(browser, address),
    callsFromTabToTab: (address) => callsFromTabToTab(browser, address) };
}

async function becomesIdle(browser, address) {
  const page = await browser.newPage();
  const wrong = [];
  const cores = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`page: ${error.message}`));
  page.on("requestfailed", (request) => wrong.push(`failed: ${request.url()}`));
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()}: ${response.url()}`);
    if (response.headers()["content-type"] === "application/wasm") cores.push(response.url());
  });
  try {
    await page.goto(address);
    await page.waitForFunction(() => document.querySelector("output").textContent !== "", null, { timeout: PATIENCE })
      .catch(() => wrong.push("init has not finished"));
    assert.deepEqual(wrong, []);
    assert.equal(await page.textContent("output"), "idle");
    assert.equal(cores.length, 1, `loads the core once, not ${cores.length} times`);
  } finally {
    await page.close();
  }
}

// Two people whose pages are `react/`: one calls, the other answers, and what the page hears and shows of it.
async function callsInReact(browser, address) {
  const context = await browser.newContext();
  const wrong = [];
  const open = async (user) => {
    const page = await context.newPage();
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`${user}: ${message.text()}`));
    page.on("pageerror", (error) => wrong.push(`${user}: ${error.message}`));
    await page.goto(`${address}?user=${user}`);
    await page.waitForFunction(() => document.querySelector("output").textContent === "idle", null, { timeout: PATIENCE });
    return page;
  };
  try {
    const [alice, bob] = [await open("alice"), await open("userId")];
    await alice.getByRole("button", { name: "Call", exact: true }).click();
    await bob.getByRole("dialog", { name: "Alice" }).getByText("Got a minute?").waitFor();
    // The window goes with the part of the page it stands in, and shows the same when that comes back.
    await bob.getByRole("button", { name: "Other page" }).click();
    assert.equal(await bob.getByRole("dialog").count(), 0);
    await bob.getByRole("button", { name: "Other page" }).click();
    await bob.getByRole("button", { name: "Answer" }).click();
    await alice.getByRole("dialog", { name: "Bobby" }).getByRole("timer").waitFor();
    await bob.getByRole("button", { name: "Hang up" }).click();
    await alice.getByRole("dialog").getByText("Call ended").waitFor();
    await bob.getByRole("dialog").getByText("Call ended").waitFor();
    assert.deepEqual(await alice.evaluate(() => told), ["accept", "user-published", "user-left"]);
    assert.deepEqual(await bob.evaluate(() => told), ["invite", "user-published", "hangup"]);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

// As its reader does: the page in two tabs, a click in one and another in the other.
async function callsFromTabToTab(browser, address) {
  const context = await browser.newContext();
  const open = async (part) => {
    const page = await context.newPage();
    await page.goto(`${address}${part}`);
    await page.waitForFunction(() => document.querySelector("button").onclick && document.querySelector("call-kit").kit.userId, null, { timeout: PATIENCE });
    return page;
  };
  try {
    const [alice, bob] = [await open(""), await open("#bob")];
    await alice.getByRole("button", { name: "Call", exact: true }).click();
    await bob.getByRole("button", { name: "Answer with video" }).click();
    await alice.getByRole("dialog", { name: "bob" }).getByRole("timer").waitFor();
  } finally {
    await context.close();
  }
}
