// Knows how to get ready whatever the steps need, each thing once.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../build/stamp.mjs";
import { chromium } from "../setup/chromium.mjs";
import { packages } from "../setup/packages.mjs";
import { prerequisites } from "../setup/prerequisites.mjs";
import { root, run } from "../setup/run.mjs";
import { wasmBindgen, wasmPack } from "../setup/tools.mjs";

const PREPARE = { packages, wasmBindgen, wasmPack, chromium: chromiumWithFlags };

export async function prepare(steps) {
  await prerequisites();
  const needed = new Set(steps.flatMap(({ setup = [] }) => setup));
  const tools = {};
  for (const name of Object.keys(PREPARE).filter((name) => needed.has(name))) tools[name] = await PREPARE[name]();
  const builds = steps.some(({ name }) => name === "build");
  if (needed.has("build") && !builds) await run(process.execPath, [join(root, "scripts", "build.mjs")]);
  return tools;
}

async function chromiumWithFlags() {
  const found = await chromium();
  const capabilities = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"));
  capabilities["goog:chromeOptions"].binary = found.browser;
  const webdriver = join(scratch, "webdriver.json");
  mkdirSync(scratch, { recursive: true });
  writeFileSync(webdriver, JSON.stringify(capabilities, null, 2));
  return { ...found, webdriver };
}
