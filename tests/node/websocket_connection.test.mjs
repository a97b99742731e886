import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { after, afterEach, test } from "node:test";
import { WebSocketConnection } from "../../dist/connections.js";
import { startServer } from "../server/running.mjs";
import { sockets, until } from "./network.mjs";
import { refusal } from "./refusal.mjs";

const server = await startServer(["--session-secret", "a secret of this test, long enough for it"]);
const token = await server.signIn("alice");
const connections = [];
after(() => server.kill());
afterEach(() => Promise.all(connections.splice(0).map((connection) => connection.close())));

/** A device of a person, which writes down what it hears. */
function device(userId, token = () => server.signIn(userId)) {
  const connection = new WebSocketConnection(server.socket, { userId, token });
  const heard = [];
  const statuses = [];
  connection.onStatus((online) => statuses.push(online));
  connections.push(connection);
  return { connection, heard, statuses, listen: () => connection.subscribe(({ from, text }) => heard.push(`${from}: ${text}`)) };
}

/** Devices that listen and are connected. */
async function devices(...people) {
  const all = people.map((userId) => device(userId));
  for (const one of all) one.listen();
  await until(() => all.every(({ statuses }) => statuses.at(-1)));
  return all;
}

test("a text reaches every device of the person, from whom the server knows, and nobody else", async () => {
  const [alice, phone, desk, carol] = await devices("alice", "bob", "bob", "carol");
  await alice.connection.send("bob", "hello");
  await carol.connection.send("alice", "mark");
  await until(() => phone.heard.length > 0 && desk.heard.length > 0 && alice.heard.length > 0);
  assert.deepEqual([phone.heard, desk.heard, carol.heard, alice.heard], [["alice: hello"], ["alice: hello"], [], ["carol: mark"]]);
});

test("a text to oneself reaches one's other devices only", async () => {
  const [phone, desk] = await devices("bob", "bob");
  await phone.connection.send("bob", "handled");
  await until(() => desk.heard.length > 0);
  await desk.connection.send("bob", "back");
  await until(() => phone.heard.length > 0);
  assert.deepEqual([phone.heard, desk.heard], [["bob: back"], ["bob: handled"]]);
});

test("texts arrive whole, and in the order in which they were sent", async () => {
  const [alice, bob] = await devices("alice", "bob");
  const texts = ["", "\"quotes\" \\ and \u2028 lines", "Zoë 🦊", "x".repeat(256 << 10)];
  for (const text of texts) void alice.connection.send("bob", text);
  await until(() => bob.heard.length === texts.length);
  assert.deepEqual(bob.heard, texts.map((text) => `alice: ${text}`));
});

test("the first text opens the connection and waits for it", async () => {
  const [bob] = await devices("bob");
  const { connection } = device("alice");
  await Promise.all(["one", "two"].map((text) => connection.send("bob", text)));
  await until(() => bob.heard.length === 2);
  assert.deepEqual(bob.heard, ["alice: one", "alice: two"]);
});

test("as many texts as have a place wait for the first attempt, and one more is refused at once", async () => {
  const { connection } = device("alice");
  const waiting = Array.from({ length: 100 }, () => connection.send("bob", "wait"));
  const { code, message } = await refusal(() => connection.send("bob", "one more"));
  assert.deepEqual([code, message], ["connection-failed", "send: not connected: the first attempt is still under way"]);
  await Promise.all(waiting);
});

test("the status is told at once, at every change, and to nobody who has gone", async () => {
  const { connection, statuses, listen } = device("alice");
  assert.deepEqual(statuses, [false]);
  const gone = [];
  connection.onStatus((online) => gone.push(online))();
  listen();
  await until(() => statuses.at(-1));
  assert.equal(connection.error, null);
  await connection.close();
  assert.deepEqual([statuses, gone], [[false, true, false], [false]]);
});

test("nothing is heard after the subscription is undone, though the others hear on", async () => {
  const [alice, bob] = await devices("alice", "bob");
  const undone = [];
  const undo = bob.connection.subscribe(({ text }) => undone.push(text));
  undo();
  undo();
  await alice.connection.send("bob", "hello");
  await until(() => bob.heard.length > 0);
  assert.deepEqual(undone, []);
});

