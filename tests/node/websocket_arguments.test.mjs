import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { WebSocketConnection } from "../../dist/connections.js";
import { refusal } from "./refusal.mjs";

const good = { userId: "alice", token: "t" };
const address = "wss://example.org/ws";
const WRONG = {
  "url": [[undefined, good], ["", good], ["nowhere", good], ["/ws", good], ["ftp://example.org/ws", good], ["wss://alice:secret@example.org/ws", good], [5, good], [{}, good]],
  "options": [[address], [address, null], [address, "alice"]],
  "userId": [[address, {}], [address, { token: "t" }], [address, { ...good, userId: "" }], [address, { ...good, userId: 5 }], [address, { ...good, userId: "a".repeat(129) }]],
  "token": [[address, { userId: "alice" }], [address, { ...good, token: "" }], [address, { ...good, token: 5 }], [address, { ...good, token: Promise.resolve("t") }]],
};

for (const [name, all] of Object.entries(WRONG)) {
  test(`a wrong ${name} is refused by its name`, async () => {
    for (const args of all) {
      const { code, field, message } = await refusal(() => new WebSocketConnection(...args));
      assert.deepEqual([code, field], ["invalid-argument", `WebSocketConnection.${name}`]);
      assert.match(message, /must be/);
    }
  });
}

test("an address may be of the web or of a socket, a text or a URL", () => {
  for (const url of ["ws://localhost:1/ws", "wss://example.org/ws", "http://localhost:1/ws", "https://example.org/ws", new URL("https://example.org/ws")]) {
    assert.equal(new WebSocketConnection(url, good).userId, "alice");
  }
});

test("a text that is too long, or for nobody, is refused before anything is opened", async () => {
  const connection = new WebSocketConnection(address, good);
  for (const [field, ...args] of [["send.to", "", "x"], ["send.to", 5, "x"], ["send.text", "bob", 5], ["send.text", "bob", "é".repeat((128 << 10) + 1)]]) {
    const refused = await refusal(() => connection.send(...args));
    assert.deepEqual([refused.code, refused.field], ["invalid-argument", field]);
  }
});

test("one that is only constructed opens nothing and keeps no process alive", () => {
  const script = `
    globalThis.WebSocket = class { constructor() { console.log("opened"); } };
    const { WebSocketConnection } = await import(${JSON.stringify(new URL("../../dist/connections.js", import.meta.url).href)});
    const connection = new WebSocketConnection("ws://localhost:1/ws", { userId: "alice", token: () => console.log("asked") });
    connection.onStatus((online) => console.log(online));
  `;
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", timeout: 20_000 }), "false\n");
});

test("where there is no WebSocket, subscribing says so", () => {
  const script = `
    delete globalThis.WebSocket;
    const { WebSocketConnection } = await import(${JSON.stringify(new URL("../../dist/connections.js", import.meta.url).href)});
    try { new WebSocketConnection("ws://localhost:1/ws", { userId: "alice", token: "t" }).subscribe(() => {}); } catch ({ code }) { console.log(code); }
  `;
  assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", timeout: 20_000 }), "unsupported-browser\n");
});
