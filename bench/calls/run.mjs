// Calls between two pages, by every library in turn: from the start to the ring, and from the answer to the first picture on both sides.

import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { startRelay } from "../carriers/relay.mjs";
import { startPeerServer } from "../carriers/peer.mjs";
import { startSite } from "../carriers/site.mjs";
import { startTurn } from "../carriers/turn.mjs";
import { delayTcp } from "../carriers/delay.mjs";
import { launch, openPage } from "../browser.mjs";
import { sum } from "../figures.mjs";
import { bundles, libraries } from "../libraries.mjs";
import { root } from "../../scripts/setup/run.mjs";
import { step, Stop } from "../../scripts/setup/say.mjs";

const pages = fileURLToPath(new URL("pages/", import.meta.url));
const PATIENCE_MS = 20_000;
// One call each way, in which everything is done for the first time.
const DROPPED = 2;
const PEOPLE = ["alice", "bob"];
const PICTURE = { frameRate: 60 };

/** `afterMs`: how long the phone rings before it is answered, long enough for what can be prepared meanwhile. */
export const conditions = [
  { id: "direct", name: "direct", afterMs: 500 },
  { id: "signalling", name: "signalling +100 ms", signallingLegMs: 50, afterMs: 500 },
  { id: "relay", name: "media relay +50 ms", mediaLegMs: 25, afterMs: 600 },
];

/** Resolves with a row for each library: its size, and for each condition what took how long. */
export async function measureCalls({ calls, only, where, marks }) {
  const site = await startSite({ "/dist/": join(root, "dist"), "/lib/": bundles, "/": pages });
  const carriers = [await startRelay(), await startPeerServer()];
  const chosen = libraries.filter(({ id }) => !only || only.includes(id));
  const rows = chosen.map((library) => ({ library, kilobytes: null, seen: {} }));
  for (const condition of conditions.filter(({ id }) => !where || where.includes(id))) {
    step(condition.name, `${calls + DROPPED} calls of each`);
    const measured = await measure(chosen, condition, carriers, site, calls, marks);
    rows.forEach((row, index) => {
      const { all, files } = measured[index];
      const seen = (row.seen[condition.id] = summed(all));
      row.kilobytes ||= size([...files], site);
      console.log(`  ${row.library.name}: ring ${told(seen.ring)}, answer → picture: callee ${told(seen.callee)}, caller ${told(seen.caller)} ms`);
    });
  }
  for (const one of [site, ...carriers]) one.close();
  return rows;
}

const told = (summed) => `${Math.round(summed.median)} (${Math.round(summed.low)}–${Math.round(summed.high)})`;

// They take turns, call by call: whatever else the machine does is in the way of all of them.
async function measure(chosen, condition, carriers, site, calls, marks) {
  const way = await open(condition, carriers);
  const tables = [];
  try {
    for (const library of chosen) tables.push(await seat(library, way, site, marks));
    for (let index = 0; index < calls + DROPPED; index++) {
      for (const { people, all, problems, library } of tables) {
        const [caller, callee] = index % 2 === 0 ? people : [...people].reverse();
        const one = await call(caller, callee, condition.afterMs, problems, library.name);
        if (index >= DROPPED) all.push(one);
      }
    }
    return tables;
  } finally {
    for (const { browser } of tables) await browser.close();
    way.close();
  }
}

// Two people with a library, in a browser of their own, so that nothing that one library leaves behind is in the way of another.
async function seat(library, way, site, marks) {
  const names = PEOPLE.map((name) => `${name}-${library.id}`);
  const browser = await launch();
  const problems = [];
  const people = await Promise.all(PEOPLE.map(() => openPage(browser, `${site.origin}/phone.html`, { problems })));
  const files = new Set();
  people[0].on("request", (request) => files.add(request.url()));
  await Promise.all(people.map((page, index) => page.evaluate((options) => bench.open(options), {
    library: library.page, name: names[index], other: names[1 - index], picture: PICTURE, marks, ...library.options, ...way.options,
  })));
  return { library, people, files, problems, browser, all: [] };
}

// The way that a condition gives to messages and to media.
async function open({ signallingLegMs, mediaLegMs }, [relay, peerServer]) {
  const proxies = signallingLegMs ? await Promise.all([relay, peerServer].map(({ port }) => delayTcp(port, signallingLegMs))) : [];
  const [relayPort, peerPort] = (proxies.length > 0 ? proxies : [relay, peerServer]).map(({ port }) => port);
  const turn = mediaLegMs ? await startTurn(mediaLegMs) : null;
  return {
    options: { relay: `ws://localhost:${relayPort}`, peerServer: { host: "localhost", port: peerPort }, ice: turn?.ice ?? {} },
    close: () => [...proxies, ...(turn ? [turn] : [])].forEach((one) => one.close()),
  };
}

async function call(caller, callee, afterMs, problems, name) {
  await Promise.all([caller, callee].map((page) => page.evaluate(() => bench.reset())));
  const patience = new Promise((_, reject) => {
    setTimeout(() => reject(new Stop(`${name}: a call did not come about in ${PATIENCE_MS / 1000} s.\n${problems.join("\n")}`)), PATIENCE_MS).unref();
  });
  const whole = Promise.all([callee.evaluate((afterMs) => bench.answer(afterMs), afterMs), caller.evaluate(() => bench.call())]);
  whole.catch(() => {});
  await Promise.race([whole, patience]);
  const [there, here] = await Promise.all([callee, caller].map((page) => page.evaluate(() => bench.times)));
  await Promise.race([Promise.all([caller.evaluate(() => bench.end("caller")), callee.evaluate(() => bench.end("callee"))]), patience]);
  return { callee: there, caller: here };
}

function summed(all) {
  const since = (from, to) => sum(all.map((one) => to(one) - from(one)));
  const answered = ({ callee }) => callee.answered;
  const marks = (side) => Object.fromEntries([...new Set(all.flatMap((one) => Object.keys(one[side])))]
    .map((name) => [name, since(answered, (one) => one[side][name])]));
  return {
    ring: since(({ caller }) => caller.started, ({ callee }) => callee.rang),
    callee: since(answered, ({ callee }) => callee.seen),
    caller: since(answered, ({ caller }) => caller.seen),
    marks: { callee: marks("callee"), caller: marks("caller") },
    all,
  };
}

// What the page asked for of the library, compressed as well as it goes.
function size(urls, site) {
  const own = urls.filter((url) => /\/(?:dist|lib)\//.test(url)).map(site.locate);
  return own.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0) / 1024;
}
