import assert from "node:assert/strict";
import { test } from "node:test";
import { CallKit } from "../../dist/index.js";
import { source } from "./source.mjs";

const { Names } = await source("names.ts");

test("a person without a custom name is called by their user id, whatever it is", () => {
  const kit = new CallKit();
  for (const user of ["bob", "constructor", "__proto__"]) assert.equal(kit.displayName(user), user);
});

test("custom names are merged into those that were set before", () => {
  const kit = new CallKit();
  kit.setUserIdMap({ bob: "Bob", carol: "Carol" });
  kit.setUserIdMap({ bob: "Robert" });
  assert.deepEqual(["bob", "carol", "dave"].map((user) => kit.displayName(user)), ["Robert", "Carol", "dave"]);
});

test("each CallKit has its own names", () => {
  const [one, other] = [new CallKit(), new CallKit()];
  one.setUserIdMap({ bob: "Bob" });
  assert.equal(other.displayName("bob"), "bob");
});

test("a custom name may be of a person's id in the media room; of the last 1024 people who told theirs it is known", () => {
  const names = new Names();
  names.give({ 77: "Seventy-seven", carol: "Carol" });
  names.learn("alice", "77");
  names.learn("carol", "77");
  assert.deepEqual(["alice", "carol", "77"].map((user) => names.of(user)), ["Seventy-seven", "Carol", "Seventy-seven"]);
  for (let other = 3; other <= 1024; other += 1) names.learn(`other ${other}`, `${other + 1000}`);
  assert.equal(names.of("alice"), "Seventy-seven");
  names.learn("one more", "1");
  assert.deepEqual(["alice", "carol"].map((user) => names.of(user)), ["alice", "Carol"]);
});
