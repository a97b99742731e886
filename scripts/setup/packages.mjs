// Knows whether node_modules is what package-lock.json asks for, and makes it so.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { npm, root, run } from "./run.mjs";
import { step } from "./say.mjs";

export async function packages() {
  if (upToDate()) return;
  step("Installing npm packages", "first time only, about 30 seconds");
  const [program, args] = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
  await run(program, args, { env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" } });
}

function upToDate() {
  const wanted = read("package-lock.json");
  const installed = read(join("node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages).every(
    ([path, { version, optional }]) => path === "" || optional || installed.packages[path]?.version === version,
  );
}

function read(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8"));
  } catch {
    return null;
  }
}
