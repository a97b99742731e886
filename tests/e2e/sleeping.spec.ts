// A page that sleeps, as all do when their machine does: what it finds when it wakes, in time or too late.

import type { Page } from "@playwright/test";
import { connect, connected, expect, hearing, over, test, type Person } from "./people.js";
import { byTools } from "./tab.js";

/** The process of a page: the one that is busy when the page is. */
async function processOf(person: Person): Promise<number> {
  const browser = await (person.page as Page).context().browser()!.newBrowserCDPSession();
  const renderers = async () => (await browser.send("SystemInfo.getProcessInfo")).processInfo.filter(({ type }) => type === "renderer");
  const before = new Map((await renderers()).map(({ id, cpuTime }) => [id, cpuTime]));
  await person.do(() => {
    const end = performance.now() + 200;
    while (performance.now() < end);
  });
  const worked = (await renderers()).map(({ id, cpuTime }) => ({ id, time: cpuTime - (before.get(id) ?? cpuTime) }));
  return worked.reduce((most, one) => (one.time > most.time ? one : most)).id;
}

const asleep: (() => void)[] = [];

/** Puts a page to sleep, whatever it is doing; tells how to wake it. */
async function sleeps(person: Person): Promise<() => void> {
  const id = await processOf(person);
  process.kill(id, "SIGSTOP");
  const wake = () => void process.kill(id, "SIGCONT");
  asleep.push(wake);
  return wake;
}

test.afterEach(() => asleep.splice(0).forEach((wake) => wake()));

test("a page that wakes in time rings on, and one that wakes in a call goes on with it", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  (await sleeps(bob))();
  await bob.answers();
  await connected(alice, bob);
  const wake = await sleeps(bob);
  await alice.hears("reconnecting");
  wake();
  await alice.hears("reconnected");
  await connected(bob);
  await hearing(alice, bob);
  await bob.hangsUp();
  await over(alice, bob);
  for (const one of [alice, bob]) expect(await one.record()).toMatchObject({ status: "completed", endedBy: "bob" });
});

interface Row {
  name: string;
  who: "caller" | "callee";
  begin(alice: Person, bob: Person): Promise<void>;
  /** What the one who is awake does meanwhile. */
  meanwhile?(awake: Person): Promise<void>;
  awake: string[];
  woken: string[];
}

async function ring(alice: Person, bob: Person): Promise<void> {
  await alice.calls("bob", { timeout: 2_500 });
  await bob.reaches("ringing");
  await alice.hears("ringing bob");
}

const LOST = ["callrecord completed, connection-failed", "ended"];

const ROWS: Row[] = [
  {
    name: "a caller that sleeps for longer than it may ring finds that nobody answered",
    who: "caller",
    begin: ring,
    awake: ["timeout bob", "callrecord missed", "ended"],
    woken: ["timeout bob", "callrecord missed", "ended"],
  },
  {
    name: "a page that sleeps while it rings, and is no longer wanted, rings no more when it wakes",
    who: "callee",
    begin: ring,
    meanwhile: (alice) => alice.hangsUp(),
    awake: ["hangup", "callrecord cancelled by alice", "ended"],
    woken: ["cancel alice", "callrecord missed by alice", "ended"],
  },
  {
    name: "a page that sleeps for too long in a call is lost, and so it finds when it wakes",
    who: "callee",
    begin: connect,
    awake: ["reconnecting bob", "reconnecting", "user-left bob reason=lost", ...LOST],
    woken: ["user-left alice reason=lost", ...LOST],
  },
];

for (const { name, who, begin, meanwhile, awake, woken } of ROWS) {
  test(name, byTools, async ({ person }) => {
    const [alice, bob] = [await person("alice", { reconnectTimeout: 1_500 }), await person("bob")];
    await begin(alice, bob);
    const [one, other] = who === "caller" ? [alice, bob] : [bob, alice];
    const before = await Promise.all([other.told(), one.told()]);
    const wake = await sleeps(one);
    await meanwhile?.(other);
    await over(other);
    wake();
    await over(one);
    for (const [person, start, told] of [[other, before[0], awake], [one, before[1], woken]] as const) {
      expect((await person.told()).slice(start.length)).toEqual(told);
      expect(await person.do(() => phone.live())).toEqual([]);
    }
  });
}
