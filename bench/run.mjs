// npm run bench: sets up what is missing, measures, and prints tables; .build/bench.md has them as Markdown. bench/README.md says what each means.
//
//   npm run bench -- --only calls,core      some parts (calls, core, rest, size)
//   npm run bench -- --calls 5              so many calls of each kind instead of 20
//   npm run bench -- --with ring,peerjs     some libraries (ring, accept, peerjs, simple-peer, jssip, bare, bare-early)
//   npm run bench -- --where direct         some conditions (direct, signalling, relay)
//   npm run bench -- --path                 when each step of a connection was taken, too

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { scratch } from "../scripts/build/stamp.mjs";
import { bold, green, main, seconds, step, Stop } from "../scripts/setup/say.mjs";
import { markdown, print } from "./figures.mjs";
import { setUp } from "./setup.mjs";

const USUAL_CALLS = 20;

// Each resolves with tables, under their names. Loaded only when its packages are there.
const PARTS = [
  { name: "calls", takes: "about 8 minutes", needs: ["packages", "bench", "build", "chromium", "coturn"], measure: async (options) => (await import("./calls/table.mjs")).calls(options) },
  { name: "core", takes: "about 1 minute", needs: [], measure: async () => (await import("./core/table.mjs")).core() },
  { name: "rest", takes: "about 2 minutes", needs: ["packages", "build", "chromium"], measure: async () => (await import("./rest/table.mjs")).rest() },
  { name: "size", takes: "about 1 minute", needs: ["packages"], measure: async () => (await import("./size/run.mjs")).measureSize() },
];

await main(async () => {
  const start = performance.now();
  const { chosen, options } = choose();
  await setUp([...new Set(chosen.flatMap(({ needs }) => needs))]);
  const tables = [];
  for (const { name, takes, measure } of chosen) {
    step(bold(name), takes);
    for (const [title, { table, notes = [] }] of Object.entries(await measure(options))) {
      console.log(`\n${bold(title)}`);
      print(table);
      for (const note of notes) console.log(`  ${note}`);
      tables.push(`### ${title}\n\n${markdown(table)}\n${notes.map((note) => `\n${note}\n`).join("")}`);
    }
  }
  const file = join(scratch, "bench.md");
  mkdirSync(scratch, { recursive: true });
  writeFileSync(file, tables.join("\n"));
  console.log(`\n${green("✓")} Measured in ${seconds(start)}. The tables as Markdown: ${file}\n`);
  process.exit(0);
});

function choose() {
  const text = { type: "string" };
  const { values } = read({ only: text, calls: text, with: text, where: text, path: { type: "boolean" } });
  const named = (value, known, what) => {
    const names = value?.split(",") ?? known;
    const strange = names.find((name) => !known.includes(name));
    if (strange !== undefined) throw new Stop(`There is no ${what} "${strange}". There are: ${known.join(", ")}.`);
    return names;
  };
  const parts = named(values.only, PARTS.map(({ name }) => name), "part");
  const calls = Number(values.calls ?? USUAL_CALLS);
  if (!Number.isInteger(calls) || calls < 1) throw new Stop("--calls is how many calls of each kind are measured: a whole number from 1.");
  return {
    chosen: PARTS.filter(({ name }) => parts.includes(name)),
    options: { calls, marks: !!values.path, choose: (known, what) => named(what === "library" ? values.with : values.where, known, what) },
  };
}

function read(options) {
  try {
    return parseArgs({ options });
  } catch (problem) {
    throw new Stop(problem.message);
  }
}
