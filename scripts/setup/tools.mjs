// Knows the Rust programs that the scripts use: which versions, and where they are kept between clones.

import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ownGeckodriver } from "./programs.mjs";
import { ask, root, run } from "./run.mjs";
import { Stop, step } from "./say.mjs";

const WASM_PACK = "0.15.1";
const GECKODRIVER = "0.36.0";

const cache = join(
  process.env.CALLKIT_TOOLS || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "callkit-web"),
  "tools",
);
const exe = process.platform === "win32" ? ".exe" : "";

/** Directory with wasm-bindgen and wasm-bindgen-test-runner, of the very version that the crate is linked with. */
export async function wasmBindgen() {
  return tool("wasm-bindgen-cli", wasmBindgenVersion(), "wasm-bindgen", "first time only, about 2 minutes");
}

/** Directory with wasm-pack. */
export async function wasmPack() {
  return tool("wasm-pack", WASM_PACK, "wasm-pack", "first time only, about 1 minute");
}

/** Path of a geckodriver: the machine's own, or one that is built. */
export async function geckodriver() {
  return ownGeckodriver() ?? join(await tool("geckodriver", GECKODRIVER, "geckodriver", "first time only, about 3 minutes"), `geckodriver${exe}`);
}

async function tool(crate, version, program, estimate) {
  const home = join(cache, `${crate}-${version}`);
  const bin = join(home, "bin");
  if (existsSync(join(bin, program + exe))) return bin;
  step(`Installing ${crate} ${version} into ${home}`, estimate);
  // Without --locked: a crate that the tool's own lockfile names has been withdrawn. Not optimised: that halves the wait,
  // and costs each use a quarter of a second.
  const env = { ...process.env, CARGO_PROFILE_RELEASE_OPT_LEVEL: "0" };
  await run("cargo", ["install", crate, "--version", version, "--root", home], { env });
  return bin;
}

function wasmBindgenVersion() {
  const lockfile = join(root, "Cargo.lock");
  if (!existsSync(lockfile)) ask("cargo", ["generate-lockfile"]);
  if (!existsSync(lockfile)) throw new Stop("Cargo.lock is missing and cargo could not write it: is this machine online?");
  return /name = "wasm-bindgen"\r?\nversion = "([^"]+)"/.exec(readFileSync(lockfile, "utf8"))[1];
}
