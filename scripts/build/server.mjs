// Builds callkit-server, and knows where its program lies.

import { join, relative } from "node:path";
import { root, run, targetDirectory } from "../setup/run.mjs";
import { step } from "../setup/say.mjs";
import { filesUnder, unlessFresh } from "./stamp.mjs";

const directory = join(root, "server");
const exe = process.platform === "win32" ? ".exe" : "";

/** Resolves with the path of the program, built in release mode from what lies in server/. */
export async function buildServer() {
  const program = join(targetDirectory(directory), "release", `callkit-server${exe}`);
  const sources = filesUnder(join(directory, "src")).map((path) => path.slice(root.length + 1));
  await unlessFresh("server", {
    inputs: ["server/Cargo.toml", "server/Cargo.lock", "rust-toolchain.toml", ...sources],
    outputs: [relative(root, program)],
    salt: program,
  }, build);
  return program;
}

async function build() {
  step("Building callkit-server", "the first time about 2 minutes");
  const locked = process.env.CI ? ["--locked"] : [];
  await run("cargo", ["build", "--release", "--bin", "callkit-server", ...locked], { cwd: directory });
}
