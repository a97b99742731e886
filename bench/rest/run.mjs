// What a page costs that waits for a call or is in one: how often it wakes, what it keeps of past calls, how much of a core it takes.

import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { startSite } from "../carriers/site.mjs";
import { launch, openPage } from "../browser.mjs";
import { root } from "../../scripts/setup/run.mjs";
import { step } from "../../scripts/setup/say.mjs";

const pages = fileURLToPath(new URL("../calls/pages/", import.meta.url));
const wakes = fileURLToPath(new URL("wakes.js", import.meta.url));
const LOOK_MS = 6_000;
const PROFILE_MS = 15_000;
const SAMPLE_MICROS = 200;
const FEW = 20;
const MANY = 100;
const PICTURE = { frameRate: 60 };
const KB = 1024;
const NOT_THE_PAGES = ["native", "code", "hidden", "synthetic", "object shape"];

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves with rows of what was measured and what it came to, for a caller's and a callee's page of one browser. */
export async function measureRest({ calls = MANY } = {}) {
  const site = await startSite({ "/dist/": join(root, "dist"), "/": pages });
  const browser = await launch();
  try {
    const context = await browser.newContext();
    const people = await Promise.all(["alice", "bob"].map(async (name, index) => {
      const page = await openPage(browser, `${site.origin}/phone.html`, { context, before: wakes });
      await page.evaluate((options) => bench.open(options), { library: "callkit", name, other: index === 0 ? "bob" : "alice", picture: PICTURE });
      return { page, tools: await context.newCDPSession(page) };
    }));
    return { wakes: await wakeUps(people), cpu: await load(people), memory: await growth(people, Math.max(calls, FEW + 1)) };
  } finally {
    await browser.close();
    site.close();
  }
}

// Timers and messages a second, while nothing happens, while it rings and while they talk.
async function wakeUps([alice, bob]) {
  const rows = [];
  const look = async (what) => {
    step(`Wake-ups: ${what}`, `${LOOK_MS / 1000} seconds`);
    const counts = () => Promise.all([alice, bob].map(({ page }) => page.evaluate(() => ({ ...rest.wakes }))));
    const before = await counts();
    await wait(LOOK_MS);
    const after = await counts();
    const each = (name) => after.map((count, index) => (count[name] - before[index][name]) / LOOK_MS * 1000);
    rows.push({ what, timers: each("timers"), messages: each("messages") });
  };
  await look("idle");
  await begin(alice, bob);
  await look("ringing");
  await talk(alice, bob);
  await look("talking");
  await Promise.all([alice, bob].map(({ page }) => page.evaluate(() => void (bench.phone().kit.onVolume = () => {}))));
  await look("talking, volumes shown");
  await end(alice, bob);
  await look("idle after a call");
  return rows;
}

/** The page's own time in the package's code, and in what that called, in percent of a core. */
async function load([alice, bob]) {
  await begin(alice, bob);
  await talk(alice, bob);
  step("CPU of a call", `${PROFILE_MS / 1000} seconds`);
  const profiles = await Promise.all([alice, bob].map(async ({ tools }) => {
    await tools.send("Profiler.enable");
    await tools.send("Profiler.setSamplingInterval", { interval: SAMPLE_MICROS });
    await tools.send("Profiler.start");
    await wait(PROFILE_MS);
    return (await tools.send("Profiler.stop")).profile;
  }));
  await end(alice, bob);
  return profiles.map(shareOf);
}

function shareOf({ nodes, samples, timeDeltas, startTime, endTime }) {
  const own = new Map();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const isOurs = (id) => {
    if (own.has(id)) return own.get(id);
    const { url } = byId.get(id).callFrame;
    const ours = /\/dist\//.test(url) || url.startsWith("wasm:") || (!url && parents.has(id) && isOurs(parents.get(id)));
    own.set(id, ours);
    return ours;
  };
  let micros = 0;
  // A delta is the time before its sample, which the sample ends.
  samples.forEach((id, index) => (micros += isOurs(id) ? Math.min(timeDeltas[index + 1] ?? 0, 10 * SAMPLE_MICROS) : 0));
  return micros / (endTime - startTime) * 100;
}

/** What the pages hold after few calls and after many, when all that can be thrown away has been. */
async function growth([alice, bob], many) {
  const seen = [];
  for (let index = 0; index < many; index++) {
    if (index === 0) step(`Memory: ${many} calls in one page`, `about ${Math.ceil(many * 0.8)} seconds`);
    await begin(alice, bob);
    await talk(alice, bob);
    await end(alice, bob);
    if ([FEW, many].includes(index + 1)) seen.push({ calls: index + 1, ...(await held(alice)) });
  }
  return seen;
}

async function held({ page, tools }) {
  await tools.send("Performance.enable");
  const heap = await objects(tools) / KB;
  const { metrics } = await tools.send("Performance.getMetrics");
  const metric = (name) => metrics.find((one) => one.name === name)?.value ?? 0;
  return {
    heap,
    wasm: await page.evaluate(() => rest.wasmBytes()) / KB,
    connections: metric("RTCPeerConnections"),
    listeners: metric("JSEventListeners"),
    nodes: metric("Nodes"),
  };
}

// What lives after a collection, which a snapshot begins with. Compiled code, which grows while it warms up, and the browser's own
// measurements are left out.
async function objects(tools) {
  const pieces = [];
  const collect = ({ chunk }) => pieces.push(chunk);
  tools.on("HeapProfiler.addHeapSnapshotChunk", collect);
  await tools.send("HeapProfiler.enable");
  await tools.send("HeapProfiler.takeHeapSnapshot");
  tools.off("HeapProfiler.addHeapSnapshotChunk", collect);
  const { nodes, snapshot: { meta } } = JSON.parse(pieces.join(""));
  const [types] = meta.node_types;
  const size = meta.node_fields.indexOf("self_size");
  let bytes = 0;
  for (let at = 0; at < nodes.length; at += meta.node_fields.length) {
    if (!NOT_THE_PAGES.includes(types[nodes[at]])) bytes += nodes[at + size];
  }
  return bytes;
}

async function begin(alice, bob) {
  await Promise.all([alice, bob].map(({ page }) => page.evaluate(() => bench.reset())));
  await alice.page.evaluate(() => void bench.call());
  await bob.page.waitForFunction(() => bench.times.rang, null, { polling: 20 });
}

async function talk(alice, bob) {
  await bob.page.evaluate(() => bench.answer(0));
  await alice.page.waitForFunction(() => bench.times.seen && bench.phone().kit.state === "connected", null, { polling: 20 });
}

async function end(alice, bob) {
  await Promise.all([alice.page.evaluate(() => bench.end("caller")), bob.page.evaluate(() => bench.end("callee"))]);
}
