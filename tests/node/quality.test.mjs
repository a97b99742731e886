// How good a path is said to be, who speaks, and when something is worth a warning.

import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./source.mjs";

const { grade, opinion, Steady } = await source("quality/score.ts");
const { Warnings } = await source("quality/warnings.ts");
const { Arrivals } = await source("quality/arrivals.ts");
const { Speech } = await source("quality/speech.ts");
const { sample } = await source("quality/sample.ts");
const { Meter } = await source("quality/meter.ts");
const { Quality } = await source("quality/quality.ts");

const graded = (rtt, jitter, loss) => grade(opinion(rtt, jitter, loss));

test("a grade says what people would: delay hurts late, loss at once", () => {
  assert.equal(graded(20, 2, 0), 1);
  assert.equal(graded(200, 10, 0), 1);
  assert.equal(graded(20, 2, 0.02), 2);
  assert.equal(graded(400, 30, 0.02), 3);
  assert.equal(graded(600, 40, 0.03), 4);
  assert.equal(graded(20, 2, 0.3), 5);
});

test("an opinion stays between 1 and 4.5, and nothing that gets worse makes it better", () => {
  let last = 5;
  for (let bad = 0; bad <= 100; bad += 1) {
    const score = opinion(bad * 30, bad * 5, bad / 100);
    assert.ok(score >= 1 && score <= 4.5 && score <= last, `${bad}: ${score}`);
    last = score;
  }
});

test("a grade follows what lasts: two samples for the worse, three for the better", () => {
  const steady = new Steady();
  const told = [1, 3, 1, 3, 3, 1, 1, 3, 1, 1, 1].map((one) => steady.take(one));
  assert.deepEqual(told, [1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 1]);
});

test("down, and up again, is told at once", () => {
  const steady = new Steady();
  assert.deepEqual([2, 6, 2, 0, 2].map((one) => steady.take(one)), [2, 6, 2, 0, 2]);
});

/** What is told of these samples: x bad, o good. */
function warned(samples) {
  const told = [];
  const warnings = new Warnings("bob", ({ code, userId, active }) => told.push(`${code} ${userId} ${active}`));
  const after = [...samples].map((one) => {
    warnings.take("high-rtt", one === "x", 1);
    return told.length;
  });
  return { told, after, warnings };
}

test("three bad samples of five raise a warning, once", () => {
  assert.deepEqual(warned("xxoo").told, []);
  assert.deepEqual(warned("xxooox").told, []);
  assert.deepEqual(warned("xoxox").after, [0, 0, 0, 0, 1]);
  assert.deepEqual(warned("xxxxxxxx").told, ["high-rtt bob true"]);
});

test("five good ones in a row end it, once", () => {
  assert.deepEqual(warned("xxxoooo").told, ["high-rtt bob true"]);
  assert.deepEqual(warned("xxxooxoooo").told, ["high-rtt bob true"]);
  assert.deepEqual(warned("xxxooooooo").told, ["high-rtt bob true", "high-rtt bob false"]);
});

test("a warning that is raised when the person leaves is ended", () => {
  const { told, warnings } = warned("xxx");
  warnings.end();
  warnings.end();
  assert.deepEqual(told, ["high-rtt bob true", "high-rtt bob false"]);
});

test("the value that is told is the one that was bad", () => {
  const told = [];
  const warnings = new Warnings(null, (warning) => told.push(warning));
  for (const value of [500, 600, 700]) warnings.take("high-rtt", value > 400, value);
  assert.deepEqual(told, [{ code: "high-rtt", userId: null, active: true, value: 700 }]);
});

/** Whether a person speaks, by levels at every fifth of a second. */
function speaks(levels) {
  const speech = new Speech();
  return levels.map((level, index) => speech.hears(level, index * 200));
}

