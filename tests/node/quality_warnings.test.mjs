// What is wrong with a person's media, from one look at their path after another.

import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./source.mjs";

const { Meter } = await source("quality/meter.ts");

const GOOD = { rtt: 0.02, jitter: 0.002, packets: 100, lost: 0, bytes: 20_000, frames: 30, said: 0 };
const FULL = { microphone: true, camera: true };

/** Looks at Bob, who sends this, and at Carol, with whom all is well; each look adds what one second brings. */
function look(sends, ...seconds) {
  const told = [];
  const everybody = { alice: {}, bob: sends, carol: FULL };
  const call = { members: Object.entries(everybody).map(([userId, sent]) => ({ userId, state: "joined", ...sent })) };
  const meter = new Meter({
    me: "alice", call: () => call, microphone: () => null, wants: (type) => type !== "volume",
    emit: (type, detail) => told.push(type === "warning" ? detail : detail.find(({ userId }) => userId === "bob")),
  });
  const totals = () => ({ packets: 0, lost: 0, bytes: 0, frames: 0, said: 0 });
  const paths = new Map();
  const path = (name, { connectionState = "connected", ...second }) => {
    if (!paths.has(name)) paths.set(name, { peer: { connectionState }, sum: totals() });
    const { peer, sum } = paths.get(name);
    for (const key of Object.keys(sum)) sum[key] += second[key];
    return [peer, new Map(Object.entries({
      pair: { type: "candidate-pair", selected: true, currentRoundTripTime: second.rtt },
      in: { type: "inbound-rtp", jitter: second.jitter, packetsReceived: sum.packets, packetsLost: sum.lost, bytesReceived: sum.bytes, framesDecoded: sum.frames },
      out: { type: "outbound-rtp", packetsSent: sum.packets, bytesSent: sum.bytes, framesEncoded: sum.frames },
      remote: { type: "remote-inbound-rtp", packetsLost: sum.said },
    }))];
  };
  for (const { over = "first", gone = false, ...second } of seconds) {
    if (gone) call.members = call.members.filter(({ userId }) => userId !== "bob");
    meter.look([["bob", ...path(over, { ...GOOD, ...second })], ["carol", ...path("carol", GOOD)]]);
  }
  const during = told.splice(0).filter(Boolean);
  meter.stop();
  const warnings = (list) => list.filter(({ code }) => code).map(({ code, userId, active }) => `${code} ${userId} ${active}`);
  return { raised: warnings(during), after: warnings(told), quality: during.filter(({ code }) => !code).at(-1) };
}

const lasting = (second) => Array(5).fill(second);

for (const [what, code, sends, second] of [
  ["nothing comes from who sends", "no-media", FULL, { packets: 0, bytes: 0, frames: 0 }],
  ["sound comes, and no other picture", "frozen-camera", FULL, { frames: 0 }],
  ["pictures come in so few bits that nothing can be seen", "low-bitrate", FULL, { bytes: 4_900 }],
  ["one packet of ten that they send is lost", "high-loss", FULL, { lost: 10 }],
  ["one packet of ten that is sent to them is lost", "high-loss", FULL, { said: 10 }],
  ["it takes half a second there and back", "high-rtt", FULL, { rtt: 0.5 }],
  ["packets come unevenly", "high-jitter", FULL, { jitter: 0.07 }],
]) {
  test(`where ${what}, ${code} is raised, and ended with the call`, () => {
    const { raised, after } = look(sends, ...lasting(second));
    assert.ok(raised.includes(`${code} bob true`), raised.join());
    assert.deepEqual(raised.filter((one) => /frozen|high/.test(one)), /frozen|high/.test(code) ? [`${code} bob true`] : []);
    assert.deepEqual(after, raised.map((one) => one.replace("true", "false")));
  });
}

for (const [what, sends, second] of [
  ["all is well", FULL, {}],
  ["a picture takes little, and enough", FULL, { bytes: 6_000 }],
  ["a voice takes as little as it does", { microphone: true }, { bytes: 4_000, frames: 0 }],
  ["nothing is sent and nothing comes", {}, { packets: 0, bytes: 0, frames: 0 }],
  ["packets that were thought lost come late", FULL, { lost: -50 }],
]) {
  test(`where ${what}, nothing is wrong`, () => assert.deepEqual(look(sends, { lost: 300 }, ...lasting(second)).raised, []));
}

test("who leaves takes along what was wrong with them", () => {
  const { raised, after } = look(FULL, ...lasting({ frames: 0 }), { gone: true });
  assert.deepEqual([raised, after], [["frozen-camera bob true", "frozen-camera bob false"], []]);
});

test("somebody who sends and from whom nothing comes is down, and who sends nothing is not", () => {
  const { quality } = look(FULL, {}, { packets: 0, bytes: 0, frames: 0 });
  assert.equal(quality.downlink, 6);
  const { quality: silent } = look({}, ...lasting({ packets: 0, bytes: 0, frames: 0 }));
  assert.equal(silent.downlink, 0);
});

test("of a path that was made anew nothing is known before its second look, and it is not compared with the last", () => {
  const { raised, quality } = look(FULL, ...lasting({}), { over: "second" });
  assert.deepEqual([raised, quality], [[], { userId: "bob", uplink: 0, downlink: 0, rtt: 20, loss: null }]);
});

test("what is told of loss is never less than none", () => {
  assert.equal(look(FULL, { lost: 300 }, ...lasting({ lost: -50 })).quality.loss, 0);
});
