// Opens the browser that everything is measured in, and its pages.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scripts/setup/run.mjs";
import { programs } from "../scripts/setup/programs.mjs";

/** As the tests open it, with a fake camera of 60 pictures a second. */
export async function launch() {
  const { chromium } = await import("@playwright/test");
  const { CHROMIUM } = await programs("chromium");
  const { args } = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"))["goog:chromeOptions"];
  const camera = "--use-fake-device-for-media-stream";
  return chromium.launch({ executablePath: CHROMIUM, args: [...args.filter((arg) => arg !== camera), `${camera}=fps=60`] });
}

/** A page with nothing in it but what it loads: no cache, no storage of another. Its errors are `problems`. */
export async function openPage(browser, url, problems = []) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`${error.stack ?? error}`));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(url);
  await page.waitForFunction(() => "bench" in globalThis);
  return page;
}
