import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { WebSocketConnection } from "../../dist/connections.js";
import { startServer } from "../server/running.mjs";
import { clock, sockets, until } from "./network.mjs";
import { refusal } from "./refusal.mjs";

/** What a page has beside sockets: its own events, and whether it is seen. */
class Page extends EventTarget {
  hidden = false;

  tells(type) {
    this.dispatchEvent(new Event(type));
  }
}

const server = await startServer(["--session-secret", "a secret of this test, long enough for it"]);
const { random } = Math;
let connection = null;
let online = false;
let asked = 0;

after(() => server.kill());
afterEach(async () => {
  server.thaw();
  clock.speed = 1;
  Math.random = random;
  await connection.close();
  for (const name of ["document", "addEventListener", "removeEventListener"]) delete globalThis[name];
});

async function connect() {
  connection = new WebSocketConnection(server.socket, { userId: "alice", token: () => (asked += 1, server.signIn("alice")) });
  connection.onStatus((is) => (online = is));
  connection.subscribe(() => {});
  await until(() => online);
  clock.alarms.length = 0;
}

function openPage() {
  const page = new Page();
  globalThis.document = page;
  for (const name of ["addEventListener", "removeEventListener"]) globalThis[name] = page[name].bind(page);
  return page;
}

/** What the newest socket is asked to carry from now on. */
function written() {
  const frames = [];
  const socket = sockets.at(-1);
  const { send } = socket;
  socket.send = (text) => {
    frames.push(JSON.parse(text).type);
    send.call(socket, text);
  };
  return frames;
}

test("an idle connection costs one ping and one alarm every 25 s", async () => {
  clock.speed = 100;
  await connect();
  const frames = written();
  await until(() => frames.length >= 5);
  assert.deepEqual([frames, clock.alarms], [Array(5).fill("ping"), Array(5).fill(25_000)]);
  assert.equal(online, true);
});

test("a server that goes silent is noticed after two checks, and found again when it speaks again", async () => {
  clock.speed = 100;
  await connect();
  server.freeze();
  await until(() => !online);
  assert.match(connection.error.message, /the server has gone silent/);
  assert.deepEqual(clock.alarms.slice(0, 1), [25_000]);
  server.thaw();
  await until(() => online);
});

for (const type of ["visibilitychange", "pageshow"]) {
  test(`a page that hears ${type} asks at once whether the server still lives, and knows within 5 s`, async () => {
    const page = openPage();
    await connect();
    const frames = written();
    server.freeze();
    clock.speed = 100;
    page.tells(type);
    page.tells(type);
    assert.deepEqual([frames, clock.alarms], [["ping"], [5_000]]);
    await until(() => !online);
  });
}

test("a page that wakes again asks again, once it has been answered", async () => {
  const page = openPage();
  await connect();
  const frames = written();
  clock.speed = 100;
  page.tells("pageshow");
  await until(() => frames.length > 1);
  const before = frames.length;
  page.tells("pageshow");
  assert.equal(frames.length, before + 1);
});

test("what the network does not take is refused, rather than kept for it without an end", async () => {
  await connect();
  server.freeze();
  const text = "x".repeat(256 << 10);
  let taken = 0;
  const { code, message } = await refusal(async () => {
    for (; taken < 200; taken += 1) await connection.send("bob", text);
  });
  assert.equal(code, "connection-failed");
  assert.match(message, /try again later/);
  assert.ok(taken * text.length >= 4 << 20, `${taken}`);
});

test("closing does not wait for a server that has gone silent", async () => {
  await connect();
  server.freeze();
  clock.speed = 100;
  await connection.close();
  assert.equal(sockets.at(-1).ended, false);
});

test("a page that comes online takes a new socket, as the old one may lead nowhere, and what it sends meanwhile goes over that", async () => {
  const page = openPage();
  await connect();
  const before = sockets.at(-1);
  const frames = written();
  page.tells("online");
  await connection.send("bob", "hello");
  assert.notEqual(sockets.at(-1), before);
  // The old one is closed in order, which may take longer than the new one.
  await until(() => before.ended);
  assert.deepEqual([frames, online, connection.error], [[], true, null]);
});

for (const type of ["visibilitychange", "pageshow", "online"]) {
  test(`a page that hears ${type} while it waits for the next attempt makes it at once`, async () => {
    Math.random = () => 1;
    const page = openPage();
    await connect();
    // By itself it would wait for a quarter of an hour.
    clock.speed = 0.001;
    await server.kill();
    await until(() => clock.alarms.includes(1_000));
    clock.alarms.length = 0;
    await server.start();
    page.tells(type);
    await until(() => online);
    assert.deepEqual(clock.alarms, [10_000, 25_000]);
  });
}

test("a page that comes online after many attempts asks for another token at once, where the session has expired meanwhile", async () => {
  Math.random = () => 1;
  const page = openPage();
  await connect();
  clock.speed = 1000;
  await server.kill();
  await until(() => clock.alarms.includes(30_000));
  // By itself it would wait for hours.
  clock.speed = 0.001;
  clock.alarms.length = 0;
  await until(() => clock.alarms.includes(30_000));
  await server.start(["--session-secret", "another secret of this test, long enough too"]);
  clock.alarms.length = 0;
  asked = 0;
  page.tells("online");
  await until(() => online);
  assert.deepEqual([clock.alarms.slice(0, 2), asked], [[10_000, 0], 1]);
});

test("a page that is hidden asks nothing", async () => {
  const page = openPage();
  await connect();
  const frames = written();
  page.hidden = true;
  page.tells("visibilitychange");
  assert.deepEqual([frames, clock.alarms], [[], []]);
});

test("a page is listened to no longer once the connection is closed", async () => {
  const page = openPage();
  await connect();
  await connection.close();
  asked = 0;
  for (const type of ["visibilitychange", "pageshow", "online"]) page.tells(type);
  assert.equal(asked, 0);
});
