// Knows which Chromium the tests drive, and installs one where the system lets it.

import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { ask, run } from "./run.mjs";
import { Stop, step } from "./say.mjs";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];
const DRIVERS = [process.env.CHROMEWEBDRIVER && join(process.env.CHROMEWEBDRIVER, "chromedriver"), "chromedriver",
  "/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"];
const PACKAGES = ["chromium", "chromium-driver"];

/** Resolves with the paths of a browser and its driver; `CHROMIUM` and `CHROMEDRIVER` override what is found. */
export async function chromium() {
  const found = find();
  if (found) return found;
  if (process.env.CHROMIUM || process.env.CHROMEDRIVER) throw new Stop("CHROMIUM or CHROMEDRIVER names a program that is not there.");
  await install();
  const installed = find();
  if (installed) return installed;
  throw new Stop(`The tests need Chromium and its driver.\n  ${remedy()}`);
}

function find() {
  const browser = executable(process.env.CHROMIUM ? [process.env.CHROMIUM] : BROWSERS);
  const driver = executable(process.env.CHROMEDRIVER ? [process.env.CHROMEDRIVER] : DRIVERS);
  return browser && driver ? { browser, driver } : null;
}

function executable(names) {
  const directories = (process.env.PATH ?? "").split(delimiter);
  return names.filter(Boolean)
    .flatMap((name) => (isAbsolute(name) ? [name] : directories.map((directory) => join(directory, name))))
    .find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function install() {
  const asRoot = process.getuid?.() === 0 ? [] : ask("sudo", ["-n", "true"]) !== null ? ["sudo", "-n"] : null;
  if (ask("apt-get", ["--version"]) === null || asRoot === null) return;
  step(`Installing ${PACKAGES.join(" and ")}`, "first time only, about 2 minutes");
  const [program, ...before] = [...asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"];
  await run(program, [...before, "update"]);
  await run(program, [...before, "install", "--no-install-recommends", ...PACKAGES]);
}

function remedy() {
  if (process.platform === "darwin") return "Install them and run the command again:\n\n    brew install --cask google-chrome chromedriver";
  return `Install them and run the command again:\n\n    sudo apt-get install ${PACKAGES.join(" ")}\n\n` +
    "  (or your system's equivalent; CHROMIUM and CHROMEDRIVER may name the two programs)";
}