test("speech is told from silence and from a steady noise", () => {
  assert.ok(!speaks(Array(50).fill(0)).includes(true));
  assert.ok(!speaks(Array(50).fill(0.1)).includes(true), "a fan");
  assert.deepEqual(speaks([0.001, 0.3]), [false, true]);
  assert.deepEqual(speaks([0.1, 0.1, 0.3]), [false, false, true], "above the fan");
});

test("gaps between words do not end it, a pause does", () => {
  assert.deepEqual(speaks([0, 0.3, 0, 0, 0.3, 0, 0, 0, 0]), [false, true, true, true, true, true, true, false, false]);
});

const report = (...entries) => new Map(entries.map((entry) => [entry.id, entry]));

test("a report of Chromium, where the transport names the pair", () => {
  const read = sample(report(
    { id: "T", type: "transport", selectedCandidatePairId: "P2" },
    { id: "P1", type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 9, localCandidateId: "L1" },
    { id: "P2", type: "candidate-pair", currentRoundTripTime: 0.05, localCandidateId: "L2" },
    { id: "L2", type: "local-candidate", candidateType: "relay", protocol: "udp", relayProtocol: "tcp" },
    { id: "A", type: "inbound-rtp", kind: "audio", jitter: 0.002, packetsReceived: 50, packetsLost: 1, bytesReceived: 4000 },
    { id: "V", type: "inbound-rtp", kind: "video", jitter: 0.01, packetsReceived: 100, packetsLost: 2, bytesReceived: 90000, framesDecoded: 30 },
    { id: "O", type: "outbound-rtp", kind: "video", packetsSent: 80, bytesSent: 70000, framesEncoded: 29 },
    { id: "R", type: "remote-inbound-rtp", packetsLost: 4, roundTripTime: 0.06 },
  ));
  assert.deepEqual(read, {
    rtt: 50, jitter: 10, received: { packets: 150, lost: 3, bytes: 94000 }, sent: { packets: 80, lost: 4, bytes: 70000 },
    framesShown: 30, framesSent: 29, path: "relay", protocol: "udp",
  });
});

test("a report of Firefox, where the pair is marked and has no round trip time", () => {
  const read = sample(report(
    { id: "P", type: "candidate-pair", selected: true, localCandidateId: "L" },
    { id: "L", type: "local-candidate", candidateType: "host", protocol: "tcp" },
    { id: "R", type: "remote-inbound-rtp", roundTripTime: 0.06 },
  ));
  assert.deepEqual([read.rtt, read.path, read.protocol, read.jitter], [60, "host", "tcp", null]);
});

test("a report of a path that is not there yet", () => {
  assert.deepEqual(sample(report()), {
    rtt: null, jitter: null, received: { packets: 0, lost: 0, bytes: 0 }, sent: { packets: 0, lost: 0, bytes: 0 },
    framesShown: 0, framesSent: 0, path: null, protocol: null,
  });
});

test("what a look has seen is told once, with the paths that gave no report", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const told = [];
  const report = new Map();
  const paths = [["bob", { getStats: async () => report }], ["carol", { getStats: async () => Promise.reject(new Error("closed")) }]];
  const arrivals = new Arrivals({ call: () => null, peers: () => paths }, () => assert.fail("nobody is told of"), (looks) => told.push(looks));
  t.after(() => arrivals.stop());
  t.mock.timers.tick(1000);
  await new Promise(setImmediate);
  assert.deepEqual(told, [[[...paths[0], report], [...paths[1], null]]]);
});

