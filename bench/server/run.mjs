// npm run bench:server: how many people one core carries, what each costs, and how long a message takes; others beside ours.
//
//   IDLE=10000 npm run bench:server    holds so many connections instead of 50 000

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, run, targetDirectory } from "../../scripts/setup/run.mjs";
import { main, step, Stop } from "../../scripts/setup/say.mjs";
import { print } from "../figures.mjs";
import { pinned, servers, start } from "./servers.mjs";

const WANTED = Number(process.env.IDLE) || 50_000;
const HOLD_SECONDS = 40;
const TALK_SECONDS = 10;
// Each sends one message of 1 KiB a second. As many are carried as the last step before one whose 99th percentile is above the bound.
const STEPS = [1_000, 2_000, 5_000, 10_000, 15_000, 20_000, 30_000];
const BOUND_MS = 100;
const GENERATOR_CORE = "1";
// Files that a process has open beside its connections.
const SPARE_FILES = 200;
const here = fileURLToPath(new URL(".", import.meta.url));

await main(async () => {
  if (process.platform !== "linux" || ask("taskset", ["--version"]) === null) throw new Stop("The measurement pins programs to cores: it needs Linux and taskset.");
  if (ask("nproc") === "1") throw new Stop("The measurement needs two cores: one for the server, one for those who call it.");
  const files = Number(/Max open files\s+\d+\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? Infinity);
  const most = files - SPARE_FILES;
  step(`Building the load generator`, "the first time about 1 minute");
  await run("cargo", ["build", "--release", ...(process.env.CI ? ["--locked"] : [])], { cwd: here });

  const rows = [];
  for (const { name, kind, prepare } of servers) {
    const command = await prepare();
    step(`${name}: ${Math.min(WANTED, most)} idle connections`, `${HOLD_SECONDS} seconds`);
    const idle = await measure(command, kind, ["--idle", Math.min(WANTED, most), "--hold", HOLD_SECONDS]);
    step(`${name}: talking`, "about a minute");
    rows.push({ name, idle, ...(await talking(command, kind, most)) });
  }
  show(rows);
  if (most < WANTED) step(`A process may have ${files} files open on this machine, so no more than ${most} connections were tried. ulimit -Hn ${WANTED + SPARE_FILES} allows ${WANTED}.`);
});

async function talking(command, kind, most) {
  let carried = null;
  for (const people of STEPS.filter((people) => people <= most)) {
    let seen = await attempt(command, kind, people);
    if (!seen.good) seen = await attempt(command, kind, people);
    if (!seen.good) return { carried, failed: seen };
    carried = seen;
  }
  return { carried, failed: null };
}

// Twice, before it is said that a server cannot: the machine has other things to do.
async function attempt(command, kind, people) {
  const seen = await measure(command, kind, ["--talk", people, "--seconds", TALK_SECONDS]);
  console.log(`  ${people}: ${Math.round(seen.perSecond)}/s, median ${seen.medianMs} ms, p99 ${seen.p99Ms} ms, `
    + `server ${Math.round(seen.cpuPercent)} %, generator ${Math.round(seen.generatorCpuPercent)} % of a core`);
  const whole = seen.opened === people && seen.delivered >= seen.sent * 0.999 && seen.sent >= people * TALK_SECONDS * 0.99;
  return { ...seen, good: whole && seen.p99Ms <= BOUND_MS };
}

async function measure(command, kind, args) {
  const server = await start(command);
  try {
    return await generate(["--kind", kind, "--address", server.address, "--pid", server.pid, ...args].map(String));
  } finally {
    await server.stop();
  }
}

function generate(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(...pinned(GENERATOR_CORE, [join(targetDirectory(here), "release", "callkit-load"), ...args]), { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    child.on("error", reject).on("close", (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Stop(`the load generator ended with ${code}`))));
  });
}

function show(rows) {
  const table = [["server", "idle held", "KB each", "idle CPU", "talking", "messages/s", "KB each talking", "p99 delivery", "CPU of its core"]];
  for (const { name, idle, carried, failed } of rows) {
    table.push([name, `${idle.held} of ${idle.wanted}`, idle.kilobytesEach.toFixed(1), `${idle.cpuPercent.toFixed(1)} %`,
      ...(carried ? [`${failed ? "" : "at least "}${carried.opened}`, String(Math.round(carried.perSecond)), (carried.residentKilobytes / carried.opened).toFixed(1),
        `${carried.p99Ms.toFixed(1)} ms`, `${Math.round(carried.cpuPercent)} %`]
        : [`not ${failed.opened}`, String(Math.round(failed.perSecond)), "", `${failed.p99Ms.toFixed(1)} ms`, `${Math.round(failed.cpuPercent)} %`])]);
  }
  print(table);
}
