// Measures what a mesh takes of this machine, with what fits and without it, and what measuring a call costs. `npm run bench:media`
//
// All pages are in one Chromium, with cameras of 320 × 180 that are made up. CPU is the time of all its processes, in percent of one
// core; a machine that does something else meanwhile gives fewer frames.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { chromium } from "@playwright/test";

const PORT = process.env.BENCH_PORT ?? "8790";
const SETTLES = Number(process.env.BENCH_SETTLES ?? 8_000);
const LASTS = Number(process.env.BENCH_LASTS ?? 15_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 2);
const CAMERA = { width: { exact: 320 }, height: { exact: 180 }, frameRate: { exact: 30 } };
const NAMES = ["alice", "bob", "carol", "dave"];
/** Within so many milliseconds CallKit notices that somebody listens, or has stopped. */
const STARTS = 2_000;
/** Looks per second where their cost is measured: enough to be seen among the rest. */
const LOOKS = 50;

const { args } = JSON.parse(readFileSync(new URL("../../webdriver.json", import.meta.url), "utf8"))["goog:chromeOptions"];
const server = spawn(process.execPath, ["tests/e2e/serve.mjs"], { env: { ...process.env, PORT }, stdio: "ignore" });
try {
  await answers(`http://localhost:${PORT}/pages/phone.html`);
  const rows = {};
  for (const people of [2, 4]) {
    for (const fits of [true, false]) {
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++) rounds.push(await inCall(people, fits, (call) => traffic(call)));
      rows[`${people} people, ${fits ? "what fits" : "without"}`] = mean(rounds);
    }
  }
  console.table(rows);
  console.table(await inCall(2, true, sampling));
} finally {
  server.kill();
}

/** Measures a call of so many people. */
async function inCall(people, fits, measure) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: args.map((flag) => (flag.startsWith("--use-fake-device") ? `${flag}=fps=30` : flag)),
  });
  const context = await browser.newContext();
  const names = NAMES.slice(0, people);
  const pages = await Promise.all(names.map(async (name) => {
    const page = await context.newPage();
    if (!fits) await page.addInitScript(() => (RTCRtpSender.prototype.setParameters = async () => {}));
    await page.goto(`http://localhost:${PORT}/pages/phone.html`);
    await page.waitForFunction(() => "phone" in globalThis);
    await page.evaluate(([name, video]) => phone.signIn(name, { video }), [name, CAMERA]);
    return page;
  }));
  await pages[0].evaluate((to) => phone.kit.startCall({ callType: 2, to }), names.slice(1));
  await Promise.all(pages.slice(1).map(async (page) => {
    await page.waitForFunction(() => phone.kit.state === "ringing");
    await page.evaluate(() => phone.kit.answerCall(true));
  }));
  await Promise.all(pages.map((page) => page.waitForFunction((others) =>
    phone.kit.state === "connected" && phone.peers.filter(({ connectionState }) => connectionState === "connected").length === others, people - 1)));
  await wait(SETTLES);
  const system = await browser.newBrowserCDPSession();
  const cpu = async () => (await system.send("SystemInfo.getProcessInfo")).processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  const result = await measure({ pages, cpu });
  await browser.close();
  return result;
}

/** What is sent, and what that takes, in the mean of all paths. */
async function traffic({ pages, cpu }) {
  const before = [await cpu(), await sent(pages), performance.now()];
  await wait(LASTS);
  const after = [await cpu(), await sent(pages), performance.now()];
  const seconds = (after[2] - before[2]) / 1000;
  const paths = pages.length * (pages.length - 1);
  const each = (what) => (after[1][what] - before[1][what]) / seconds / paths;
  return { "CPU %": ((after[0] - before[0]) / seconds) * 100, "kbit/s per path": (each("bytes") * 8) / 1000, "frames/s sent": each("encoded"), "frames/s shown": each("decoded") };
}

async function sent(pages) {
  const all = await Promise.all(pages.map((page) => page.evaluate(async () => {
    const total = { bytes: 0, encoded: 0, decoded: 0 };
    for (const { report } of await phone.kit.getStats()) {
      for (const { type, bytesSent = 0, framesEncoded = 0, framesDecoded = 0 } of report.values()) {
        if (type === "outbound-rtp") (total.bytes += bytesSent), (total.encoded += framesEncoded);
        if (type === "inbound-rtp") total.decoded += framesDecoded;
      }
    }
    return total;
  })));
  return all.reduce((sum, one) => ({ bytes: sum.bytes + one.bytes, encoded: sum.encoded + one.encoded, decoded: sum.decoded + one.decoded }));
}

/** What looking at a path once a second costs, and listening to who speaks. In percent of a core. */
async function sampling({ pages: [page], cpu }) {
  const load = async () => {
    const [before, since] = [await cpu(), performance.now()];
    await wait(LASTS);
    return ((await cpu()) - before) / ((performance.now() - since) / 1000) * 100;
  };
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const quiet = await load();
    await page.evaluate((looks) => { globalThis.looking = setInterval(() => phone.kit.getStats(), 1000 / looks); }, LOOKS);
    const looking = await load();
    await page.evaluate(() => { clearInterval(globalThis.looking); phone.kit.onVolume = () => {}; });
    await wait(STARTS);
    const listening = await load();
    await page.evaluate(() => (phone.kit.onVolume = null));
    await wait(STARTS);
    rounds.push({ "the call itself": quiet, "one look a second": (looking - quiet) / LOOKS, "listening to who speaks": listening - quiet });
  }
  return { "% of a core": mean(rounds) };
}

function mean(rounds) {
  return Object.fromEntries(Object.keys(rounds[0]).map((name) => [name, Number((rounds.reduce((sum, one) => sum + one[name], 0) / rounds.length).toFixed(2))]));
}

async function answers(url) {
  while (!(await fetch(url).then(({ ok }) => ok, () => false))) await wait(50);
}
