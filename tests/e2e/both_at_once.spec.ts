// Two people who call each other at the same time have one call, and neither presses answer.

import { connected, expect, test, type Person } from "./people.js";

/** The second calls the first on a word that the first says as it calls, and which comes before its invitation. */
async function atOnce(first: Person, second: Person, kinds: [0 | 1, 0 | 1] = [0, 0]): Promise<void> {
  const called = second.do(([to, callType]) => {
    const word = new BroadcastChannel("word");
    const started = new Promise((resolve, reject) => {
      word.onmessage = () => void phone.kit.startCall({ callType, to }).then(resolve, reject);
    });
    Object.assign(globalThis, { word });
    return started.then(() => word.close());
  }, [first.name, kinds[1]] as const);
  await second.page.waitForFunction(() => "word" in globalThis);
  await first.do(async ([to, callType]) => {
    new BroadcastChannel("word").postMessage("now");
    await phone.kit.startCall({ callType, to });
  }, [second.name, kinds[0]] as const);
  await called;
  await second.do(() => void Reflect.deleteProperty(globalThis, "word"));
}

/** In a page: in each round both call each other on one word and, once both are connected, one hangs up. Tells the call of each round. */
async function play({ to, isFirst, rounds }: { to: string; isFirst: boolean; rounds: number }): Promise<string[]> {
  const words = new BroadcastChannel("words");
  const heard = new Set<unknown>();
  const waiting = new Set<() => void>();
  const look = () => waiting.forEach((one) => one());
  const until = (holds: () => boolean) => new Promise<void>((resolve) => {
    const one = () => holds() && (waiting.delete(one), resolve());
    waiting.add(one);
    one();
  });
  words.onmessage = ({ data }) => {
    // Whoever listens first was not heard.
    if (data === "ready" && !heard.has(data)) words.postMessage(data);
    heard.add(data);
    look();
  };
  let ended = 0;
  phone.kit.on("statechange", ({ type }) => {
    if (type === "ended") ended += 1;
    look();
  });
  const meet = async (word: string) => { words.postMessage(word); await until(() => heard.has(word)); };

  await meet("ready");
  const calls = [];
  for (let round = 0; round < rounds; round += 1) {
    if (isFirst === (round % 2 === 0)) words.postMessage(`call ${round}`);
    else await until(() => heard.has(`call ${round}`));
    await phone.kit.startCall({ callType: 0, to, microphone: false });
    await until(() => phone.kit.state === "connected");
    calls.push(phone.kit.call!.callId);
    await meet(`connected ${round}`);
    if (isFirst === round < rounds / 2) await phone.kit.hangup();
    await until(() => ended > round);
    await meet(`ended ${round}`);
  }
  return calls;
}

test("fifty times in a row, both are connected in one call, and the other is given up once", async ({ person }) => {
  const [rounds, alice, bob] = [50, await person("alice"), await person("bob")];
  const calls = await Promise.all([alice.do(play, { to: "bob", isFirst: true, rounds }), bob.do(play, { to: "alice", isFirst: false, rounds })]);
  expect(calls[0]).toEqual(calls[1]);
  expect(new Set(calls[0]).size).toBe(rounds);
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
    const told = (await one.told()).map((line) => line.replace(/^\d+: /, ""));
    const count = (start: string) => told.filter((line) => line.startsWith(start)).length;
    expect(told.filter((line) => /^(invite|refuse|busy|timeout|cancel|answered-elsewhere|reconnect|error|wrong)/.test(line))).toEqual([]);
    expect(["merged", "connected", "ended", `user-joined ${other}`, "callrecord completed by alice", "callrecord completed by bob", "callrecord"].map(count))
      .toEqual([rounds, rounds, rounds, rounds, rounds / 2, rounds / 2, rounds]);
  }
});

test("it is a voice call where either wanted voice, and nobody sends what they did not ask for", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await atOnce(alice, bob, [0, 1]);
  await connected(alice, bob);
  for (const one of [alice, bob]) {
    await expect.poll(() => one.do(() => [phone.kit.call!.callType, phone.kit.call!.members.map(({ camera }) => camera)])).toEqual([0, [false, false]]);
    await expect.poll(() => one.do(() => phone.live())).toEqual(["audio"]);
  }
});

test("two who both wanted video see each other", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await atOnce(alice, bob, [1, 1]);
  await connected(alice, bob);
  await Promise.all([alice.do(() => phone.moves(phone.view("bob").video)), bob.do(() => phone.moves(phone.view("alice").video))]);
});
