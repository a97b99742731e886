import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, afterEach, beforeEach, test } from "node:test";
import { WebSocketConnection } from "../../dist/connections.js";
import { startServer } from "../server/running.mjs";
import { clock, sockets, until } from "./network.mjs";
import { refusal } from "./refusal.mjs";

const secret = (which) => ["--session-secret", `the ${which} secret of this test, long enough for it`];
const { random } = Math;
const server = await startServer(secret("first"));
const connections = [];

after(() => server.kill());
beforeEach(() => (clock.alarms.length = 0));
afterEach(async () => {
  clock.speed = 1;
  Math.random = random;
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});

/** A device that listens, and writes down how it fares. A `token` that is a function is told how often it was asked. */
function device(userId, token = () => server.signIn(userId), url = server.socket) {
  const told = { asked: 0, online: false, reasons: [], heard: [] };
  const counted = async () => { told.asked += 1; return token(told.asked); };
  const connection = new WebSocketConnection(url, { userId, token: typeof token === "function" ? counted : token });
  connections.push(connection);
  connection.onStatus((online) => {
    told.online = online;
    if (!online && connection.error) told.reasons.push(connection.error.message);
  });
  connection.subscribe(({ text }) => told.heard.push(text));
  return { connection, told };
}

async function online(...devices) {
  await until(() => devices.every(({ told }) => told.online));
}

async function offline(...devices) {
  await until(() => devices.every(({ told }) => !told.online));
}