test("somebody who sends and from whom nothing comes is told of once, and when something comes over a path that was thought broken", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const told = [];
  const member = { userId: "bob", microphone: true };
  let packets = 7;
  const path = () => ({ connectionState: "connected", getStats: async () => new Map([["in", { type: "inbound-rtp", packetsReceived: packets }]]) });
  let peer = path();
  const arrivals = new Arrivals({ call: () => ({ members: [member] }), peers: () => [["bob", peer]] }, (...what) => told.push(what), () => {});
  t.after(() => arrivals.stop());
  const looks = async (times) => {
    for (let look = 0; look < times; look += 1) {
      t.mock.timers.tick(1000);
      await new Promise(setImmediate);
    }
    return told.splice(0);
  };
  assert.deepEqual(await looks(3), []);
  assert.deepEqual(await looks(1), [["bob", false]]);
  assert.deepEqual(await looks(5), []);
  peer = path();
  assert.deepEqual(await looks(5), [], "the path was made anew, and nothing comes still");
  packets += 1;
  assert.deepEqual(await looks(3), []);
  assert.deepEqual(await looks(1), [["bob", false]]);
  packets += 1;
  await looks(1);
  member.microphone = false;
  assert.deepEqual(await looks(5), [], "nothing is sent");
  member.microphone = true;
  peer.connectionState = "disconnected";
  assert.deepEqual(await looks(5), [], "the path is down, which is known");
  peer.connectionState = "connected";
  member.state = "reconnecting";
  assert.deepEqual(await looks(1), [], "nothing has come yet");
  packets += 1;
  assert.deepEqual(await looks(1), [["bob", true]]);
  peer = path();
  packets += 1;
  assert.deepEqual(await looks(1), [], "another path, of which nothing is known");
});

/** What a meter tells of these people's paths; each gives a number of lost packets of a hundred, or null where nothing is up. */
function measured(people) {
  const members = Object.keys(people).map((userId) => ({ userId, state: "joined", microphone: true }));
  const told = [];
  const meter = new Meter({
    me: "alice",
    call: () => ({ members: [{ userId: "alice", state: "joined" }, ...members] }),
    microphone: () => null,
    wants: (type) => type === "networkquality",
    emit: (type, detail) => told.push([type, detail]),
  });
  const paths = Object.entries(people).map(([user, lost]) => ({ user, lost, peer: { connectionState: lost === null ? "failed" : "connected" } }));
  const look = (times) => meter.look(paths.map(({ user, lost, peer }) => [user, peer, report(
    { id: "P", type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 0.02 },
    { id: "A", type: "inbound-rtp", kind: "audio", jitter: 0.002, packetsReceived: 100 * times, packetsLost: lost * times, bytesReceived: 1e5 * times },
  )]));
  for (let times = 1; times <= 4; times += 1) look(times);
  meter.stop();
  return told.filter(([type]) => type === "networkquality").at(-1)[1];
}

const downlinks = (people) => measured(people).map(({ userId, downlink }) => `${userId} ${downlink}`);

test("one's own link is as good as the best of the paths over it, each of which is told", () => {
  assert.deepEqual(downlinks({ bob: 30, carol: 0, dave: 2 }), ["alice 1", "bob 5", "carol 1", "dave 2"]);
  assert.deepEqual(downlinks({ bob: 30 }), ["alice 5", "bob 5"]);
});

test("one's own link is down where every path is, and unknown where nothing is known of a path that is up", () => {
  assert.deepEqual(downlinks({ bob: null, carol: 2 }), ["alice 2", "bob 6", "carol 2"]);
  assert.deepEqual(downlinks({ bob: null }), ["alice 6", "bob 6"]);
  for (const people of [{ bob: 0, carol: 0 }, { bob: 0, carol: null }]) {
    const [mine] = measured(people);
    assert.deepEqual([mine.uplink, mine.rtt, mine.loss], [0, null, null], "nobody has been sent anything");
  }
});

test("what measures a call and has loaded after its end is not begun", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  let begun = 0;
  const microphone = () => (begun += 1, null);
  const quality = new Quality({ me: "alice", call: () => null, peers: () => [], microphone, wants: () => true, emit() {} }, () => {}, assert.fail);
  const loaded = () => new Promise(setImmediate);
  quality.start();
  quality.stop();
  await loaded();
  assert.equal(begun, 0);
  quality.start();
  await loaded();
  quality.stop();
  assert.equal(begun, 1);
});
