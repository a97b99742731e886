// What is asked for in the wrong way, at the wrong time or twice: it is refused by name, and the call does not mind.

import { connect, connected, expect, over, test, type Person } from "./people.js";

test("wrong arguments in the middle of a call are named and change nothing", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  const before = await alice.told();
  const outcomes = await alice.do(async () => {
    const kit = phone.kit as unknown as Record<string, (...wrong: unknown[]) => unknown>;
    const asked: [string, unknown[], string][] = [
      ["startCall", [], "startCall.options"],
      ["startCall", [{ callType: 7, to: "bob" }], "startCall.callType"],
      ["startCall", [{ callType: 0, to: "alice" }], "startCall.to"],
      ["startCall", [{ callType: 1, to: ["bob", "carol"] }], "startCall.to"],
      ["startCall", [{ callType: 0, to: "x".repeat(129) }], "startCall.to"],
      ["startCall", [{ callType: 0, to: "carol", timeout: -1 }], "startCall.timeout"],
      ["startCall", [{ callType: 0, to: "carol", ext: { big: "x".repeat(5_000) } }], "startCall.ext"],
      ["startCall", [{ callType: 0, to: "carol", message: "x".repeat(1_025) }], "startCall.message"],
      ["startCall", [{ callType: 0, to: "carol", chatType: "groupChat" }], "startCall.chatType"],
      ["answerCall", ["yes"], "answerCall.accept"],
      ["answerCall", [true, 5], "answerCall.accessToken"],
      ["answerCall", [true, undefined, { camera: 1 }], "answerCall.camera"],
      ["answerCall", [false, undefined, { ext: [] }], "answerCall.ext"],
      ["hangup", [5], "hangup.reason"],
      ["hangup", ["bye", () => {}], "hangup.ext"],
      ["ignoreCall", [5], "ignoreCall.callId"],
      ["setMicrophone", ["off"], "setMicrophone.on"],
      ["setCamera", [], "setCamera.on"],
      ["setUserIdMap", [{ bob: 5 }], "setUserIdMap.map"],
      ["displayName", [""], "displayName.user"],
      ["remoteStream", ["bob", "window"], "remoteStream.source"],
      ["attachView", ["bob", document.createElement("div")], "attachView.element"],
      ["getTimings", [5], "getTimings.callId"],
      ["getCallRecords", [{ limit: -1 }], "getCallRecords.limit"],
      ["on", ["incoming", () => {}], "on.type"],
      ["init", [""], "init.appId"],
    ];
    return Promise.all(asked.map(async ([method, wrong, field]) => {
      const { code, field: named, message } = await phone.outcome(() => kit[method]!(...wrong));
      return { expected: field, code, named, starts: message.startsWith(`${field} must be `) };
    }));
  });
  for (const outcome of outcomes) expect(outcome).toEqual({ expected: outcome.expected, code: "invalid-argument", named: outcome.expected, starts: true });
  expect(await alice.told()).toEqual(before);
  expect(await alice.do(() => phone.kit.state)).toBe("connected");
});

/** What each method says in the state that a person is in: "code: method while state". */
const refusals = (person: Person, ...methods: string[]) => person.do((methods) => Promise.all(methods.map(async (method) => {
  const { kit } = phone;
  const asked: Record<string, () => unknown> = {
    startCall: () => kit.startCall({ callType: 0, to: "carol" }),
    answerCall: () => kit.answerCall(true),
    refuse: () => kit.answerCall(false),
    ignoreCall: () => kit.ignoreCall(),
    hangup: () => kit.hangup(),
    setMicrophone: () => kit.setMicrophone(true),
    setCamera: () => kit.setCamera(true),
    another: () => kit.answerCall(true, undefined, { callId: "another" }),
  };
  const { code, message } = await phone.outcome(asked[method]!);
  return `${code}: ${message.split(":")[0]}`;
})), methods);

test("what does not fit the state is refused, and the message names the method and the state", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  expect(await refusals(alice, "answerCall", "refuse", "ignoreCall", "hangup", "setMicrophone", "setCamera")).toEqual([
    "no-call: answerCall while idle", "no-call: answerCall while idle", "no-call: ignoreCall while idle", "no-call: hangup while idle",
    "no-call: setMicrophone while idle", "no-call: setCamera while idle",
  ]);
  await alice.calls("bob");
  await bob.reaches("ringing");
  expect(await refusals(alice, "startCall", "answerCall", "ignoreCall")).toEqual([
    "already-in-call: startCall while calling", "no-call: answerCall while calling", "no-call: ignoreCall while calling",
  ]);
  expect(await refusals(bob, "another", "setMicrophone")).toEqual(["no-call: answerCall while ringing", "no-call: setMicrophone while ringing"]);
  await bob.answers();
  await connected(alice, bob);
  expect(await refusals(bob, "startCall", "answerCall", "ignoreCall")).toEqual([
    "already-in-call: startCall while connected", "no-call: answerCall while connected", "no-call: ignoreCall while connected",
  ]);
  await connected(alice, bob);
  await bob.hangsUp();
  await over(alice, bob);
});

test("answering twice and hanging up twice happen once", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  const twice = await bob.do(() => Promise.all([1, 2].map(() => phone.outcome(() => phone.kit.answerCall(true)).then(({ code }) => code))));
  expect(twice).toEqual(["done", "no-call"]);
  await connected(alice, bob);
  const ended = await bob.do(() => Promise.all([1, 2, 3].map(() => phone.outcome(() => phone.kit.hangup()).then(({ code }) => code))));
  expect(ended[0]).toBe("done");
  for (const code of ended) expect(["done", "no-call"]).toContain(code);
  await over(alice, bob);
  expect((await bob.told()).filter((line) => /^(connecting|hangup|ended|callrecord)/.test(line))).toEqual(["connecting", "hangup", "callrecord completed by bob", "ended"]);
});

test("two phones of two people in one page call each other", async ({ newcomer }) => {
  const page = await newcomer("both");
  const facts = await page.do(async () => {
    const [alice, bob] = [new phone.CallKit(), new phone.CallKit()];
    await Promise.all([alice.init("e2e", "alice"), bob.init("e2e", "bob")]);
    const video = document.body.appendChild(document.createElement("video"));
    alice.attachView("bob", video);
    bob.onInvite = () => void bob.answerCall(true);
    await alice.startCall({ callType: 1, to: "bob" });
    await phone.moves(video);
    const ended = new Promise((resolve) => bob.on("statechange", ({ type }) => type === "ended" && resolve(null)));
    const ids = [alice.deviceId, bob.deviceId];
    await alice.hangup();
    await ended;
    return { different: ids[0] !== ids[1], live: phone.live(), states: [alice.state, bob.state], status: bob.lastRecord?.status };
  });
  expect(facts).toEqual({ different: true, live: [], states: ["idle", "idle"], status: "completed" });
});

test("people of different applications never hear each other", async ({ person, newcomer }) => {
  const [alice, bob, other] = [await person("alice"), await person("bob"), await newcomer("bob")];
  await other.do(() => phone.kit.init("another", "bob"));
  await alice.calls("bob");
  await bob.reaches("ringing");
  await alice.hangsUp();
  await over(alice, bob);
  expect(await other.told()).toEqual([]);
});
