// A page that sleeps in a call, as all do when the machine sleeps: found again when it wakes in time, given up when it does not.

import type { Page } from "@playwright/test";
import { connect, expect, over, test, type Person } from "./people.js";
import { byTools } from "./tab.js";

/** The process that runs a page: the one that is busy when the page is. */
async function processOf(person: Person): Promise<number> {
  const browser = await (person.page as Page).context().browser()!.newBrowserCDPSession();
  const renderers = async () => (await browser.send("SystemInfo.getProcessInfo")).processInfo.filter(({ type }) => type === "renderer");
  const before = new Map((await renderers()).map(({ id, cpuTime }) => [id, cpuTime]));
  await person.do(() => {
    const end = performance.now() + 300;
    while (performance.now() < end);
  });
  const worked = (await renderers()).map(({ id, cpuTime }) => ({ id, worked: cpuTime - (before.get(id) ?? cpuTime) }));
  return worked.reduce((most, one) => (one.worked > most.worked ? one : most)).id;
}

/** Puts a page to sleep, as the machine does with all of them; tells how to wake it. */
async function sleeps(person: Person): Promise<() => void> {
  const id = await processOf(person);
  process.kill(id, "SIGSTOP");
  return () => process.kill(id, "SIGCONT");
}

test("a page that wakes in time goes on with the call", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const wake = await sleeps(bob);
  await alice.hears("reconnecting");
  wake();
  await alice.hears("reconnected");
  await bob.reaches("connected");
  await Promise.all([alice.do(() => phone.moves(phone.view("bob").video)), bob.do(() => phone.moves(phone.view("alice").video))]);
});

test("a page that sleeps too long is lost, and hears when it wakes that the call is over", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice", { reconnectTimeout: 1_500 }), await person("bob")];
  await connect(alice, bob);
  const wake = await sleeps(bob);
  await over(alice);
  expect((await alice.told()).slice(-3)).toEqual(["user-left bob reason=lost", "callrecord completed, connection-failed", "ended"]);
  wake();
  await over(bob);
  expect((await bob.record()).status).toBe("completed");
  expect(await bob.do(() => phone.live())).toEqual([]);
});
