// Knows how to get ready whatever the steps need, each thing once.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../build/stamp.mjs";
import { buildServer } from "../build/server.mjs";
import { packages } from "../setup/packages.mjs";
import { prerequisites } from "../setup/prerequisites.mjs";
import { programs } from "../setup/programs.mjs";
import { root, run } from "../setup/run.mjs";
import { Stop } from "../setup/say.mjs";
import { geckodriver, wasmBindgen, wasmPack } from "../setup/tools.mjs";

const PREPARE = {
  packages,
  wasmBindgen,
  wasmPack,
  chromium: () => browser("chromium", "CHROMIUM", "goog:chromeOptions"),
  shell: () => programs("shell"),
  firefox: () => browser("firefox", "FIREFOX", "moz:firefoxOptions"),
  geckodriver,
  coturn: () => programs("coturn"),
  sound: () => programs("sound"),
  screen: () => programs("screen"),
  server: buildServer,
};

export async function prepare(steps) {
  await prerequisites();
  const needed = new Set(steps.flatMap(({ setup = [] }) => setup));
  const tools = {};
  const missing = [];
  for (const name of Object.keys(PREPARE).filter((name) => needed.has(name))) {
    try {
      tools[name] = await PREPARE[name]();
    } catch (problem) {
      if (!(problem instanceof Stop)) throw problem;
      missing.push(problem.message);
    }
  }
  if (missing.length > 0) throw new Stop(missing.join("\n\n"));
  const builds = steps.some(({ name }) => name === "build");
  if (needed.has("build") && !builds) await run(process.execPath, [join(root, "scripts", "build.mjs")]);
  return tools;
}

// A browser's programs, and a file that tells its driver how the tests want it.
async function browser(name, variable, options) {
  const found = await programs(name);
  const { [options]: wanted } = JSON.parse(readFileSync(join(root, "webdriver.json"), "utf8"));
  const webdriver = join(scratch, `webdriver-${name}.json`);
  mkdirSync(scratch, { recursive: true });
  writeFileSync(webdriver, JSON.stringify({ [options]: { ...wanted, binary: found[variable] } }, null, 2));
  return { ...found, webdriver };
}
