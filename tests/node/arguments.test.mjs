import assert from "node:assert/strict";
import { test } from "node:test";
import { CallKit } from "../../dist/index.js";
import { TabsConnection } from "../../dist/connections.js";
import { refusal } from "./refusal.mjs";

const kit = new CallKit();
const connection = { userId: "alice", send: async () => {}, subscribe: () => () => {} };
const init = (options) => () => kit.init("app", "alice", connection, options);
const start = (options) => () => kit.startCall({ callType: 0, to: "bob", ...options });
const join = (options) => () => kit.joinCall({ callId: "id", channel: "room", callType: 2, members: ["bob"], ...options });
const circle = {};
circle.itself = circle;

const REFUSED = {
  "init.appId": [
    () => kit.init(), () => kit.init("", "alice"), () => kit.init(7, "alice"), () => kit.init("a".repeat(129), "alice"),
  ],
  "init.uid": [
    () => kit.init("app"), () => kit.init("app", null), () => kit.init("app", ""), () => kit.init("app", 1.5), () => kit.init("app", -1),
    () => kit.init("app", NaN), () => kit.init("app", {}), () => kit.init("app", "\ud800"),
  ],
  "init.connection": [
    () => kit.init("app", null, {}), () => kit.init("app", null, "socket"), () => kit.init("app", null, { ...connection, userId: "" }),
    () => kit.init("app", null, { ...connection, send: 1 }), () => kit.init("app", null, { ...connection, subscribe: undefined }),
    () => kit.init("app", null, { ...connection, onStatus: true }), () => kit.init("app", null, { ...connection, close: {} }),
  ],
  "init.options": [() => kit.init("app", null, connection, 5), () => kit.init("app", null, connection, "fast")],
  "init.deviceName": [init({ deviceName: "" }), init({ deviceName: 4 })],
  "init.iceServers": [
    init({ iceServers: {} }), init({ iceServers: [null] }), init({ iceServers: [{}] }), init({ iceServers: [{ urls: "https://example.org" }] }),
    init({ iceServers: [{ urls: ["stun:example.org", 3] }] }), init({ iceServers: [{ urls: "turn:example.org" }] }),
  ],
  "init.iceTransportPolicy": [init({ iceTransportPolicy: "none" })],
  "init.tokenHandler": [init({ tokenHandler: "token" })],
  "init.preconnect": [init({ preconnect: "always" }), init({ preconnect: true })],
  "init.ringTimeout": [init({ ringTimeout: -1 }), init({ ringTimeout: Infinity }), init({ ringTimeout: NaN }), init({ ringTimeout: "30" })],
  "init.reconnectTimeout": [init({ reconnectTimeout: 2 ** 31 })],
  "init.connectTimeout": [init({ connectTimeout: {} })],
  "init.reloadGrace": [init({ reloadGrace: -4 })],
  "init.maxMembers": [init({ maxMembers: 1 }), init({ maxMembers: 2.5 }), init({ maxMembers: 9 })],
  "init.busyWhenInCall": [init({ busyWhenInCall: "yes" })],
  "init.audio": [init({ audio: true })],
  "init.video": [init({ video: 720 })],
  "init.ringingSource": [init({ ringingSource: "" }), init({ ringingSource: false })],
  "init.wasmUrl": [init({ wasmUrl: "" }), init({ wasmUrl: {} })],
  "init.beforeRing": [init({ beforeRing: true })],
  "init.logLevel": [init({ logLevel: "loud" })],
  "init.logger": [init({ logger: console })],

  "startCall.options": [() => kit.startCall(), () => kit.startCall("bob"), () => kit.startCall(null)],
  "startCall.callType": [start({ callType: 4 }), start({ callType: "0" }), start({ callType: undefined }), start({ callType: 0.5 })],
  "startCall.chatType": [
    start({ chatType: "chat" }), start({ chatType: "groupChat" }), start({ callType: 2, to: ["bob"], chatType: "singleChat" }),
  ],
  "startCall.to": [
    start({ to: undefined }), start({ to: "" }), start({ to: [] }), start({ to: [""] }), start({ to: 5 }), start({ to: ["bob", null] }),
    start({ to: "b".repeat(129) }), start({ to: ["bob", "carol"] }), start({ callType: 1, to: ["bob", "carol"] }),
  ],
  "startCall.microphone": [start({ microphone: 1 })],
  "startCall.camera": [start({ camera: "off" })],
  "startCall.message": [start({ message: 5 }), start({ message: "é".repeat(513) })],
  "startCall.channel": [start({ channel: "" }), start({ channel: 1 })],
  "startCall.groupId": [start({ groupId: [] })],
  "startCall.groupName": [start({ groupName: "n".repeat(129) })],
  "startCall.accessToken": [start({ accessToken: {} }), start({ accessToken: "x".repeat(4097) })],
  "startCall.timeout": [start({ timeout: -1 }), start({ timeout: NaN }), start({ timeout: "10" })],
  "startCall.ext": [
    start({ ext: "text" }), start({ ext: [] }), start({ ext: 5 }), start({ ext: circle }), start({ ext: { call() {} } }),
    start({ ext: { big: 1n } }), start({ ext: { deep: [{ symbol: Symbol("s") }] } }), start({ ext: { not: NaN } }),
    start({ ext: { map: new Map() } }), start({ ext: { long: "x".repeat(4096) } }), start({ ext: { wide: "é".repeat(2048) } }),
    start({ ext: { get trap() { throw new Error("trap"); } } }), start({ ext: { toJSON: () => 5 } }), start({ ext: () => {} }),
  ],

  "answerCall.accept": [() => kit.answerCall(), () => kit.answerCall("yes"), () => kit.answerCall(1)],
  "answerCall.accessToken": [() => kit.answerCall(true, 5)],
  "answerCall.options": [() => kit.answerCall(true, "token", "bob")],
  "answerCall.callId": [() => kit.answerCall(true, undefined, { callId: 5 })],
  "answerCall.microphone": [() => kit.answerCall(true, undefined, { microphone: "on" })],
  "answerCall.camera": [() => kit.answerCall(true, undefined, { camera: 0 })],
  "answerCall.reason": [() => kit.answerCall(false, undefined, { reason: "x".repeat(1025) })],
  "answerCall.ext": [() => kit.answerCall(false, undefined, { ext: circle })],
  "ignoreCall.callId": [() => kit.ignoreCall(5), () => kit.ignoreCall("")],
  "hangup.reason": [() => kit.hangup(5), () => kit.hangup("x".repeat(1025))],
  "hangup.ext": [() => kit.hangup("bye", "ext"), () => kit.hangup(undefined, { call() {} })],
  "cancelInvite.users": [() => kit.cancelInvite(), () => kit.cancelInvite(""), () => kit.cancelInvite([]), () => kit.cancelInvite(["bob", 5])],
  "joinCall.options": [() => kit.joinCall(), () => kit.joinCall("room")],
  "joinCall.callId": [join({ callId: undefined }), join({ callId: "" })],
  "joinCall.channel": [join({ channel: undefined }), join({ channel: 5 })],
  "joinCall.callType": [join({ callType: 1 }), join({ callType: undefined })],
  "joinCall.members": [join({ members: undefined }), join({ members: "bob" }), join({ members: [] }), join({ members: [""] })],
  "joinCall.groupId": [join({ groupId: 5 })],
  "joinCall.groupName": [join({ groupName: "" })],
  "joinCall.accessToken": [join({ accessToken: 5 })],
  "joinCall.microphone": [join({ microphone: "on" })],
  "joinCall.camera": [join({ camera: 1 })],
  "renewToken.accessToken": [() => kit.renewToken(), () => kit.renewToken("")],
  "exportTrace.callId": [() => kit.exportTrace()],
  "exportTrace.format": [() => kit.exportTrace("id", "svg")],
  "setMicrophone.on": [() => kit.setMicrophone(), () => kit.setMicrophone("on")],
  "setCamera.on": [() => kit.setCamera(1)],
  "setUserIdMap.map": [() => kit.setUserIdMap(), () => kit.setUserIdMap("bob"), () => kit.setUserIdMap({ bob: 5 }), () => kit.setUserIdMap(["bob"])],
  "displayName.user": [() => kit.displayName(), () => kit.displayName(5)],
  "remoteStream.user": [() => kit.remoteStream()],
  "remoteStream.source": [() => kit.remoteStream("bob", "window")],
  "attachView.user": [() => kit.attachView()],
  "attachView.element": [() => kit.attachView("bob"), () => kit.attachView("bob", {}), () => kit.attachView("bob", { localName: "div" })],
  "attachView.source": [() => kit.attachView("bob", { localName: "video" }, "microphone")],
  "getTimings.callId": [() => kit.getTimings()],
  "getCallRecords.query": [() => kit.getCallRecords("all")],
  "getCallRecords.limit": [() => kit.getCallRecords({ limit: -1 }), () => kit.getCallRecords({ limit: 1.5 })],
  "getCallRecords.before": [() => kit.getCallRecords({ before: "today" })],
  "getCallRecords.with": [() => kit.getCallRecords({ with: "" })],
  "on.type": [() => kit.on("incoming", () => {}), () => kit.on("toString", () => {}), () => kit.on()],
  "on.listener": [() => kit.on("invite"), () => kit.on("invite", {})],

  "TabsConnection.userId": [() => new TabsConnection(), () => new TabsConnection(""), () => new TabsConnection("a".repeat(129))],
  "TabsConnection.options": [() => new TabsConnection("alice", "name")],
  "TabsConnection.channelName": [() => new TabsConnection("alice", { channelName: 5 })],
};

