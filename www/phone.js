// A phone in a page: draws what CallKit says of a call, and asks it for what is clicked. It keeps no state of the call itself, and
// leaves to its page who is signed in, over which connection, and whom one may call.

import CallKit, { CallType } from "./dist/index.js";

const SCREENS = `
  <svg hidden>
    <symbol id="phone" viewBox="0 0 24 24"><path d="M8.3 4.5 6.4 5.6c-.7.4-1 1.2-.8 1.9 1 5 5 9 10.3 10.3.8.2 1.5-.1 1.9-.8l1.1-1.9c.3-.5.2-1.2-.3-1.5l-2.6-1.7c-.4-.3-1-.2-1.4.2l-1 1a9.2 9.2 0 0 1-2.7-2.7l1-1c.4-.4.5-1 .2-1.4L10 4.8c-.4-.5-1.1-.6-1.7-.3Z"/></symbol>
    <symbol id="camera" viewBox="0 0 24 24"><path d="M5 6.5h8A2.5 2.5 0 0 1 15.5 9v6a2.5 2.5 0 0 1-2.5 2.5H5A2.5 2.5 0 0 1 2.5 15V9A2.5 2.5 0 0 1 5 6.5Zm12 4 3.3-2.3c.5-.4 1.2 0 1.2.6v6.4c0 .6-.7 1-1.2.6L17 13.5Z"/></symbol>
    <symbol id="microphone" viewBox="0 0 24 24"><path d="M12 3.5a3 3 0 0 1 3 3V12a3 3 0 0 1-6 0V6.5a3 3 0 0 1 3-3ZM6.8 11c.5 0 .8.4.8.8V12a4.4 4.4 0 0 0 8.8 0v-.2a.8.8 0 1 1 1.6 0v.2a6 6 0 0 1-5.2 5.9v1.8a.8.8 0 1 1-1.6 0v-1.8A6 6 0 0 1 6 12v-.2c0-.4.3-.8.8-.8Z"/></symbol>
    <symbol id="hangup" viewBox="0 0 24 24"><path d="M12 9.3c-3.3 0-6.3.8-8.4 2.2-.7.5-1 1.3-.9 2.1l.4 2c.1.7.7 1.1 1.4 1l3-.6c.6-.1 1-.6 1-1.2v-1.5a11 11 0 0 1 7 0v1.5c0 .6.4 1.1 1 1.2l3 .6c.7.1 1.3-.3 1.4-1l.4-2c.1-.8-.2-1.6-.9-2.1a15.4 15.4 0 0 0-8.4-2.2Z"/></symbol>
  </svg>

  <section class="screen ringing" data-screen="ringing" aria-labelledby="caller" tabindex="-1" hidden>
    <span class="avatar calls" data-avatar="peer" aria-hidden="true"></span>
    <h2 id="caller">Somebody is calling</h2>
    <p id="kind"></p>
    <blockquote id="message" hidden></blockquote>
    <div class="rounds">
      <button class="round stop" data-do="refuse"><svg aria-hidden="true"><use href="#hangup"/></svg><span>Refuse</span></button>
      <button class="round go" data-do="listen" id="listen"><svg aria-hidden="true"><use href="#phone"/></svg><span>Answer without camera</span></button>
      <button class="round go" data-do="answer"><svg aria-hidden="true"><use id="answer-icon" href="#phone"/></svg><span>Answer</span></button>
    </div>
    <div class="pair">
      <button class="wide" data-do="silence">Silence</button>
      <button class="wide" data-do="ignore">Ignore</button>
    </div>
  </section>

  <section class="screen call" data-screen="call" aria-labelledby="with" tabindex="-1" hidden>
    <video id="theirs" aria-label="Their picture"></video>
    <video id="mine" aria-label="Your picture"></video>
    <div class="who">
      <span class="avatar" data-avatar="peer" aria-hidden="true"></span>
      <h2 id="with" data-name="peer"></h2>
      <p id="progress"></p>
      <p id="muted" hidden>Their microphone is off</p>
    </div>
    <div class="rounds">
      <button class="round" data-do="microphone" id="microphone-button"><svg aria-hidden="true" viewBox="0 0 24 24"><use href="#microphone"/><path class="slash" d="M4 3.5 20 20.5"/></svg><span>Mute microphone</span></button>
      <button class="round" data-do="camera" id="camera-button"><svg aria-hidden="true" viewBox="0 0 24 24"><use href="#camera"/><path class="slash" d="M4 3.5 20 20.5"/></svg><span>Turn camera off</span></button>
      <button class="round stop" data-do="hangup"><svg aria-hidden="true"><use href="#hangup"/></svg><span id="hangup-label">Hang up</span></button>
    </div>
  </section>`;