/** A session token as an application signs its own. */
function sign(which, sub, seconds) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub, aud: "callkit-server", exp: Math.floor(Date.now() / 1000) + seconds })}`;
  return `${text}.${createHmac("sha256", secret(which)[1]).update(text).digest("base64url")}`;
}

test("a server that is killed and started again is found again, with the same token, and carries on", async () => {
  const [alice, bob] = [device("alice"), device("bob")];
  await online(alice, bob);
  await server.kill();
  await offline(alice, bob);
  const { code, message } = await refusal(() => alice.connection.send("bob", "into the void"));
  assert.equal(code, "connection-failed");
  assert.match(message, /^send: not connected: /);
  await server.start();
  await online(alice, bob);
  assert.equal(alice.connection.error, null);
  await alice.connection.send("bob", "back");
  await until(() => bob.told.heard.length > 0);
  assert.deepEqual([bob.told.heard, alice.told.asked], [["back"], 1]);
});

test("a watcher sees nobody while the server is away, and who is there again when it is back", async () => {
  const alice = device("alice");
  const lists = [];
  alice.connection.watch((users) => lists.push(users.join()));
  await until(() => lists.at(-1) === "alice");
  await server.kill();
  await until(() => lists.at(-1) === "");
  await server.start();
  await until(() => lists.at(-1) === "alice");
});

test("a token that the server no longer takes is asked for again", async () => {
  const alice = device("alice");
  await online(alice);
  await server.kill();
  await server.start(secret("second"));
  await online(alice);
  assert.equal(alice.told.asked, 2);
  assert.ok(alice.told.reasons.some((reason) => /4001/.test(reason)), alice.told.reasons.join("\n"));
  await server.kill();
  await server.start(secret("first"));
});

test("a session that expires is followed by the next at once, with a token that was asked for again, but not where that expires as soon", async () => {
  Math.random = () => 1;
  const alice = device("alice", (asked) => sign("first", "alice", asked < 3 ? 2 : 3600));
  await until(() => alice.told.asked === 2 && alice.told.online);
  assert.equal(alice.told.reasons.length, 1);
  assert.match(alice.told.reasons[0], /does not take the token \(4001/);
  await until(() => alice.told.reasons.length === 2);
  const attempt = [30_000, 10_000, 25_000];
  assert.deepEqual(clock.alarms, [...attempt, 0, ...attempt, 2_000]);
});

test("a token as text that is refused is tried once, and the reason stays readable until it is closed", async () => {
  const before = sockets.length;
  const alice = device("alice", sign("second", "alice", 3600));
  await until(() => alice.told.reasons.length > 0);
  assert.match(alice.told.reasons[0], /does not take the token \(4001/);
  const { code, message } = await refusal(() => alice.connection.send("bob", "hello"));
  assert.equal(code, "connection-failed");
  assert.match(message, /does not take the token/);
  assert.deepEqual([sockets.length - before, clock.alarms], [1, [10_000]]);
  await alice.connection.close();
  alice.connection.subscribe(() => {});
  await until(() => sockets.length - before === 2);
});

test("a token of another person is an invalid argument, and nothing more is tried", async () => {
  const before = sockets.length;
  const alice = device("alice", () => server.signIn("eve"));
  await until(() => alice.told.reasons.length > 0);
  const { code, field } = alice.connection.error;
  assert.deepEqual([code, field], ["invalid-argument", "WebSocketConnection.userId"]);
  assert.equal((await refusal(() => alice.connection.send("bob", "as alice"))).code, "connection-failed");
  await until(() => sockets.slice(before).every(({ ended }) => ended));
  assert.deepEqual([sockets.length - before, alice.told.asked, alice.told.online], [1, 1, false]);
});

for (const [what, token, reason] of [
  ["rejects", () => Promise.reject(new Error("signed out")), /^token\(\) failed: signed out$/],
  ["throws", () => { throw new Error("no such thing"); }, /^token\(\) failed: no such thing$/],
  ["gives no text", () => ({ token: "t" }), /^token\(\) failed: it did not promise a text/],
  ["never answers", () => new Promise(() => {}), /^token\(\) failed: it took longer than 30 s$/],
]) {
  test(`a token function that ${what} is told of and asked again, after a pause`, async () => {
    clock.speed = 1000;
    const alice = device("alice", (asked) => {
      if (asked < 3) return token();
      clock.speed = 1;
      return sign("first", "alice", 3600);
    });
    await online(alice);
    assert.equal(alice.told.reasons.length, 2);
    for (const message of alice.told.reasons) assert.match(message, reason);
  });
}

test("the pauses between attempts double up to half a minute, and of each a random part is waited", async () => {
  const nobody = "ws://127.0.0.1:1/ws";
  clock.speed = 1000;
  for (const part of [1, 0.25]) {
    clock.alarms.length = 0;
    Math.random = () => part;
    const { connection, told } = device("alice", "t", nobody);
    await until(() => told.reasons.length >= 7);
    await connection.close();
    // Each attempt has an alarm for the welcome, each pause one of its own.
    const pauses = clock.alarms.filter((alarm) => alarm !== 10_000).slice(0, 7);
    assert.deepEqual(pauses, [1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1000 * part));
    assert.match(told.reasons[0], /^nothing answers at ws:\/\/127\.0\.0\.1:1\/ws/);
  }
});

test("whoever was connected for long is back as soon as the first time, whoever was not waits longer each time", async () => {
  Math.random = () => 0.001;
  const alice = device("alice");
  await online(alice);
  const pauseAfter = async (milliseconds) => {
    clock.passed += milliseconds;
    clock.alarms.length = 0;
    await server.kill();
    await offline(alice);
    const [pause] = clock.alarms;
    await server.start();
    await online(alice);
    return pause;
  };
  const [first, second, last] = [await pauseAfter(0), await pauseAfter(20_000), await pauseAfter(25_000)];
  assert.deepEqual([first, second > first, last], [1, true, 1]);
});

test("a person with too many connections is told so, and comes back after the longest pause at most", async () => {
  Math.random = () => 1;
  const token = await server.signIn("alice");
  const many = Array.from({ length: 16 }, () => device("alice", token));
  await online(...many);
  const one = device("alice", () => token);
  await until(() => one.told.reasons.length > 0);
  assert.match(one.told.reasons[0], /4002/);
  assert.equal(clock.alarms.at(-1), 30_000);
});

test("a server that is something else is named", async () => {
  const other = createServer((_, answer) => answer.end("hello")).listen(0, "127.0.0.1");
  await once(other, "listening");
  const alice = device("alice", "t", `http://127.0.0.1:${other.address().port}/ws`);
  await until(() => alice.told.reasons.length > 0);
  assert.match(alice.told.reasons[0], /see that it runs, and allows this page's origin/);
  await alice.connection.close();
  other.closeAllConnections();
  other.close();
});
