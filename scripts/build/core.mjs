// Builds pkg/: the Rust core as WebAssembly, made small, with the JavaScript glue that wasm-bindgen writes for it.

import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, root, run, targetDirectory } from "../setup/run.mjs";
import { Stop, step } from "../setup/say.mjs";
import { wasmBindgen } from "../setup/tools.mjs";
import { SHORT_NAMES, fit } from "./glue.mjs";
import { BY_NAME, ordered } from "./order.mjs";
import { filesUnder, scratch, unlessFresh } from "./stamp.mjs";
import { withoutEntries } from "./wasm.mjs";

const NAME = "callkit";
const TARGET = "wasm32-unknown-unknown";

// The features that rustc uses for this target; a browser that has WebRTC data channels has them all.
const FEATURES = ["bulk-memory", "bulk-memory-opt", "call-indirect-overlong", "multivalue", "mutable-globals",
  "nontrapping-float-to-int", "reference-types", "sign-ext"];

// The standard library is compiled with the core, so that a panic, which is a mistake of ours and ends the page's core either way, is one
// instruction and not its formatted text: a tenth of the file. The switches are not stable; the pinned compiler makes them safe to use.
const SMALL = {
  args: ["-Zbuild-std=std,panic_abort"],
  env: {
    RUSTC_BOOTSTRAP: "1",
    RUSTFLAGS: "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none",
  },
};

// As a library that other crates use, too, whatever is public there would stay as it is written, and be called as it is: a fifteenth of the file.
const ALONE = ["--lib", "--crate-type", "cdylib"];

// Twice what the compiler puts into its callers where it is asked for the smallest: a hundredth.
const INLINING = ["-Cllvm-args=-inline-threshold=10"];

// Little inlining: what is written twice compresses well, what is woven into its surroundings does not.
// Once flat and its branches made anew, the second round finds what the first could not. Memory begins with the end of a stack of 1 MiB,
// so its first KiB is unused, which lets offsets be folded into addresses.
const SMALLEST = ["--low-memory-unused", "-Oz", "--one-caller-inline-max-function-size=15", "--always-inline-max-function-size=4", "--converge",
  "--flatten", "--rereloop", "-Oz", "--debuginfo"];

// What wasm-bindgen learns the types of closures from stays in the table when it has done so, for all that js-sys could ever pass. The glue
// calls those that are passed by other ways.
const DESCRIPTION = /closures::_::invoke::</;

export async function buildCore() {
  const sources = filesUnder(join(root, "src")).filter((path) => path.endsWith(".rs"));
  await unlessFresh("core", {
    inputs: ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo", "scripts/build/core.mjs", "scripts/build/glue.mjs",
      "scripts/build/order.mjs", "scripts/build/wasm.mjs", ...sources.map((path) => path.slice(root.length + 1))],
    outputs: [`pkg/${NAME}.js`, `pkg/${NAME}.d.ts`, `pkg/${NAME}_bg.wasm`],
  }, build);
}

async function build() {
  const fresh = join(scratch, `pkg-${process.pid}`);
  await compile(fresh);
  rmSync(join(root, "pkg"), { recursive: true, force: true });
  renameSync(fresh, join(root, "pkg"));
}

/** Fills a folder with the core as it is shipped or, for looking at it, the same with the names of its functions. Resolves with the core's file. */
export async function compile(folder, { names = false } = {}) {
  const bindgen = await wasmBindgen();
  step("Building the core", "the first time about 1 minute");
  const locked = process.env.CI ? ["--locked"] : [];
  await run("cargo", ["rustc", "--release", ...ALONE, "--target", TARGET, ...SMALL.args, ...locked, "--", ...INLINING], {
    env: { ...process.env, ...SMALL.env },
  });

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const built = join(targetDirectory(), TARGET, "release", `${NAME}.wasm`);
  await run(join(bindgen, "wasm-bindgen"), [built, "--target", "web", "--out-dir", folder, "--out-name", NAME,
    "--omit-default-module-path"]);
  const wasm = join(folder, `${NAME}_bg.wasm`);
  shrink(wasm, join(folder, `${NAME}.js`), names ? "--debuginfo" : "--strip-debug");
  return wasm;
}

function shrink(wasm, glue, naming) {
  const before = statSync(wasm).size;
  rewrite(wasm, (bytes) => withoutEntries(bytes, (name) => DESCRIPTION.test(name)));
  wasmOpt(wasm, [...SMALLEST, "--strip-producers"]);
  rewrite(wasm, ordered);
  fit(glue, wasmOpt(wasm, [SHORT_NAMES, "--dealign", BY_NAME, naming, "--strip-target-features"]));
  step(`Core: ${before} bytes, ${statSync(wasm).size} after wasm-opt`);
}

function rewrite(wasm, change) {
  writeFileSync(wasm, change(readFileSync(wasm)));
}

function wasmOpt(wasm, passes) {
  const tool = join(root, "node_modules", "binaryen", "bin", "wasm-opt");
  const args = [tool, wasm, "-o", wasm, ...passes, ...FEATURES.map((feature) => `--enable-${feature}`)];
  const printed = ask(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  if (printed === null) throw new Stop("wasm-opt failed. What it printed above says why.");
  return printed;
}
