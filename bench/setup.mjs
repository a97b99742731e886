// Gets ready whatever the measurements need, each thing once: what npm test has too, and the packages that are measured beside ours.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepare } from "../scripts/test/tools.mjs";
import { npm, run } from "../scripts/setup/run.mjs";
import { step } from "../scripts/setup/say.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** `needs` are names of what the tests set up, and "bench" for the packages of this folder. */
export async function setUp(needs) {
  await prepare([{ name: "bench", setup: needs.filter((name) => name !== "bench") }]);
  if (needs.includes("bench")) await installBench();
}

async function installBench() {
  const { devDependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  if (Object.keys(devDependencies).every((name) => existsSync(join(here, "node_modules", name, "package.json")))) return;
  step("Installing what is measured beside ours", "first time only, about 20 seconds");
  // Without their scripts: one of them would build a WebRTC for Node.js, which no page loads.
  const [program, args] = npm(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]);
  await run(program, args, { cwd: here });
}
