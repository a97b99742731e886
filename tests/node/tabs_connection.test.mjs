import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { TabsConnection } from "../../dist/connections.js";

const channelName = `tabs-test-${process.pid}`;
const devices = [];
const heard = [];

/** A device of a person, which writes down what it hears. */
function device(name, userId) {
  const connection = new TabsConnection(userId, { channelName });
  connection.subscribe(({ from, text }) => heard.push(`${name}: ${from} says ${text}`));
  devices.push(connection);
  return connection;
}

/** One channel keeps the order, so what was sent before this mark has been heard when it is. */
async function settled() {
  const [marker, listener] = [new TabsConnection("mark", { channelName }), new TabsConnection("mark", { channelName })];
  const mark = new Promise((resolve) => listener.subscribe(resolve));
  await marker.send("mark", "");
  await mark;
  await Promise.all([marker.close(), listener.close()]);
  return heard.splice(0).sort();
}

test.afterEach(() => Promise.all(devices.splice(0).map((connection) => connection.close())));

test("a text reaches every device of the person, and nobody else", async () => {
  const alice = device("alice", "alice");
  device("phone", "bob");
  device("desk", "bob");
  device("carol", "carol");
  await alice.send("bob", "hello");
  assert.deepEqual(await settled(), ["desk: alice says hello", "phone: alice says hello"]);
});

test("a text to oneself reaches one's other devices", async () => {
  const phone = device("phone", "bob");
  device("desk", "bob");
  await phone.send("bob", "handled");
  assert.deepEqual(await settled(), ["desk: bob says handled"]);
});

test("channels with different names never hear each other", async () => {
  device("bob", "bob");
  const stranger = new TabsConnection("alice", { channelName: `${channelName}-other` });
  await stranger.send("bob", "hello");
  assert.deepEqual(await settled(), []);
});

test("what is no message is ignored", async () => {
  device("bob", "bob");
  const raw = new BroadcastChannel(channelName);
  for (const nonsense of [null, 5, "text", [], { to: "bob" }, { from: "eve", to: "bob", text: 5 }, { from: {}, to: "bob", text: "x" }]) raw.postMessage(nonsense);
  raw.close();
  assert.deepEqual(await settled(), []);
});

test("nothing is heard after the subscription is undone, and all is heard again after the next", async () => {
  const alice = device("alice", "alice");
  const bob = new TabsConnection("bob", { channelName });
  const undo = bob.subscribe(({ text }) => heard.push(`first: ${text}`));
  undo();
  undo();
  await alice.send("bob", "one");
  assert.deepEqual(await settled(), []);
  const again = bob.subscribe(({ text }) => heard.push(`second: ${text}`));
  await alice.send("bob", "two");
  assert.deepEqual(await settled(), ["second: two"]);
  again();
});

test("one listener may subscribe twice, and undo one of both", async () => {
  const alice = device("alice", "alice");
  const bob = new TabsConnection("bob", { channelName });
  devices.push(bob);
  const listener = ({ text }) => heard.push(text);
  bob.subscribe(listener);
  bob.subscribe(listener)();
  await alice.send("bob", "once");
  assert.deepEqual(await settled(), ["once"]);
});

test("a connection that is closed keeps no process alive", async () => {
  const { spawn } = await import("node:child_process");
  const code = `
    const { TabsConnection } = await import(${JSON.stringify(new URL("../../dist/connections.js", import.meta.url).href)});
    const connection = new TabsConnection("alice");
    connection.subscribe(() => {});
    await connection.send("bob", "hello");
    await connection.close();
    await new TabsConnection("bob").send("alice", "hello");
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { timeout: 20_000, stdio: "inherit" });
  assert.deepEqual(await once(child, "exit"), [0, null]);
});
