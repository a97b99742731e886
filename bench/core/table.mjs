// Builds and runs the measurement of the core, and shows what it saw.

import { ask, run } from "../../scripts/setup/run.mjs";
import { step, Stop } from "../../scripts/setup/say.mjs";

const WANTED = 20_000;
const locked = process.env.CI ? ["--locked"] : [];
const PROGRAM = ["--profile", "speed", "--example", "core", ...locked];

export async function core() {
  step("Building it", "the first time about 30 seconds");
  await run("cargo", ["build", ...PROGRAM]);
  step("Calling", "about 30 seconds");
  const text = ask("cargo", ["run", "--quiet", ...PROGRAM]);
  if (text === null) throw new Stop("The measurement of the core failed; `cargo run --profile speed --example core` says why.");
  const { pair, group, calls, bytes } = JSON.parse(text);
  const row = (name, pick, digits = 0) => [name, ...[pair, group].map((seen) => pick(seen).toFixed(digits))];
  return {
    "The core, without a browser": {
      table: [
        ["of whole calls, on one core", "two people", "a group of 8"],
        row("calls a second", ({ callsPerSecond }) => callsPerSecond),
        row("µs of a call", ({ callsPerSecond }) => 1e6 / callsPerSecond),
        row("messages of a call", ({ messages }) => messages),
        row("bytes of them", ({ bytes }) => bytes),
        row("ns of a message, with all that follows from it", ({ callsPerSecond, messages }) => 1e9 / callsPerSecond / messages),
        row("allocations of a message, likewise", ({ allocations, messages }) => allocations / messages, 1),
      ],
      notes: [
        `${WANTED} calls a second between two are wanted: ${pair.callsPerSecond >= WANTED ? "reached" : `${(WANTED / pair.callsPerSecond).toFixed(1)} times as many as this machine does`}.`,
        `Two people hold ${bytes[0]} bytes after ${calls[0]} calls with each other and ${bytes[1]} after ${calls[1]}.`,
      ],
    },
  };
}
