// What a page hears, by which way, in which shape; and a connection that misbehaves.

import { expect, test } from "./lab.js";

test("three ways to listen hear the same, and one that throws harms neither the others nor the call", async ({ page }) => {
  const reported: string[] = [];
  page.on("pageerror", (error) => reported.push(error.message));
  const told = await page.evaluate(async () => {
    const [alice, bob] = await lab.people("alice", "bob");
    const heard: unknown[] = [];
    bob.setUserIdMap({ alice: "Alice A." });
    bob.onInvite = (invite) => { heard.push(["property", invite.fromName]); throw new Error("property"); };
    bob.on("invite", () => { throw new Error("on"); });
    bob.on("invite", () => heard.push("never"))();
    bob.on("invite", ({ message, ext, chatType, to }) => heard.push(["on", message, ext, chatType, to]));
    bob.addEventListener("invite", (event) => heard.push(["event", event instanceof CustomEvent, event.detail.from]));
    await lab.connected(alice, bob, { message: "hi", ext: { deep: [1, "é", null] } });
    return { heard, names: bob.call?.members.map(({ name }) => name).sort() };
  });
  expect(told).toEqual({
    heard: [["on", "hi", { deep: [1, "é", null] }, "singleChat", ["bob"]], ["event", true, "alice"], ["property", "Alice A."]],
    names: ["Alice A.", "bob"],
  });
  expect(reported.sort()).toEqual(["on", "property"]);
});

test("a refusal says in which state it was asked for", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const [alice, bob] = await lab.people("alice", "bob");
    const message = (doing: Promise<unknown>) => doing.then(() => "done", (error: Error) => error.message.split(":")[0]);
    const idle = [await message(alice.hangup()), await message(alice.setCamera(true)), await message(alice.answerCall(true))];
    const ringing = lab.reach(bob, "ringing");
    await alice.startCall({ callType: 0, to: "bob" });
    await ringing;
    return [...idle, await message(alice.answerCall(true)), await message(alice.startCall({ callType: 0, to: "carol" }))];
  });
  expect(told).toEqual([
    "hangup while idle", "setCamera while idle", "answerCall while idle", "answerCall while calling", "startCall while calling",
  ]);
});

test("a custom name is found by the id in the media room, too, and that id is no business of the page", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const { connection } = lab.carrier();
    const [alice, bob] = [new lab.CallKit(), new lab.CallKit()];
    await alice.init("app", 77, connection("alice"));
    await bob.init("app", 88, connection("bob"));
    bob.setUserIdMap({ 77: "Seventy-seven", 88: "Me" });
    const ringing = lab.reach(bob, "ringing");
    await alice.startCall({ callType: 0, to: "bob", timeout: 0 });
    await ringing;
    const [invite] = bob.invites;
    return {
      from: invite?.fromName, never: invite?.expiresAt === Infinity, display: bob.displayName("alice"),
      members: bob.call?.members.map(({ name, ...rest }) => [name, "uid" in rest]).sort(), uid: "uid" in invite!,
    };
  });
  expect(told).toEqual({ from: "Seventy-seven", never: true, display: "Seventy-seven", members: [["Me", false], ["Seventy-seven", false]], uid: false });
});

test("a failing iceServers is told, and the call goes on without", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const { connection } = lab.carrier();
    const [alice, bob] = [new lab.CallKit(), new lab.CallKit()];
    const errors: unknown[] = [];
    alice.onError = ({ code, field }) => errors.push([code, field]);
    await alice.init("app", null, connection("alice"), { iceServers: async () => [{ urls: "nonsense:" }] });
    await bob.init("app", null, connection("bob"), { iceServers: async () => [{ urls: "stun:localhost:9" }] });
    await lab.connected(alice, bob);
    return { errors, state: alice.state };
  });
  expect(told).toEqual({ errors: [["connection-failed", "init.iceServers"]], state: "connected" });
});

test("oneself cannot be called, alone or among others", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const [alice] = await lab.people("alice");
    return [await lab.outcome(() => alice.startCall({ callType: 0, to: "alice" })), await lab.outcome(() => alice.startCall({ callType: 2, to: ["bob", "alice"] })), alice.state];
  });
  expect(told).toEqual(["invalid-argument", "invalid-argument", "idle"]);
});

test("people may answer, hang up and sign out inside a listener", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const [alice, bob, carol] = await lab.people("alice", "bob", "carol");
    const order: string[] = [];
    bob.onInvite = () => void bob.answerCall(true).then(() => order.push("answered"));
    bob.onStateChange = ({ type }) => {
      if (type === "connected") void bob.hangup();
      if (type === "ended") void alice.destroy().then(() => order.push("alice signed out"));
    };
    carol.onInvite = () => void carol.destroy().then(() => order.push("carol signed out"));
    await alice.startCall({ callType: 0, to: "bob" });
    await lab.reach(bob, "connecting", "connected");
    await lab.reach(bob, "idle");
    await bob.startCall({ callType: 0, to: "carol" });
    while (order.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    return order;
  });
  expect(told).toEqual(["answered", "alice signed out", "carol signed out"]);
});

test("a connection that throws, gives no promise, or rejects does not break the call it cannot carry", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const outcomes = [];
    for (const send of [() => { throw new Error("at once"); }, () => 5, () => Promise.reject(new Error("later"))]) {
      const kit = new lab.CallKit();
      const logged = new Set<string>();
      await kit.init("app", null, { userId: "alice", send: send as () => Promise<void>, subscribe: () => () => {} }, {
        logger: ({ message }) => { logged.add(message); throw new Error("logger"); },
      });
      await kit.startCall({ callType: 0, to: "bob" });
      outcomes.push([kit.state, await lab.outcome(() => kit.hangup()), await lab.outcome(() => kit.destroy()), ...logged]);
    }
    return outcomes;
  });
  expect(told).toEqual([
    ["calling", "done", "done", "the connection did not send"], ["calling", "done", "done"], ["calling", "done", "done", "the connection did not send"],
  ]);
});

test("what is no message, and what comes after destroy, changes nothing", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const kit = new lab.CallKit();
    let deliver: (message: never) => void = () => {};
    const heard: string[] = [];
    for (const type of ["invite", "statechange", "error", "callrecord"] as const) kit.on(type, () => heard.push(type));
    await kit.init("app", null, { userId: "alice", send: async () => {}, subscribe(listener) { deliver = listener; return () => {}; } });
    const nonsense = [
      undefined, null, 5, "text", [], {}, { from: "bob" }, { from: 5, text: "{}" }, { from: "bob", text: {} }, { from: "bob", text: "" },
      { from: "bob", text: "[1]" }, { from: "", text: "{}" }, { from: "b".repeat(100_000), text: "x".repeat(300_000) }, { from: "bob", text: "\ud800" },
    ];
    for (const message of nonsense) deliver(message as never);
    const state = kit.state;
    await kit.destroy();
    for (const message of nonsense) deliver(message as never);
    return { state, heard };
  });
  expect(told).toEqual({ state: "idle", heard: [] });
});

test("the page is told when the connection comes and goes", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const kit = new lab.CallKit();
    let report: (online: boolean) => void = () => {};
    const heard: boolean[] = [];
    const { connection } = lab.carrier();
    kit.onConnectionChange = ({ online }) => heard.push(online);
    await kit.init("app", null, connection("alice", { onStatus(listener) { report = listener; return () => {}; } }));
    for (const online of [false, true]) report(online);
    return heard;
  });
  expect(told).toEqual([false, true]);
});
