// Knows how the simulation is built to run for long, one optimised program, and how it is run. Leaves what it is asked to others.

import { spawn } from "node:child_process";
import { root } from "../setup/run.mjs";
import { Stop } from "../setup/say.mjs";

/** Builds it from the sources in this directory and tells its path. */
export async function build() {
  return (await buildTests(["sim"]))[0];
}

/** Builds these tests from the sources in a directory and tells their paths. */
export async function buildTests(names, cwd = root, env = {}) {
  const wanted = names.flatMap((name) => ["--test", name]);
  const args = ["test", "--profile", "sim", ...wanted, "--no-run", "--message-format", "json-render-diagnostics"];
  const { code, text } = await spoken("cargo", args, { cwd, env });
  const made = text.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const programs = names.map((name) => made.find(({ executable, target }) => executable && target?.name === name)?.executable);
  if (code !== 0 || !programs.every(Boolean)) throw new Stop("The simulation could not be built.");
  return programs;
}

/** Runs it in view; resolves with its exit code. */
export async function live(program, args, env) {
  return (await spoken(program, [...args, "--nocapture", "--test-threads=1"], { env, stdout: "inherit" })).code;
}

/** Runs a program and resolves with its exit code and with what it said, unless that is shown. */
export function spoken(program, args, { cwd = root, env = {}, stdout = "pipe", stderr = "inherit", limit } = {}) {
  return new Promise((resolve, reject) => {
    const options = { cwd, stdio: ["ignore", stdout, stderr], env: { ...process.env, RUST_BACKTRACE: "0", ...env } };
    const child = spawn(program, args, options);
    const clock = limit && setTimeout(() => child.kill("SIGKILL"), limit);
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    child.on("error", (cause) => reject(new Stop(`${program} could not be started: ${cause.message}`)));
    child.on("close", (code, signal) => {
      clearTimeout(clock);
      resolve({ code: code ?? signal, text });
    });
  });
}
