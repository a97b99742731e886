// Knows what a machine must have before anything can be built, and says how to get what is missing.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ask, root, run } from "./run.mjs";
import { Stop, step } from "./say.mjs";

const NODE_MAJOR = 20;
const TARGET = "wasm32-unknown-unknown";

export async function prerequisites() {
  checkNode();
  checkLinker();
  await rust();
}

function checkNode() {
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR) return;
  throw new Stop(`Node.js ${NODE_MAJOR} or newer is needed; this is ${process.version}.\n  Get it from https://nodejs.org/ and run the command again.`);
}

// Rust's own linker for wasm32 comes with it; macros and the build tools are linked for this machine.
function checkLinker() {
  if (process.platform === "win32" || ask("cc", ["--version"]) !== null) return;
  const remedy = process.platform === "darwin" ? "xcode-select --install" : "sudo apt-get install build-essential   (or your system's equivalent)";
  throw new Stop(`A C compiler is needed to link Rust programs; there is no "cc" here.\n  Install one and run the command again:\n\n    ${remedy}`);
}

async function rust() {
  if (ask("cargo", ["--version"], { cwd: "/" }) === null && ask("rustup", ["--version"]) === null) {
    throw new Stop(
      "Rust is needed; there is no cargo here.\n  Install it from https://rustup.rs/ and run the command again:\n\n" +
        "    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
    );
  }
  const toolchain = readFileSync(join(root, "rust-toolchain.toml"), "utf8");
  const channel = /channel\s*=\s*"([^"]+)"/.exec(toolchain)[1];
  if (ask("rustup", ["--version"]) === null) return withoutRustup(channel);

  const sysroot = ask("rustup", ["run", channel, "rustc", "--print", "sysroot"]);
  if (sysroot === null) {
    const components = /components\s*=\s*\[([^\]]*)\]/.exec(toolchain)[1].match(/[\w-]+/g);
    step(`Installing Rust ${channel}`, "first time only, about 1 minute");
    await run("rustup", ["toolchain", "install", channel, "--no-self-update", "--profile", "minimal",
      ...components.flatMap((name) => ["--component", name]), "--target", TARGET]);
    return;
  }
  if (!hasTarget(sysroot)) {
    step(`Adding Rust's ${TARGET} target`, "first time only, about 20 seconds");
    await run("rustup", ["target", "add", "--toolchain", channel, TARGET]);
  }
  if (!hasSource(sysroot)) {
    step("Adding the source of Rust's standard library", "first time only, about 10 seconds");
    await run("rustup", ["component", "add", "--toolchain", channel, "rust-src"]);
  }
}

function withoutRustup(channel) {
  const sysroot = ask("rustc", ["--print", "sysroot"]);
  const isIt = ask("rustc", ["--version"])?.startsWith(`rustc ${channel} `);
  if (isIt && sysroot !== null && hasTarget(sysroot) && hasSource(sysroot)) return;
  throw new Stop(
    `Rust ${channel} with the target ${TARGET} and the source of its standard library is needed, and there is no rustup to add what is missing.\n` +
      "  Install rustup from https://rustup.rs/ and run the command again.",
  );
}

function hasTarget(sysroot) {
  return existsSync(join(sysroot, "lib", "rustlib", TARGET));
}

function hasSource(sysroot) {
  return existsSync(join(sysroot, "lib", "rustlib", "src", "rust", "library", "std"));
}
