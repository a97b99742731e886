import assert from "node:assert/strict";
import { CallKitError } from "../../dist/index.js";

/** What the package threw or rejected with. */
export async function refusal(doing) {
  try {
    await doing();
  } catch (error) {
    assert.ok(error instanceof CallKitError, `a CallKitError, not ${error}`);
    return error;
  }
  assert.fail("nothing was refused");
}
