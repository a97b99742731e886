// Shows what a page costs at rest and in a call.

import { measureRest } from "./run.mjs";

const CPU_WANTED = 0.5;
// What a collection leaves lying differs a little; WebAssembly takes memory by pages of 64 KB.
const SAME_KB = 16;
const PAGES_KB = 128;

export async function rest() {
  const { wakes, cpu, memory } = await measureRest();
  const two = (values, digits = 1) => values.map((value) => value.toFixed(digits)).join(" / ");
  const [few, many] = memory;
  const row = (name, key, digits = 0) => [name, few[key].toFixed(digits), many[key].toFixed(digits)];
  return {
    "How often a page wakes": {
      table: [["a second, caller / callee", "timers", "messages"], ...wakes.map(({ what, timers, messages }) => [what, two(timers), two(messages)])],
    },
    "The package's share of a core in a call": {
      table: [["wasm, glue and sampling", "caller", "callee"], ["% of a core", ...cpu.map((percent) => percent.toFixed(2))]],
      notes: [`Below ${CPU_WANTED} % is wanted: ${Math.max(...cpu) < CPU_WANTED ? "reached" : "missed"}.`],
    },
    "What a page keeps of past calls": {
      table: [
        ["after", ...memory.map(({ calls }) => `${calls} calls`)],
        row("JavaScript objects, KB", "heap"), row("WebAssembly, KB", "wasm"), row("peer connections", "connections"),
        row("listeners", "listeners"), row("nodes", "nodes"),
      ],
      notes: [`No more is wanted, but a page or two of WebAssembly, in which the core remembers 256 calls that are over: ${many.heap <= few.heap + SAME_KB && many.wasm <= few.wasm + PAGES_KB ? "reached" : "missed"}.`],
    },
  };
}
