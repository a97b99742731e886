// What is kept of a call for whoever looks for a fault in it: how it went, bounded, and no word of anybody.

import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./source.mjs";

const { Trace } = await source("trace.ts");

const message = (kind, call, more = {}) => JSON.stringify({ k: kind, c: call, d: "device", ...more });
const lines = (trace, call) => trace.export(call, "json", "alice")?.split("\n").map((line) => JSON.parse(line)) ?? null;
const words = (trace, call) => lines(trace, call)?.map(({ way, what, user }) => [way, what, user].filter(Boolean).join(" ")) ?? null;

test("whatever else a message or an event says, numbers, flags and a few words of our own are all that is kept of it", () => {
  const trace = new Trace();
  const secrets = { ext: "secret", text: "secret", name: ["secret"], sdp: { sdp: "secret" }, candidates: [{ candidate: "secret" }], nothing: null };
  trace.message("sent", "bob", message("invite", "call", { ...secrets, n: 7, on: true }));
  trace.event("call", "hangup", { ...secrets, userId: "bob", reason: "secret", duration: 5, status: "completed" });
  assert.deepEqual(lines(trace, "call").map(({ time, ...line }) => line), [
    { what: "invite", way: "sent", user: "bob", d: "device", n: 7, on: true },
    { what: "hangup", user: "bob", duration: 5, status: "completed" },
  ]);
  for (const format of ["json", "mermaid"]) assert.doesNotMatch(trace.export("call", format, "alice"), /secret/);
});

test("of more than 20 calls the one to which nothing has happened for longest is forgotten", () => {
  const trace = new Trace();
  for (let call = 1; call <= 20; call += 1) trace.event(`call ${call}`, "ringing");
  trace.event("call 1", "connected");
  trace.event("call 21", "ringing");
  assert.deepEqual(words(trace, "call 1"), ["ringing", "connected"]);
  assert.equal(words(trace, "call 2"), null);
  assert.deepEqual(words(trace, "call 3"), ["ringing"]);
});

test("of a long call its last 500 lines are kept", () => {
  const trace = new Trace();
  for (let line = 1; line <= 600; line += 1) trace.event("call", `line ${line}`);
  const kept = words(trace, "call");
  assert.deepEqual([kept.length, kept[0], kept.at(-1)], [500, "line 101", "line 600"]);
});

test("what came before this device did anything about a call is told with the rest, and a call about which it does nothing is not there", () => {
  const trace = new Trace();
  trace.message("received", "bob", message("invite", "call"));
  for (let other = 1; other <= 10; other += 1) trace.message("received", "mallory", message("invite", `other ${other}`));
  trace.request("answerCall", () => trace.message("sent", "bob", message("answer", "call")));
  assert.deepEqual(words(trace, "call"), ["received invite bob", "answerCall", "sent answer bob"]);
  assert.equal(words(trace, "other 1"), null);
});

test("however many calls others begin, the first of them are forgotten", () => {
  const trace = new Trace();
  trace.message("received", "bob", message("invite", "call"));
  for (let other = 1; other <= 32; other += 1) trace.message("received", "mallory", message("invite", `other ${other}`));
  trace.message("sent", "bob", message("answer", "call"));
  assert.deepEqual(words(trace, "call"), ["sent answer bob"]);
});

test("what cannot be read, and what is of no call, is left out", () => {
  const trace = new Trace();
  for (const text of ["nonsense", "null", "7", "[]", '{"k":"invite"}', '{"c":"call"}', '{"k":1,"c":"call"}']) trace.message("sent", "bob", text);
  trace.event(undefined, "error");
  assert.equal(words(trace, "call"), null);
});

test("a request belongs to what it leads to, and one that leads to nothing to no call", () => {
  const trace = new Trace();
  trace.request("hangup", () => {});
  trace.event("call", "ringing");
  assert.throws(() => trace.request("setCamera", () => { throw new Error("refused"); }), /refused/);
  trace.event("call", "connected");
  assert.deepEqual(words(trace, "call"), ["ringing", "connected"]);
});

test("in the diagram each message goes from one to the other, and what goes over the data channel has another arrow", () => {
  const trace = new Trace();
  trace.message("sent", "bob", message("invite", "call"));
  trace.message("received", "bob", message("ack", "call"), true);
  trace.event("call", "connected");
  assert.deepEqual(trace.export("call", "mermaid", "alice").replace(/\d+ ms/g, "0 ms").split("\n  "), [
    "sequenceDiagram", "participant p0 as alice", "participant p1 as bob",
    "p0->>p1: 0 ms invite d=device", "p1-->>p0: 0 ms ack d=device", "Note over p0: 0 ms connected",
  ]);
});

test("a name that would begin another line of the diagram, or be markup, is a name in it", () => {
  const trace = new Trace();
  trace.message("sent", "bob\nparticipant <b>;%%", message("invite", "call"));
  const [, , named] = trace.export("call", "mermaid", "alice").split("\n  ");
  assert.equal(named, "participant p1 as bob#10;participant #60;b#62;#59;#37;#37;");
});
