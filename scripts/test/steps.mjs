// What `npm test` runs, in order. `setup` names what a step cannot do without; `runner` who counts its tests.

import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { root } from "../setup/run.mjs";

const TARGET = "wasm32-unknown-unknown";
const SERVER = "server/Cargo.toml";
const locked = process.env.CI ? ["--locked"] : [];
const bin = (...path) => join(root, "node_modules", ...path);

export const steps = [
  { name: "format", does: "cargo fmt", commands: () => [["cargo", ["fmt", "--all", "--check"]]] },
  {
    name: "clippy",
    does: "clippy, for this machine and for the browser",
    commands: () => [
      ["cargo", ["clippy", "--workspace", "--all-targets", ...locked, "--", "-D", "warnings"]],
      ["cargo", ["clippy", "--lib", "--test", "browser", "--target", TARGET, ...locked, "--", "-D", "warnings"]],
    ],
  },
  {
    name: "native",
    does: "call, wire, fuzzing and simulation tests",
    aliases: ["call", "wire", "fuzz", "sim"],
    runner: "cargo",
    commands: ({ alias }) => [["cargo", ["test", ...(alias ? ["--test", alias] : ["--workspace"]), ...locked]]],
  },
  {
    name: "server",
    does: "callkit-server: format, clippy, tests over real sockets",
    runner: "cargo",
    commands: () => [
      ["cargo", ["fmt", "--manifest-path", SERVER, "--check"]],
      ["cargo", ["clippy", "--manifest-path", SERVER, "--all-targets", ...locked, "--", "-D", "warnings"]],
      ["cargo", ["test", "--manifest-path", SERVER, ...locked]],
    ],
  },
  { name: "build", does: "the npm package", setup: ["packages", "wasmBindgen"], commands: () => [script("build.mjs")] },
  {
    name: "types",
    does: "tsc, everywhere",
    setup: ["packages", "build"],
    commands: () => typeProjects().map((project) => node(bin("typescript", "bin", "tsc"), "--noEmit", "-p", project)),
  },
  { name: "tidy", does: "words and sizes of the sources", runner: "node", commands: () => nodeTests("tests/tidy") },
  { name: "size", does: "what a page loads", setup: ["packages", "build"], runner: "node", commands: () => nodeTests("tests/size") },
  { name: "node", does: "the package without a browser", setup: ["packages", "server", "build"], runner: "node", commands: () => nodeTests("tests/node") },
  {
    name: "browser",
    does: "the core's effects in Chromium and Firefox",
    setup: ["wasmBindgen", "wasmPack", "chromium", "firefox", "geckodriver"],
    runner: "cargo",
    commands: ({ tools }) => [
      wasmPack(tools, tools.chromium, ["--chrome", "--chromedriver", tools.chromium.CHROMEDRIVER]),
      wasmPack(tools, tools.firefox, ["--firefox", "--geckodriver", tools.geckodriver]),
    ],
  },
  {
    name: "e2e",
    does: "people calling each other in Chromium",
    setup: ["packages", "server", "build", "chromium", "shell", "sound"],
    runner: "playwright",
    commands: ({ tools }) => playwright(["chromium", "whole"], { ...tools.chromium, ...tools.shell, ...tools.sound }),
  },
  {
    name: "firefox",
    does: "people calling each other in Firefox, across browsers, and through a relay",
    setup: ["packages", "server", "build", "chromium", "firefox", "coturn", "sound", "screen"],
    runner: "playwright",
    commands: ({ tools }) => playwright(["firefox", "between"], { ...tools.chromium, ...tools.firefox, ...tools.coturn, ...tools.sound, ...tools.screen }),
  },
  {
    name: "pack",
    does: "the tarball, installed into small projects",
    setup: ["packages", "build", "chromium"],
    runner: "node",
    commands: ({ tools }) => nodeTests("tests/pack", { CHROMIUM: tools.chromium.CHROMIUM }),
  },
];

const node = (...args) => [process.execPath, args];
const script = (name) => node(join(root, "scripts", name));

// Files rather than the directory: the versions of Node disagree about what a directory means here.
function nodeTests(directory, env) {
  const path = join(root, directory);
  const files = existsSync(path) ? readdirSync(path).filter((name) => /\.test\.m?js$/.test(name)) : [];
  if (files.length === 0) return [];
  return [[...node("--test", "--test-reporter", "spec", ...files.map((name) => join(directory, name))), env]];
}

function wasmPack(tools, browser, flags) {
  return [
    join(tools.wasmPack, "wasm-pack"),
    ["test", "--headless", ...flags, "--mode", "no-install", "--", "--test", "browser", ...locked],
    {
      PATH: [tools.wasmBindgen, process.env.PATH].join(delimiter),
      WASM_BINDGEN_TEST_WEBDRIVER_JSON: browser.webdriver,
      // All tests together, on a slow machine.
      WASM_BINDGEN_TEST_TIMEOUT: "180",
      WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60",
      // wasm-pack builds first and tests then: the same settings for both, or everything is compiled twice.
      CARGO_PROFILE_TEST_OPT_LEVEL: "0",
    },
  ];
}

async function playwright(projects, { webdriver, ...programs }) {
  const only = projects.map((name) => `--project=${name}`);
  return [[...node(bin("@playwright", "test", "cli.js"), "test", ...only), { ...programs, E2E_PORT: String(await freePort()) }]];
}

function typeProjects() {
  const tests = readdirSync(join(root, "tests")).map((name) => `tests/${name}/tsconfig.json`);
  return ["tsconfig.json", "www/tsconfig.json", ...tests].filter((path) => existsSync(join(root, path)));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
