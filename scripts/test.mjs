// npm test: sets up what is missing, then runs every check, and stops at the first that fails.
//
//   npm test -- --only e2e,size         some steps (format, clippy, native, server, build, types, tidy, size, node, browser, e2e, firefox, pack)
//   npm test -- --only sim              one of the native tests: call, wire, fuzz or sim
//   npm test -- --only e2e -- -g rings  what follows the second -- goes to the step's own command
//   npm test -- --from browser          this step and all that follow

import { attempt } from "./setup/run.mjs";
import { bold, green, main, red, seconds, step, Stop } from "./setup/say.mjs";
import { count } from "./test/counts.mjs";
import { steps } from "./test/steps.mjs";
import { prepare } from "./test/tools.mjs";

await main(async () => {
  const start = performance.now();
  const { chosen, rest } = choose(process.argv.slice(2));
  const tools = await prepare(chosen);
  const results = [];
  for (const one of chosen) {
    results.push(await perform(one, tools, rest));
    if (results.at(-1).failed > 0) break;
  }
  summary(chosen, results, start);
});

function choose(args) {
  const end = args.indexOf("--");
  const rest = end < 0 ? [] : args.slice(end + 1);
  const [option, value] = end < 0 ? args : args.slice(0, end);
  if (option === undefined) return { chosen: steps, rest };
  const names = (value ?? "").split(",");
  const named = (name) => {
    const found = steps.find((one) => one.name === name || one.aliases?.includes(name));
    if (!found) throw new Stop(`There is no step "${name}". There are: ${steps.flatMap((one) => [one.name, ...(one.aliases ?? [])]).join(", ")}.`);
    return found.name === name ? found : { ...found, name, alias: name };
  };
  if (option === "--only") return { chosen: names.map(named), rest };
  if (option === "--from") return { chosen: steps.slice(steps.findIndex(({ name }) => name === named(names[0]).name)), rest };
  throw new Stop(`"${option}" is not an option. Known: --only step,step and --from step`);
}

async function perform(one, tools, rest) {
  const start = performance.now();
  console.log(`\n${bold(`── ${one.name}`)} · ${one.does}`);
  const total = { name: one.name, passed: 0, failed: 0, skipped: 0, commands: 0 };
  for (const [program, args, env] of await one.commands({ tools, alias: one.alias })) {
    const { code, text } = await attempt(program, [...args, ...rest], { keep: true, env: { ...process.env, NO_COLOR: "1", ...env } });
    const { passed, failed, skipped } = count(one.runner, text);
    total.commands += 1;
    total.passed += passed;
    total.skipped += skipped;
    total.failed += code === 0 ? failed : Math.max(failed, 1);
    if (total.failed > 0) break;
  }
  return { ...total, took: seconds(start) };
}

function summary(chosen, results, start) {
  console.log(`\n${bold("── summary")}`);
  for (const { name, does, runner } of chosen) {
    const result = results.find((one) => one.name === name);
    console.log(`${mark(result)} ${name.padEnd(8)} ${(result?.took ?? "").padStart(8)}  ${does}${told(result, runner)}`);
  }
  console.log(`  ${"total".padEnd(8)} ${seconds(start).padStart(8)}\n`);

  const sum = (what) => results.reduce((total, result) => total + result[what], 0);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  process.exitCode = sum("failed") > 0 ? 1 : 0;
}

function mark(result) {
  if (!result || result.commands === 0) return "–";
  return result.failed > 0 ? red("✗") : green("✓");
}

function told(result, runner) {
  if (!result) return ": not run";
  if (result.commands === 0) return ": nothing to run yet";
  const also = (what) => (result[what] > 0 ? `, ${result[what]} ${what}` : "");
  if (result.failed > 0 && !runner) return ": failed";
  return runner ? `: ${result.passed} passed${also("failed")}${also("skipped")}` : "";
}
