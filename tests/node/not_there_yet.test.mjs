import assert from "node:assert/strict";
import { test } from "node:test";
import { CallKit } from "../../dist/index.js";
import { refusal } from "./refusal.mjs";

const kit = new CallKit();
const LATER = {
  cancelInvite: ["bob"],
  joinCall: [{ channel: "room", callId: "id", callType: 2, members: ["bob"] }],
  requestAddPerson: [],
  resume: [],
  renewToken: ["token"],
  switchCamera: [],
  shareScreen: [true],
  switchCallType: [1],
  answerCallType: [true],
  preview: [true],
  listDevices: [],
  setDevice: ["camera", "id"],
  setRemoteVolume: ["bob", 0],
  getStats: [],
  exportTrace: ["id"],
};

for (const [method, args] of Object.entries(LATER)) {
  test(`${method} says that it is not there yet`, async () => {
    const { code, message } = await refusal(() => kit[method](...args));
    assert.equal(code, "not-supported");
    assert.match(message, new RegExp(`^${method}:`));
  });
}
