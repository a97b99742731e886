// Pictures of the demo and the call window in every state, reached by real calls: 360, 768 and 1440 pixels wide, light and dark. They go to
// test-results/screenshots/; with --readme those of the README are renewed in www/screenshots/. What follows are parts of names of the only scenes to show.

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { root } from "./setup/run.mjs";
import { actors } from "./screenshots/actors.mjs";
import { scenes } from "./screenshots/scenes.mjs";

const PORT = process.env.PORT ?? "8766";
const SIZES = [[360, 740], [768, 900], [1440, 900]];
const flags = process.argv.slice(2).filter((word) => word.startsWith("--"));
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const forReadme = flags.includes("--readme");
const folder = join(root, forReadme ? "www/screenshots" : "test-results/screenshots");
const { args } = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"))["goog:chromeOptions"];

const server = spawn(process.execPath, [join(root, "tests/e2e/serve.mjs")], { env: { ...process.env, PORT }, stdio: "inherit" });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
mkdirSync(folder, { recursive: true });
try {
  for (const { name, act } of scenes) {
    if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
    const context = await browser.newContext({ permissions: ["camera", "microphone"], locale: "en-GB", viewport: { width: 1440, height: 900 } });
    try {
      await context.addInitScript(actors);
      await act({ context, url: `http://localhost:${PORT}`, shoot });
      console.log(`  ${name}`);
    } catch (error) {
      process.exitCode = 1;
      console.error(`✗ ${name}: ${error.message.split("\n").slice(0, 4).join(" ")}`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  server.kill();
}

/** Takes the pictures of a state, in all sizes and both schemes; for the README the one that is named there. What is held does not go away. */
async function shoot(page, state, { readme, held } = {}) {
  if (forReadme && !readme) return;
  for (const [width, height] of forReadme ? [readme.size] : SIZES) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of forReadme ? [readme.scheme ?? "light"] : ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      if (held) await held.hover();
      else await page.mouse.move(width / 2, 2);
      await page.evaluate(settled);
      await page.screenshot({ path: join(folder, forReadme ? `${state}.png` : `${state}-${width}-${colorScheme}.png`) });
    }
  }
}

// What was resized has been drawn again, and colours have changed.
async function settled() {
  const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await drawn();
  await drawn();
  const moving = document.querySelector("call-kit")?.shadowRoot.getAnimations() ?? [];
  await Promise.all(moving.filter((one) => one.effect.getTiming().iterations === 1).map((one) => one.finished.catch(() => {})));
}
