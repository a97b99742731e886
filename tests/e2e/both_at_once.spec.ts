// Two people who call each other at the same time have one call, and neither presses answer.

import { connected, expect, over, test, type Person } from "./people.js";

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

test("ten times in a row, both are connected in one call, and the other is given up once", async ({ person }) => {
  test.setTimeout(60_000);
  const [alice, bob] = [await person("alice"), await person("bob")];
  for (let round = 0; round < 10; round += 1) {
    const before = [(await alice.told()).length, (await bob.told()).length];
    await atOnce(...(round % 2 ? [alice, bob] : [bob, alice]) as [Person, Person]);
    await connected(alice, bob);
    const ids = await Promise.all([alice, bob].map((one) => one.do(() => phone.kit.call!.callId)));
    expect(ids[0]).toBe(ids[1]);
    await (round % 2 ? alice : bob).hangsUp();
    await over(alice, bob);
    const told = [(await alice.told()).slice(before[0]), (await bob.told()).slice(before[1])].map((lines) => lines.map((line) => line.replace(/^\d+: /, "")));
    const merged = told.map((lines) => lines.filter((line) => line.startsWith("merged")).length);
    expect(merged, told.map((lines) => lines.join(", ")).join("\n")).toEqual([1, 1]);
    for (const [index, lines] of told.entries()) {
      expect(lines.filter((line) => /^(invite|refuse|busy|timeout|cancel|answered-elsewhere|error|wrong)/.test(line))).toEqual([]);
      expect(lines.filter((line) => line === "connected" || line === "ended" || line.startsWith("callrecord"))).toEqual([
        "connected", `callrecord completed by ${round % 2 ? "alice" : "bob"}`, "ended",
      ]);
      expect(lines).toContain(`user-joined ${index === 0 ? "bob" : "alice"}`);
    }
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
