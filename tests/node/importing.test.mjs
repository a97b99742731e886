import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { refusal } from "./refusal.mjs";

const dist = new URL("../../dist/", import.meta.url).href;
const script = (code) => execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8", timeout: 20_000 });

test("importing adds no global, keeps no process alive and prints nothing", () => {
  const printed = script(`
    const before = Reflect.ownKeys(globalThis).length;
    await import("${dist}index.js");
    await import("${dist}connections.js");
    const added = Reflect.ownKeys(globalThis).length - before;
    if (added) console.log("globals added:", added);
  `);
  assert.equal(printed, "");
});

test("a page that is rendered on a server may construct, read and listen, and keeps nothing alive", () => {
  const printed = script(`
    const { default: CallKit } = await import("${dist}index.js");
    const { TabsConnection } = await import("${dist}connections.js");
    new TabsConnection("alice");
    const kit = new CallKit();
    kit.onInvite = () => {};
    kit.on("statechange", () => {})();
    console.log(kit.state, kit.call, kit.invites.length, kit.lastRecord, kit.resumable, kit.userId, kit.deviceId, kit.localStream);
  `);
  assert.equal(printed.trim(), "idle null 0 null null null null null");
});

test("the default export and the named one are the same class", async () => {
  const { default: byDefault, CallKit } = await import("../../dist/index.js");
  assert.equal(byDefault, CallKit);
  assert.ok(new CallKit() instanceof EventTarget);
});

test("the four kinds of call have the numbers that existing call kits use", async () => {
  const { CallType } = await import("../../dist/index.js");
  assert.deepEqual(CallType, { Audio: 0, Video: 1, GroupVideo: 2, GroupAudio: 3 });
});

test("the connections have an entry of their own", async () => {
  const main = await import("../../dist/index.js");
  const connections = await import("../../dist/connections.js");
  assert.deepEqual(Object.keys(main).sort(), ["CallKit", "CallKitError", "CallType", "default"]);
  assert.deepEqual(Object.keys(connections).sort(), ["TabsConnection", "WebSocketConnection"]);
});

test("where React renders parts on the server alone, the component says that it is none of those", () => {
  assert.match(readFileSync(new URL("react.js", dist), "utf8"), /^"use client";/);
});

test("outside a browser init says that it needs one, and may be called again", async () => {
  const { CallKit } = await import("../../dist/index.js");
  const kit = new CallKit();
  assert.equal((await refusal(() => kit.init("app", "alice"))).code, "unsupported-browser");
  assert.equal((await refusal(() => kit.init("app", "alice"))).code, "unsupported-browser");
  assert.equal(kit.userId, null);
  await kit.destroy();
});
