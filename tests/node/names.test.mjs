import assert from "node:assert/strict";
import { test } from "node:test";
import { CallKit } from "../../dist/index.js";

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