for (const [field, attempts] of Object.entries(REFUSED)) {
  test(`a wrong ${field} is refused by its name, and told what would be right`, async () => {
    for (const attempt of attempts) {
      const { code, field: named, message } = await refusal(attempt);
      assert.deepEqual({ code, field: named, attempt: `${attempt}` }, { code: "invalid-argument", field, attempt: `${attempt}` });
      assert.match(message, new RegExp(`^${field.replace(".", "\\.")} must be .{5}`));
    }
  });
}

test("a text that stands in the wrong place is not repeated in the message, since it may be a secret", async () => {
  const { message } = await refusal(() => kit.answerCall("secret-token"));
  assert.doesNotMatch(message, /secret/);
});

const GOOD = [
  start({}), start({ to: ["bob"] }), start({ to: ["bob", "bob"] }), start({ callType: 1, chatType: "singleChat", microphone: false, camera: false }),
  start({ message: "x".repeat(1024), timeout: 0, accessToken: "", ext: { deep: [{ a: null, b: undefined, c: new Date(0) }] } }),
  start({ ext: Object.create(null) }), start({ chatType: null, channel: null, message: null, groupId: null, timeout: null, ext: null }),
  () => kit.answerCall(true), () => kit.answerCall(false, null, null), () => kit.answerCall(true, "token", { callId: "c", reason: "", ext: {} }),
  () => kit.hangup(), () => kit.hangup(null, null), () => kit.setCamera(true), () => kit.ignoreCall(), () => kit.silenceRing(),
  () => kit.cancelInvite("bob"), () => kit.cancelInvite(["bob", "carol"]), () => kit.requestAddPerson(), () => kit.resume(),
  () => kit.renewToken("token"), () => kit.getStats(), () => kit.exportTrace("id"), () => kit.exportTrace("id", "mermaid"),
  () => kit.getCallRecords(), () => kit.getCallRecords({ limit: 0, before: Date.now(), with: "bob" }), () => kit.clearCallRecords(),
  () => kit.getCallRecords({ limit: null, before: null, with: null }),
  () => kit.joinCall({ callId: "id", channel: "room", callType: 2, members: ["bob"], microphone: null, camera: null }),
];

