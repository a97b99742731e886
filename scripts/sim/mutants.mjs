// Knows how each rule of the call is broken on purpose, and what notices: a rule of the simulation, a behaviour test, or both. The breaks are in tests/sim/mutants.json: a text of a source, and
// what stands there instead. All are built into one program, in a copy of the sources; a number in the environment says which one counts.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../build/stamp.mjs";
import { root } from "../setup/run.mjs";
import { bold, green, red, Stop } from "../setup/say.mjs";
import { buildTests, spoken } from "./program.mjs";

const COPIED = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "src", "tests/call", "tests/wire", "tests/sim", "tests/fuzz", "tests/browser"];
/** Where it is looked for, and how many conversations each may take. */
const LOOKS = [
  ["two", "whatever_the_network_does", { CALLKIT_SIM_TWO: "6000" }],
  ["crowd", "whatever_happens_in_a_crowd", { CALLKIT_SIM_CROWD: "6000" }],
  ["shows", "whatever_they_show", { CALLKIT_SIM_SHOWS: "6000" }],
];
const PATIENCE = 300_000;
/** The behaviour tests take a few seconds; a break that keeps them from ending is noticed. */
const PATIENCE_TESTS = 60_000;

export async function breakRules(only, tests) {
  const mutants = JSON.parse(readFileSync(join(root, "tests/sim/mutants.json"), "utf8"));
  const copy = join(scratch, "mutants");
  copySources(copy, mutants);
  const [sim, call] = await buildTests(["sim", "call"], copy, { CARGO_TARGET_DIR: join(copy, "target") });
  const chosen = only ? only.split(",").map(Number) : mutants.map((_, index) => index + 1);
  const counts = { lived: 0, tested: 0, escaped: 0 };
  console.log(`\n${bold("break".padEnd(74))} noticed by`);
  for (const number of chosen) {
    const { rule } = mutants[number - 1];
    const lived = tests ? null : await look(sim, number);
    const tested = await test(call, number);
    counts.lived += Number(lived !== null);
    counts.tested += Number(tested !== null);
    counts.escaped += Number(lived === null && tested === null);
    const found = [lived, tested].filter(Boolean).join("; ");
    console.log(`${String(number).padStart(3)} ${rule.padEnd(70)} ${found ? green(found) : red("nothing")}`);
  }
  const { lived, tested, escaped } = counts;
  console.log(`\nof ${chosen.length} ${tests ? "" : `${lived} were noticed by the simulation, `}${tested} by behaviour tests, ${escaped} by neither`);
}

function copySources(copy, mutants) {
  mkdirSync(copy, { recursive: true });
  for (const path of COPIED) cpSync(join(root, path), join(copy, path), { recursive: true });
  const places = new Map();
  for (const [index, mutant] of mutants.entries()) {
    const place = `${mutant.file}\n${mutant.text}`;
    places.set(place, [...(places.get(place) ?? []), { ...mutant, number: index + 1 }]);
  }
  const sources = new Map();
  for (const group of places.values()) {
    const [{ file, text }] = group;
    const source = sources.get(file) ?? readFileSync(join(root, file), "utf8");
    if (source.split(text).length !== 2) throw new Stop(`Stands not exactly once in ${file}: ${text}`);
    sources.set(file, source.replace(text, () => either(text, group)));
  }
  for (const [file, source] of sources) writeFileSync(join(copy, file), source);
  const lib = join(copy, "src/lib.rs");
  writeFileSync(lib, `#![allow(warnings)]\n${readFileSync(lib, "utf8")}\n${WHICH}`);
}

/** What stood there, unless this break counts: a match arm, statements, or an expression. */
function either(text, group) {
  const arm = /^(.* => )([^]*),$/.exec(text);
  if (arm) {
    const [, , body] = arm;
    return group.reduce((rest, { number, instead }) => `${guarded(instead, number)}\n${rest}`, `${arm[1]}${body},`);
  }
  const breaks = group.map(({ number, instead }) => `if crate::mutant(${number}) { ${instead} } else `).join("");
  const all = `${breaks}{ ${text} }`;
  return /[;}]$/.test(text) ? all : `(${all})`;
}

function guarded(arm, number) {
  const [, pattern, body] = /^([^]*?) => ([^]*),$/.exec(arm);
  return `${pattern}${/ if /.test(pattern) ? " &&" : " if"} crate::mutant(${number}) => ${body},`;
}

const WHICH = `
/// Tells whether this break counts.
pub fn mutant(number: u32) -> bool {
    static WHICH: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    let read = || std::env::var("CALLKIT_MUTANT").ok()?.parse().ok();
    *WHICH.get_or_init(|| read().unwrap_or(0)) == number
}
`;

/** Which rule notices a break, and after how many conversations. */
async function look(program, number) {
  let lived = 0;
  for (const [kind, test, env] of LOOKS) {
    const all = { ...env, CALLKIT_MUTANT: String(number), CALLKIT_SIM_BRIEF: "1" };
    const { code, text } = await spoken(program, [test, "--nocapture", "--test-threads=1"], { env: all, stderr: "ignore", limit: PATIENCE });
    if (code === "SIGKILL") return `${kind}: it never ends`;
    const found = /broken after (\d+): (\S+?):\d+ (.*)/.exec(text);
    if (found) return `${kind} after ${lived + Number(found[1])}: ${found[3].slice(0, 90)}`;
    if (code !== 0) return `${kind}: ${code}`;
    lived += Number(Object.values(env)[0]);
  }
  return null;
}

/** Which behaviour tests notice a break: the first of them, and how many others. */
async function test(program, number) {
  const env = { CALLKIT_MUTANT: String(number) };
  const { code, text } = await spoken(program, [], { env, stderr: "ignore", limit: PATIENCE_TESTS });
  if (code === "SIGKILL") return "tests: they never end";
  const failed = [...text.matchAll(/^test (\S+) \.\.\. FAILED$/gm)].map(([, name]) => name).sort();
  if (failed.length === 0) return code === 0 ? null : `tests: ${code}`;
  return `test ${failed[0]}${failed.length > 1 ? ` and ${failed.length - 1} more` : ""}`;
}