test("closing ends it, and subscribing again opens it again", async () => {
  const [alice, bob] = await devices("alice", "bob");
  await bob.connection.close();
  assert.equal(sockets.slice(-2).filter(({ ended }) => ended).length, 1);
  assert.match(bob.connection.error.message, /close\(\) was called/);
  bob.listen();
  bob.connection.onStatus((online) => bob.statuses.push(online));
  await until(() => bob.statuses.at(-1));
  await alice.connection.send("bob", "again");
  await until(() => bob.heard.length > 0);
  assert.deepEqual(bob.heard, ["alice: again"]);
});

test("closing at any moment of opening leaves nothing open", async () => {
  const before = sockets.length;
  for (let turns = 0; turns < 30; turns += 1) {
    const { connection, listen } = device("alice", async () => token);
    listen();
    for (let turn = 0; turn < turns; turn += 1) await (turn < 15 ? null : new Promise(setImmediate));
    await connection.close();
  }
  await until(() => sockets.slice(before).every(({ ended }) => ended));
});

test("a listener that throws is reported, and the others hear all the same", async () => {
  const [alice, bob] = await devices("alice", "bob");
  const reported = [];
  const { error } = console;
  console.error = (problem) => reported.push(problem.message);
  bob.connection.onStatus(() => {});
  const undo = bob.connection.subscribe(() => { throw new Error("mine"); });
  const after = [];
  bob.connection.subscribe(({ text }) => after.push(text));
  await alice.connection.send("bob", "hello");
  await until(() => after.length > 0);
  console.error = error;
  undo();
  assert.deepEqual([bob.heard, after, reported], [["alice: hello"], ["hello"], ["mine"]]);
});

test("a watcher knows who is connected, who comes and who goes", async () => {
  const [alice] = await devices("alice");
  const lists = [];
  alice.connection.watch((users) => lists.push(users.sort().join(" ")));
  await until(() => lists.at(-1) === "alice");
  const [bob, desk] = await devices("bob", "bob");
  await until(() => lists.at(-1) === "alice bob");
  await desk.connection.close();
  const [carol] = await devices("carol");
  await until(() => lists.at(-1) === "alice bob carol");
  await bob.connection.close();
  await until(() => lists.at(-1) === "alice carol");
  await carol.connection.close();
  await until(() => lists.at(-1) === "alice");
  assert.deepEqual(lists, ["alice", "alice bob", "alice bob carol", "alice carol", "alice"]);
});

test("of a server that names people without an end, 10 000 are remembered", async () => {
  const [{ connection }] = await devices("alice");
  const says = (frame) => sockets.at(-1).onmessage({ data: JSON.stringify(frame) });
  let present = [];
  connection.watch((users) => (present = users));
  await until(() => present.length === 1);
  const names = Array.from({ length: 10_000 }, (_, at) => `user ${at}`);
  says({ type: "present", users: names.slice(1) });
  for (const userId of [names[0], "one more", "another"]) says({ type: "joined", userId });
  assert.deepEqual([present.length, present.at(-1)], [10_000, "user 0"]);
  says({ type: "present", users: [...names, "one more"] });
  assert.equal(present.length, 10_000);
});

test("what the server does not take is told, with what would be right", async () => {
  const [{ connection }] = await devices("alice");
  sockets.at(-1).send(JSON.stringify({ type: "send", to: "", text: "for nobody" }));
  await until(() => connection.error);
  assert.equal(connection.error.code, "not-delivered");
  assert.match(connection.error.message, /^the server: .*send\.to must be a user id/);
});

test("one that is closed keeps no process alive", async () => {
  const code = `
    await import(${JSON.stringify(new URL("network.mjs", import.meta.url).href)});
    const { WebSocketConnection } = await import(${JSON.stringify(new URL("../../dist/connections.js", import.meta.url).href)});
    const connection = new WebSocketConnection(${JSON.stringify(server.socket)}, { userId: "alice", token: ${JSON.stringify(token)} });
    connection.subscribe(() => {});
    await connection.send("bob", "hello");
    await connection.close();
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { timeout: 20_000, stdio: "inherit" });
  assert.deepEqual(await once(child, "exit"), [0, null]);
});
