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
  return { close: () => browser.close(), becomesIdle: (address) => becomesIdle(browser, address) };
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
