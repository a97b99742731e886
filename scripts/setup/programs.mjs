// Knows the programs that the tests drive: where each is found, and how it is installed where the system lets it.

import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { ask, run } from "./run.mjs";
import { Stop, step } from "./say.mjs";

const { CHROMEWEBDRIVER, GECKOWEBDRIVER } = process.env;

// `finds`: by the variable that names it, the names that it goes by. `instead`: what does the same, slower.
const SETS = {
  chromium: {
    what: "Chromium and its driver",
    finds: {
      CHROMIUM: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"],
      CHROMEDRIVER: [CHROMEWEBDRIVER && join(CHROMEWEBDRIVER, "chromedriver"), "chromedriver",
        "/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    },
    debian: ["chromium", "chromium-driver"],
    brew: "--cask google-chrome chromedriver",
    takes: "about 2 minutes",
  },
  shell: {
    what: "Chromium without its window",
    finds: { CHROMIUM_SHELL: ["chromium-headless-shell"] },
    debian: ["chromium-headless-shell"],
    takes: "about 20 seconds",
    instead: "Chromium does its work, in twice the time.",
  },
  firefox: {
    what: "Firefox",
    finds: { FIREFOX: ["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"] },
    debian: ["firefox-esr"],
    brew: "--cask firefox",
    takes: "about 1 minute",
  },
  coturn: {
    what: "coturn, a TURN server",
    finds: { TURNSERVER: ["turnserver"] },
    debian: ["coturn"],
    brew: "coturn",
    takes: "about 20 seconds",
  },
  sound: {
    what: "PulseAudio, a sound server whose devices can be plugged in and out",
    finds: { PULSEAUDIO: ["pulseaudio"], PACTL: ["pactl"] },
    debian: ["pulseaudio", "pulseaudio-utils"],
    brew: "pulseaudio",
    takes: "about 40 seconds",
  },
  screen: {
    what: "Xvfb, a screen that nobody looks at",
    finds: { XVFB: ["Xvfb", "/opt/X11/bin/Xvfb"] },
    debian: ["xvfb"],
    brew: "--cask xquartz",
    takes: "about 20 seconds",
  },
};

/** Resolves with the paths of a set's programs, by the names of the variables that may name them. */
export async function programs(name) {
  const set = SETS[name];
  const found = find(set);
  if (found) return found;
  const named = Object.keys(set.finds).filter((variable) => process.env[variable]);
  if (named.length > 0) throw new Stop(`${named.join(" or ")} names a program that is not there.`);
  await install(set);
  const installed = find(set);
  if (installed) return installed;
  if (set.instead) {
    console.log(`${set.what} is not there. ${set.instead}`);
    return {};
  }
  throw new Stop(`The tests need ${set.what}.\n  ${remedy(set)}`);
}

/** A geckodriver that is here already, or null. */
export function ownGeckodriver() {
  const { GECKODRIVER } = process.env;
  return executable(GECKODRIVER ? [GECKODRIVER] : [GECKOWEBDRIVER && join(GECKOWEBDRIVER, "geckodriver"), "geckodriver"]) ?? null;
}

function find({ finds }) {
  const found = Object.entries(finds).map(([variable, names]) => [variable, executable(process.env[variable] ? [process.env[variable]] : names)]);
  return found.every(([, path]) => path) ? Object.fromEntries(found) : null;
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

async function install({ debian, takes }) {
  const asRoot = process.getuid?.() === 0 ? [] : ask("sudo", ["-n", "true"]) !== null ? ["sudo", "-n"] : null;
  if (ask("apt-get", ["--version"]) === null || asRoot === null) return;
  step(`Installing ${debian.join(" and ")}`, `first time only, ${takes}`);
  const [program, ...before] = [...asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"];
  await run(program, [...before, "update"]);
  // A system that lacks one of them says so, and the remedy follows.
  await run(program, [...before, "install", "--no-install-recommends", ...debian]).catch((problem) => console.error(problem.message));
}

function remedy({ debian, brew, finds }) {
  const variables = Object.keys(finds);
  const command = process.platform === "darwin" ? `brew install ${brew}` : `sudo apt-get install ${debian.join(" ")}`;
  return `Install ${variables.length > 1 ? "them" : "it"} and run the command again:\n\n    ${command}\n\n` +
    `  (or your system's equivalent; ${variables.join(" and ")} may name ${variables.length > 1 ? "the programs" : "the program"})`;
}