export const kit = new CallKit();
export const by = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];

// What a button of this name does, with the button. A page adds its own.
export const DO = {
  answer: () => kit.answerCall(true),
  listen: () => kit.answerCall(true, undefined, { camera: false }),
  refuse: () => kit.answerCall(false),
  ignore: () => kit.ignoreCall(),
  silence: () => kit.silenceRing(),
  microphone: () => kit.setMicrophone(!member(kit.userId).microphone),
  camera: () => kit.setCamera(!member(kit.userId).camera),
  hangup: () => kit.hangup(),
};

const STATES = { idle: "Online", calling: "Calling", ringing: "Ringing", connecting: "Connecting …", connected: "In a call", reconnecting: "Reconnecting …" };
const INVITED = { inviting: "Calling …", delivered: "Delivered …", ringing: "Ringing …" };

let shown = "";
let viewed = null;
let drawPage = () => {};

// ---- drawing

/** Draws the page as it is. */
export function draw() {
  const { state, call, invites: [invite] } = kit;
  const screen = state === "idle" ? "idle" : state === "ringing" ? "ringing" : "call";
  const peer = state === "ringing" ? invite?.from : other(call);
  by("status").textContent = STATES[state];
  by("phone-of").dataset.state = state;
  if (peer !== undefined) name("peer", peer);
  if (screen === "ringing" && invite) drawInvite(invite);
  if (screen === "call" && call) drawCall(call, peer);
  else by("phone-of").classList.remove("with-video");
  drawPage();
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
  const { microphone, camera } = member(kit.userId, call);
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

/** Shows one screen of the page. */
export function show(screen) {
  if (screen === shown) return;
  const hadFocus = document.activeElement?.closest("[data-screen], [data-do]");
  shown = screen;
  for (const section of all("[data-screen]")) section.hidden = section.dataset.screen !== screen;
  by("phone-of").dataset.shows = screen;
  // What was focused has gone: the keyboard goes on where the eyes do.
  if (hadFocus) document.querySelector(`[data-screen="${screen}"]`).focus();
}

function view(peer) {
  if (viewed?.peer === peer) return;
  viewed?.undo();
  viewed = { peer, undo: kit.attachView(peer, by("theirs")) };
}

/** Writes a person's name, and paints their avatar, wherever the page names them by this role. */
export function name(role, person) {
  for (const element of all(`[data-name="${role}"]`)) element.textContent = person;
  for (const element of all(`[data-avatar="${role}"]`)) avatar(element, person);
}

export function avatar(element, person) {
  element.textContent = [...person][0]?.toUpperCase() ?? "?";
  element.style.setProperty("--hue", [...person].reduce((hue, letter) => (hue * 31 + letter.codePointAt(0)) % 360, 70));
}

const other = (call) => call?.members.find(({ userId }) => userId !== kit.userId)?.userId;
const member = (user, call = kit.call) => call?.members.find(({ userId }) => userId === user) ?? {};

function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function outcome({ status, direction, from, members, duration: length }) {
  const peer = members.find((user) => user !== kit.userId) ?? from;
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

/** Says what went wrong; null takes it back. */
export function problem(error) {
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

/** Puts the phone into the page's `[data-stage]`. @param drawing draws what is the page's own, each time */
export function install(drawing) {
  drawPage = drawing;
  document.querySelector("[data-stage]").insertAdjacentHTML("beforeend", SCREENS);
  kit.attachView("local", by("mine"));

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
      await DO[button.dataset.do](button);
    } catch (error) {
      // Somebody was faster: the screen shows already what became of the call.
      if (error.code !== "call-ended") problem(error);
    }
    button.ariaBusy = null;
    if (kit.userId) draw();
  });

  setInterval(() => kit.state === "connected" && draw(), 1000);
}
