// npm run sim: lives conversations of people on a bad network, and checks what must always be true of them.
//
//   npm run sim                              100000 of them
//   npm run sim -- --seeds 1000000           so many
//   npm run sim -- --kind two                of one kind: two people (two), who show their screens (shows), up to eight (crowd, the usual)
//   npm run sim -- --from 5000               beginning with this seed
//   npm run sim -- --seed "crowd 17"         one, with every message
//   npm run sim -- --mutants                 breaks each rule of the call on purpose, and tells what notices: which rule, which behaviour test
//   npm run sim -- --mutants --only 3,7      some of them
//   npm run sim -- --mutants --tests         asks the behaviour tests alone

import { bold, main, red, Stop } from "./setup/say.mjs";
import { breakRules } from "./sim/mutants.mjs";
import { build, live } from "./sim/program.mjs";

const KINDS = { two: "whatever_the_network_does", shows: "whatever_they_show", crowd: "whatever_happens_in_a_crowd" };

await main(async () => {
  const options = read(process.argv.slice(2));
  if (options.mutants) return breakRules(options.only, options.tests);
  const program = await build();
  if (options.seed) {
    process.exitCode = await live(program, ["one_conversation_aloud", "--ignored"], { CALLKIT_SIM_SEED: options.seed });
    return;
  }
  const kind = options.kind ?? "crowd";
  if (!KINDS[kind]) throw new Stop(`"${kind}" is not a kind. There are: ${Object.keys(KINDS).join(", ")}.`);
  const seeds = options.seeds ?? "100000";
  const start = performance.now();
  const env = { [`CALLKIT_SIM_${kind.toUpperCase()}`]: seeds, CALLKIT_SIM_FROM: options.from ?? "0", CALLKIT_SIM_PROGRESS: "1" };
  const code = await live(program, [KINDS[kind]], env);
  const took = (performance.now() - start) / 1000;
  if (code === 0) console.log(`${bold(`${seeds} conversations`)} in ${took.toFixed(0)} s, ${(Number(seeds) / took).toFixed(0)} a second: no rule was broken`);
  else console.log(red("A rule was broken."));
  process.exitCode = code;
});

function read(args) {
  const known = ["seeds", "seed", "kind", "from", "only"];
  const options = {};
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at].replace(/^--/, "");
    if (name === "mutants" || name === "tests") options[name] = true;
    else if (known.includes(name) && args[at + 1] !== undefined) options[name] = args[(at += 1)];
    else throw new Stop(`"${args[at]}" is not an option. Known: --mutants, --tests, ${known.map((one) => `--${one} …`).join(", ")}`);
  }
  return options;
}
