import assert from "node:assert/strict";
import { test } from "node:test";
import { CallKit } from "../../dist/index.js";
import { refusal } from "./refusal.mjs";

const kit = new CallKit();
const LATER = {
  switchCamera: [],
  shareScreen: [true],
  switchCallType: [1],
  answerCallType: [true],
  preview: [true],
  listDevices: [],
  setDevice: ["camera", "id"],
  setRemoteVolume: ["bob", 0],
};

for (const [method, args] of Object.entries(LATER)) {
  test(`${method} says that it is not there yet`, async () => {
    const { code, message } = await refusal(() => kit[method](...args));
    assert.equal(code, "not-supported");
    assert.match(message, new RegExp(`^${method}:`));
  });
}
