// Knows how to run another program: loudly, quietly, or both while keeping what it said.

import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Stop } from "./say.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
// A script on Windows, which only a shell starts.
const shell = (program) => process.platform === "win32" && program === "npm";

// rustup puts its directory first on the PATH, but on that of the next login only.
const cargoBin = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");
if (existsSync(cargoBin) && !(process.env.PATH ?? "").split(delimiter).includes(cargoBin)) {
  process.env.PATH = `${cargoBin}${delimiter}${process.env.PATH ?? ""}`;
}

/** What a program printed, or null where it is missing or failed. */
export function ask(program, args = [], options = {}) {
  const done = spawnSync(program, args, { cwd: root, encoding: "utf8", shell: shell(program), ...options });
  return done.status === 0 ? done.stdout.trim() : null;
}

/** Where cargo puts what it builds of the crate in this directory. */
export function targetDirectory(cwd = root) {
  return JSON.parse(ask("cargo", ["metadata", "--format-version", "1", "--no-deps"], { cwd, maxBuffer: 1 << 26 })).target_directory;
}

/** Runs a program in view; rejects unless it succeeds. */
export async function run(program, args, options = {}) {
  const { code } = await attempt(program, args, options);
  if (code !== 0) throw new Stop(`${program} ${args.join(" ")}\n  ended with ${code}. What it printed above says why.`);
}

/** Runs a program in view and resolves with its exit code and, where `keep` is set, with what it printed. */
export function attempt(program, args, { keep = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = keep ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"];
    const child = spawn(program, args, { cwd: root, shell: shell(program), ...options, stdio });
    let text = "";
    for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
      from?.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
        to.write(chunk);
      });
    }
    child.on("error", (cause) => reject(new Stop(`${program} could not be started: ${cause.message}`)));
    child.on("close", (code, signal) => resolve({ code: code ?? signal, text }));
  });
}

/** The npm that started us, so that a second one on the PATH cannot get in the way. */
export function npm(args) {
  const script = process.env.npm_execpath;
  return script && /\.c?js$/.test(script) ? [process.execPath, [script, ...args]] : ["npm", args];
}
