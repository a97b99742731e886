// One person's phone: draws what CallKit says, and asks it for what is clicked. It keeps no state of the call itself.

import CallKit, { CallType } from "./dist/index.js";

const by = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];
const query = new URLSearchParams(location.search);
const me = (query.get("name") ?? "").trim();
const kit = new CallKit();
let shown = "";
let viewed = null;

const DO = {
  voice: () => call(CallType.Audio),
  video: () => call(CallType.Video),
  answer: () => kit.answerCall(true),
  listen: () => kit.answerCall(true, undefined, { camera: false }),
  refuse: () => kit.answerCall(false),
  ignore: () => kit.ignoreCall(),
  silence: () => kit.silenceRing(),
  microphone: () => kit.setMicrophone(!member(me).microphone),
  camera: () => kit.setCamera(!member(me).camera),
  hangup: () => kit.hangup(),
};

const STATES = { idle: "Online", calling: "Calling", ringing: "Ringing", connecting: "Connecting …", connected: "In a call", reconnecting: "Reconnecting …" };
const INVITED = { inviting: "Calling …", delivered: "Delivered …", ringing: "Ringing …" };

function call(callType) {
  const to = by("peer").value.trim();
  if (to === "") by("peer").focus();
  return kit.startCall({ callType, to });
}

// ---- drawing

function draw() {
  const { state, call, invites: [invite] } = kit;
  const screen = state === "idle" ? "idle" : state === "ringing" ? "ringing" : "call";
  const peer = (state === "ringing" ? invite?.from : other(call)) ?? by("peer").value.trim();
  by("status").textContent = STATES[state];
  by("phone-of").dataset.state = state;
  name("peer", peer);
  if (screen === "ringing" && invite) drawInvite(invite);
  if (screen === "call" && call) drawCall(call, peer);
  else by("phone-of").classList.remove("with-video");
  show(screen);
}

function drawInvite(invite) {
  const video = invite.callType === CallType.Video;
  by("caller").textContent = `${invite.fromName} is calling`;
  by("kind").textContent = video ? "Video call" : "Voice call";
  by("message").textContent = invite.message;
  by("message").hidden = invite.message === "";
  by("listen").hidden = !video;
  by("answer-icon").setAttribute("href", video ? "#camera" : "#phone");
}

function drawCall(call, peer) {
  const { microphone, camera } = member(me, call);
  const their = member(peer, call);
  const video = call.callType === CallType.Video;
  const answered = call.state !== "calling";
  view(peer);
  by("phone-of").classList.toggle("with-video", video);
  by("theirs").hidden = !(their.camera && call.connectedAt);
  by("mine").hidden = !camera;
  by("muted").hidden = !(call.connectedAt && !their.microphone);
  by("progress").textContent = progress(call, their);
  by("hangup-label").textContent = answered ? "Hang up" : "Cancel";
  toggle("microphone-button", microphone, microphone ? "Mute microphone" : "Unmute microphone", answered);
  toggle("camera-button", camera, camera ? "Turn camera off" : "Turn camera on", answered && video);
}

function toggle(id, on, label, there) {
  by(id).hidden = !there;
  by(id).classList.toggle("off", !on);
  by(id).querySelector("span").textContent = label;
}

function progress(call, their) {
  if (call.state === "calling") return INVITED[their.state] ?? "Calling …";
  if (call.state === "connected") return duration(Date.now() - call.connectedAt);
  return STATES[call.state];
}

function show(screen) {
  if (screen === shown) return;
  const hadFocus = document.activeElement?.closest("[data-screen]");
  shown = screen;
  for (const section of all("[data-screen]")) section.hidden = section.dataset.screen !== screen;
  // What was focused has gone: the keyboard goes on where the eyes do.
  if (hadFocus) document.querySelector(`[data-screen="${screen}"]`).focus();
}

function view(peer) {
  if (viewed?.peer === peer) return;
  viewed?.undo();
  viewed = { peer, undo: kit.attachView(peer, by("theirs")) };
}

function name(role, person) {
  for (const element of all(`[data-name="${role}"]`)) element.textContent = person;
  for (const element of all(`[data-avatar="${role}"]`)) {
    element.textContent = [...person][0]?.toUpperCase() ?? "?";
    element.style.setProperty("--hue", [...person].reduce((hue, letter) => (hue * 31 + letter.codePointAt(0)) % 360, 70));
  }
}

const other = (call) => call?.members.find(({ userId }) => userId !== me)?.userId;
const member = (user, call = kit.call) => call?.members.find(({ userId }) => userId === user) ?? {};

function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function outcome({ status, direction, from, members, duration: length }) {
  const peer = members.find((user) => user !== me) ?? from;
  const outgoing = direction === "outgoing";
  switch (status) {
    case "completed": return `Talked with ${peer} for ${duration(length)}`;
    case "refused": return outgoing ? `${peer} refused the call` : `You refused ${peer}’s call`;
    case "busy": return `${peer} is in another call`;
    case "missed": return outgoing ? `${peer} did not answer` : `You missed a call from ${peer}`;
    case "cancelled": return outgoing ? "You took the call back" : `${peer} took the call back`;
    case "answered-elsewhere": return "Taken on another device";
    default: return `The call with ${peer} could not connect`;
  }
}

// ---- telling and asking

function problem(error) {
  by("problem").textContent = error?.message ?? "";
  by("problem").hidden = !error;
}

function log(type, detail) {
  const row = document.createElement("li");
  const what = document.createElement("b");
  what.textContent = detail?.type ? `${type} · ${detail.type}` : type;
  const { type: _, ...rest } = detail instanceof Error ? { code: detail.code, message: detail.message } : detail;
  row.append(`${new Date().toLocaleTimeString()} `, what, ` ${JSON.stringify(rest)}`);
  by("events").prepend(row);
  while (by("events").children.length > 200) by("events").lastChild.remove();
  by("count").textContent = `(${by("events").children.length})`;
}

for (const type of ["invite", "statechange", "callrecord", "error", "connectionchange"]) {
  kit.on(type, (detail) => {
    log(type, detail);
    if (type === "error") problem(detail);
    if (type === "callrecord") by("outcome").textContent = outcome(detail);
    draw();
  });
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-do]");
  if (!button || button.ariaBusy) return;
  button.ariaBusy = "true";
  problem(null);
  try {
    await DO[button.dataset.do]();
  } catch (error) {
    // Somebody was faster: the screen shows already what became of the call.
    if (error.code !== "call-ended") problem(error);
  }
  button.ariaBusy = null;
  draw();
});

by("peer").addEventListener("input", draw);
setInterval(() => kit.state === "connected" && draw(), 1000);

// ---- signing in

if (me === "") {
  by("status").textContent = "Nobody is signed in";
  show("nobody");
} else {
  document.title = `${me}’s phone`;
  by("peer").value = query.get("peer") ?? (me === "Bob" ? "Alice" : "Bob");
  name("me", me);
  try {
    kit.attachView("local", by("mine"));
    await kit.init("callkit-demo", me);
    draw();
  } catch (error) {
    by("status").textContent = "Not signed in";
    problem(error);
  }
}
