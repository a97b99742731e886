// What the page says of an invitation and of its path, as the core takes it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./source.mjs";

const { ahead, verdict } = await source("preconnect.ts");
const invite = { from: "alice" };

test("without a word the path waits for the answer, but for one over a relay, where pictures do", () => {
  assert.deepEqual([{}, { iceTransportPolicy: "relay" }, { preconnect: "accept", iceTransportPolicy: "relay" }].map((options) => ahead(options, invite)), [0, 1, 0]);
});

test("ring is said for all invitations, a function is asked for each", () => {
  const ofFriends = { preconnect: ({ from }) => from === "alice" };
  assert.equal(ahead({ preconnect: "ring" }), 2);
  assert.deepEqual([ahead(ofFriends, invite), ahead(ofFriends, { from: "mallory" }), ahead(ofFriends)], [2, 0, 0]);
});

test("anything but true from the function, and its failing, builds nothing", async (t) => {
  const reported = [];
  t.mock.method(console, "error", (error) => reported.push(error));
  const fails = () => { throw new Error("no"); };
  assert.deepEqual([() => "yes", () => Promise.resolve(true), fails].map((preconnect) => ahead({ preconnect }, invite)), [0, 0, 0]);
  assert.equal(await verdict({ preconnect: fails }, invite), 0);
});

test("a page that fails to decide lets it ring", async (t) => {
  const { mock } = t.mock.method(console, "error", () => {});
  for (const beforeRing of [() => { throw new Error("no"); }, async () => { throw new Error("no"); }]) assert.equal(await verdict({ beforeRing }, invite), 0);
  assert.equal(mock.callCount(), 2);
});

test("whoever is not disturbed is asked for no path", async () => {
  const asked = [];
  const preconnect = (one) => { asked.push(one); return true; };
  assert.equal(await verdict({ beforeRing: () => false, preconnect }, invite), 1);
  assert.equal(await verdict({ beforeRing: async () => "ignore", preconnect }, invite), 2);
  assert.deepEqual(asked, []);
  assert.equal(await verdict({ beforeRing: () => true, preconnect }, invite), 3);
  assert.equal(await verdict({ beforeRing: () => true }, invite), 0);
});
