// What is wrong about an argument is said before anything else; then, that nobody is signed in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CallKit } from "../../dist/index.js";
import { refusal } from "./refusal.mjs";

const kit = new CallKit();

const REFUSED = {
  "shareScreen.on": [() => kit.shareScreen(), () => kit.shareScreen("yes")],
  "shareScreen.options": [() => kit.shareScreen(true, true)],
  "shareScreen.audio": [() => kit.shareScreen(true, { audio: "stereo" })],
  "switchCallType.type": [() => kit.switchCallType(), () => kit.switchCallType(4), () => kit.switchCallType("1")],
  "answerCallType.accept": [() => kit.answerCallType(), () => kit.answerCallType(1)],
  "preview.on": [() => kit.preview(), () => kit.preview("local")],
  "setDevice.kind": [() => kit.setDevice("mouse", "id"), () => kit.setDevice(undefined, "id")],
  "setDevice.deviceId": [() => kit.setDevice("camera"), () => kit.setDevice("camera", ""), () => kit.setDevice("camera", "x".repeat(2000))],
  "setRemoteVolume.user": [() => kit.setRemoteVolume("", 1)],
  "setRemoteVolume.volume": [() => kit.setRemoteVolume("bob"), () => kit.setRemoteVolume("bob", -0.1), () => kit.setRemoteVolume("bob", 1.1), () => kit.setRemoteVolume("bob", NaN)],
};

for (const [field, doings] of Object.entries(REFUSED)) {
  test(`${field} that is wrong is refused by name`, async () => {
    for (const doing of doings) {
      const error = await refusal(doing);
      assert.deepEqual([error.code, error.field], ["invalid-argument", field]);
    }
  });
}

const RIGHT = {
  switchCamera: [], shareScreen: [true], switchCallType: [1], answerCallType: [true], preview: [true], listDevices: [],
  setDevice: ["camera", "id"], setRemoteVolume: ["bob", 0],
};

for (const [method, args] of Object.entries(RIGHT)) {
  test(`${method} wants init first`, async () => {
    assert.equal((await refusal(() => kit[method](...args))).code, "not-initialized");
  });
}
