// A page that is reloaded, or killed, in each phase of a call: what the other is told, and what stands in the records.

import { connect, expect, over, test, type Options, type Person } from "./people.js";
import { byTools, tools } from "./tab.js";

type Phase = "ringing" | "connecting" | "talking";

interface Row {
  /** What happens to whom: to the one who called, or to the one who was called. */
  what: "reloaded" | "killed";
  who: "caller" | "callee";
  phase: Phase;
  options?: Options;
  /** What the other is told from then on. */
  told: string[];
  /** How it stands in the records of the page that is back. */
  record?: Record<string, unknown>;
}

// Nothing comes through between two pages that may use a relay alone, and have none.
const NO_PATH: Options = { iceTransportPolicy: "relay", connectTimeout: 2_500 };
const FAILED = ["callrecord failed, media-failed", "ended"];
const lost = (user: string) => [`reconnecting ${user}`, "reconnecting", `user-left ${user} reason=lost`, "callrecord completed, connection-failed", "ended"];

const ROWS: Row[] = [
  { what: "reloaded", who: "caller", phase: "ringing", told: ["cancel alice", "callrecord missed by alice", "ended"], record: { status: "cancelled", endedBy: "alice" } },
  { what: "reloaded", who: "caller", phase: "connecting", options: NO_PATH, told: FAILED, record: { status: "failed", error: "media-failed", endedBy: null } },
  { what: "reloaded", who: "callee", phase: "connecting", options: NO_PATH, told: FAILED, record: { status: "failed", error: "media-failed", endedBy: null } },
  { what: "killed", who: "callee", phase: "ringing", options: { ringTimeout: 2_500 }, told: ["timeout bob", "callrecord missed", "ended"] },
  { what: "killed", who: "caller", phase: "connecting", options: NO_PATH, told: FAILED },
  { what: "killed", who: "callee", phase: "connecting", options: NO_PATH, told: FAILED },
  { what: "killed", who: "caller", phase: "talking", options: { reconnectTimeout: 1_500 }, told: lost("alice") },
  { what: "killed", who: "callee", phase: "talking", options: { reconnectTimeout: 1_500 }, told: lost("bob") },
];

async function reach(phase: Phase, alice: Person, bob: Person): Promise<void> {
  if (phase === "talking") return connect(alice, bob);
  await alice.calls("bob");
  await bob.reaches("ringing");
  await alice.hears("ringing bob");
  if (phase === "ringing") return;
  await bob.answers();
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) await one.hears(`user-published ${other} mediaType=audio`);
}

async function load(person: Person, options: Options): Promise<void> {
  await person.page.reload();
  await person.page.waitForFunction(() => "phone" in globalThis, undefined, { polling: 20 });
  await person.do(([name, options]) => phone.signIn(name, options), [person.name, options] as const);
}

for (const { what, who, phase, options = {}, told, record } of ROWS) {
  test(`the ${who} is ${what} while ${phase}`, what === "killed" ? byTools : {}, async ({ person }) => {
    const [alice, bob] = [await person("alice", options), await person("bob", options)];
    await reach(phase, alice, bob);
    const [one, other] = who === "caller" ? [alice, bob] : [bob, alice];
    const before = (await other.told()).length;
    const noticed = other.do(() => new Promise<number>((resolve) => {
      const start = performance.now();
      phone.kit.on("statechange", () => resolve(performance.now() - start));
    }));
    if (what === "reloaded") await load(one, options);
    else (await tools(one.page)).send("Page.crash").catch(() => {});
    if (phase === "talking") expect(await noticed).toBeLessThan(5_000);
    await over(other);
    expect((await other.told()).slice(before)).toEqual(told);
    expect(await other.do(() => phone.live())).toEqual([]);
    if (!record) return;
    await expect.poll(() => one.do(() => phone.kit.getCallRecords())).toEqual([expect.objectContaining(record)]);
    expect(await one.do(() => [phone.kit.state, phone.kit.resumable])).toEqual(["idle", null]);
  });
}