test("before init, what is right is refused only as not initialized, and the message names the method", async () => {
  for (const attempt of GOOD) {
    const { code, message } = await refusal(attempt);
    const method = /kit\.(\w+)/.exec(attempt)?.[1] ?? "startCall";
    assert.deepEqual({ code, method: message.split(":")[0], attempt: `${attempt}` }, { code: "not-initialized", method, attempt: `${attempt}` });
  }
});

test("right settings pass, down to the browser that Node is not", async () => {
  const accepted = [
    init(undefined), init(null), init({ iceServers: [], ringingSource: null, wasmUrl: new URL("https://example.org/x.wasm"), logLevel: "silent" }),
    init({ iceServers: [{ urls: ["stun:a", "turns:b?transport=tcp"], username: "u", credential: "c" }], iceTransportPolicy: "relay" }),
    init({ iceServers: async () => [], preconnect: () => true, beforeRing: () => true, tokenHandler: async () => "", logger: () => {} }),
    init({ ringTimeout: 0, reconnectTimeout: 1.5, maxMembers: 2, busyWhenInCall: false, audio: {}, video: { width: 640 }, deviceName: "kitchen" }),
    init({ maxMembers: 8 }), init({ maxMembers: null }),
    () => kit.init("app", 0, connection), () => kit.init("app", 4294967295), () => kit.init("a".repeat(128), "名".repeat(128)),
  ];
  for (const attempt of accepted) assert.equal((await refusal(attempt)).code, "unsupported-browser", `${attempt}`);
});

