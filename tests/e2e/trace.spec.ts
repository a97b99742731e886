// What a call's trace tells, and what it must not.

import { connect, expect, over, test, type Person } from "./people.js";

interface Line { time: number; what: string; user?: string; way?: string; direct?: true }

const lines = async (person: Person): Promise<Line[]> =>
  (await person.do(() => phone.kit.exportTrace(phone.records.at(-1)!.callId)!)).split("\n").map((line) => JSON.parse(line));

const words = ({ what, user, way, direct }: Line) => [way, what, user, direct && "direct"].filter(Boolean).join(" ");

test("the trace tells the whole call, at both sides, over both carriers", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  await bob.hangsUp();
  await over(alice, bob);
  const inOrder = (told: string[], wanted: string[]) => told.filter((line, at) => wanted.includes(line) && told.indexOf(line) === at);
  const caller = ["startCall", "sent invite bob", "received alert bob", "sent confirm-ring bob", "ringing bob", "received answer bob", "accept bob",
    "connecting", "user-joined bob", "connected", "user-left bob", "callrecord", "ended"];
  const callee = ["received invite alice", "invite", "sent alert alice", "answerCall", "sent answer alice", "connected", "sent leave alice", "sent leave alice direct", "hangup", "ended"];
  const [heard, said] = [(await lines(alice)).map(words), (await lines(bob)).map(words)];
  for (const line of caller) expect(heard).toContain(line);
  expect(heard).toContainEqual(expect.stringMatching(/^received .* bob direct$/));
  for (const line of callee) expect(said).toContain(line);
  expect(inOrder(heard, ["startCall", "sent invite bob", "received answer bob", "connected", "ended"])).toEqual(
    ["startCall", "sent invite bob", "received answer bob", "connected", "ended"]);
  const times = (await lines(alice)).map(({ time }) => time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test("no words of people, descriptions or addresses are in it", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob", { deviceName: "secret device" })];
  await alice.do(() => phone.kit.startCall({ callType: 0, to: "bob", message: "secret message", ext: { a: "secret ext" } }));
  await bob.reaches("ringing");
  await bob.do(() => phone.kit.answerCall(true, undefined, { reason: "secret reason", ext: { a: "secret ext" } }));
  await Promise.all([alice.reaches("connected"), bob.reaches("connected")]);
  await alice.do(() => phone.kit.hangup("secret reason", { a: "secret ext" }));
  await over(alice, bob);
  for (const one of [alice, bob]) {
    const traces = await one.do(() => (["json", "mermaid"] as const).map((format) => phone.kit.exportTrace(phone.records.at(-1)!.callId, format)!));
    for (const trace of traces) {
      expect(trace).toContain("describe");
      expect(trace).toContain("candidates");
      expect(trace).not.toMatch(/secret|v=0|a=|ufrag|fingerprint|candidate:|\d+\.\d+\.\d+\.\d+|\.local/);
    }
  }
});

test("a stranger's invitations push no call out of the trace, and a call that never was has none", async ({ person }) => {
  const [alice, mallory] = [await person("alice"), await person("mallory")];
  const { callId } = await alice.calls("bob");
  await mallory.do(async () => {
    const tabs = new phone.TabsConnection("mallory");
    for (let index = 0; index < 100; index += 1) await tabs.send("alice", JSON.stringify({ v: 1, k: "media", a: "e2e", c: `stranger ${index}`, d: "d", b: 1, n: 1 }));
    await tabs.send("alice", "the last");
  });
  await alice.hangsUp();
  const [trace, none] = await alice.do((callId) => [phone.kit.exportTrace(callId), phone.kit.exportTrace("stranger 99")], callId);
  expect(trace).toContain('"startCall"');
  expect(none).toBe(null);
});
