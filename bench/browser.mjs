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

/** A page in a context of its own, or in this one, which has run `before` first. Its errors go to `problems`. */
export async function openPage(browser, url, { context, before, problems = [] } = {}) {
  const page = await (context ?? await browser.newContext()).newPage();
  page.on("pageerror", (error) => problems.push(`${error.stack ?? error}`));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  if (before) await page.addInitScript({ path: before });
  await page.goto(url);
  await page.waitForFunction(() => "bench" in globalThis);
  return page;
}
