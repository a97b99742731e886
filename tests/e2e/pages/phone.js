// A page with one device of a person, which writes down all that it is told and keeps whatever it opens.

import { CallKit, CallKitError } from "/dist/index.js";
import { TabsConnection, WebSocketConnection } from "/dist/connections.js";

const held = [];
const peers = [];
const channels = [];
const calls = [];
const kit = new CallKit();

/** What was told, in order, one line each; and the same in full. */
const told = [];
const changes = [];
const records = [];
const errors = [];

// ---- what the page opens

const { getUserMedia } = MediaDevices.prototype;
MediaDevices.prototype.getUserMedia = async function (constraints) {
  await phone.permission;
  const stream = await getUserMedia.call(this, constraints);
  held.push(...stream.getTracks());
  return stream;
};
const { clone } = MediaStreamTrack.prototype;
MediaStreamTrack.prototype.clone = function () {
  const copy = clone.call(this);
  held.push(copy);
  return copy;
};
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...options) {
    super(...options);
    peers.push(this);
  }

  createDataChannel(...options) {
    const channel = super.createDataChannel(...options);
    channels.push(channel);
    return channel;
  }
};

/** The camera and microphone tracks of this page that are open, by kind. */
const live = () => held.filter(({ readyState }) => readyState === "live").map(({ kind }) => kind).sort();

// ---- what the page is told

function write(callId, line) {
  if (!calls.includes(callId)) calls.push(callId);
  const place = calls.indexOf(callId);
  told.push(place > 0 ? `${place + 1}: ${line}` : line);
}

// The person first, then every other field that this kind of change has, by its name.
function rest({ userId, ...more }) {
  const text = (value) => (typeof value === "object" ? JSON.stringify(value) : value);
  return [...(userId ? [userId] : []), ...Object.keys(more).sort().map((key) => `${key}=${text(more[key])}`)].map((word) => ` ${word}`).join("");
}

kit.onInvite = (invite) => write(invite.callId, `invite ${invite.from}`);
kit.onError = (error) => { errors.push(error); told.push(`error ${error.code}`); };
kit.onCallRecord = (record) => {
  records.push(record);
  write(record.callId, `callrecord ${record.status}${record.endedBy ? ` by ${record.endedBy}` : ""}${record.error ? `, ${record.error}` : ""}`);
};
kit.onStateChange = (change) => {
  changes.push(change);
  const { type, callId, channel, callType, at, record, ...more } = change;
  if (type === "member") return;
  write(callId, type + rest(more));
  if (type === "ended") end(record);
};

// Whatever is not as it must be when `ended` is told becomes a line of its own.
function end(record) {
  const wrong = (what) => write(record.callId, `wrong at the end: ${what}`);
  if (JSON.stringify(record) !== JSON.stringify(records.at(-1))) wrong("the record is not the one that came before");
  if (kit.state !== "idle" && kit.call?.callId === record.callId) wrong(kit.state);
  if (live().length > 0 && kit.state === "idle") wrong(`${live().join(" and ")} open`);
  phone.onEnd?.(record);
}

// ---- pictures and sound

/** Shows a person in a new element. */
function view(user) {
  const video = document.body.appendChild(document.createElement("video"));
  return { video, undo: kit.attachView(user, video) };
}

const canvas = new OffscreenCanvas(32, 24).getContext("2d", { willReadFrequently: true });

/** The picture in an element: how bright it is, 0 to 255, and its pixels as text. */
function look(video) {
  canvas.drawImage(video, 0, 0, 32, 24);
  const { data } = canvas.getImageData(0, 0, 32, 24);
  const colours = data.filter((_, index) => index % 4 < 3);
  return { bright: colours.reduce((sum, value) => sum + value, 0) / colours.length, pixels: colours.join() };
}

/** Resolves when an element has shown three pictures that differ and are not black. */
async function moves(video) {
  const seen = new Set();
  while (seen.size < 3) {
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const { bright, pixels } = look(video);
    if (bright > 8) seen.add(pixels);
  }
  return seen.size;
}

/** Resolves when the sound of another person's stream is loud. A machine without a sound card plays nothing, but knows that. */
async function sounds(stream) {
  const [track] = stream.getAudioTracks();
  const path = () => peers.find((peer) => peer.getReceivers().some((receiver) => receiver.track === track));
  const loud = async () => [...(await path()?.getStats(track) ?? new Map()).values()].some(({ type, audioLevel }) => type === "inbound-rtp" && audioLevel > 0.01);
  while (!(await loud())) await new Promise((resolve) => setTimeout(resolve, 50));
  return true;
}

// ---- a connection that a test can cut

/** Between tabs. `cut` is how it fails: "rejects", or "swallows" what is sent; either way nothing arrives. */
class Line {
  cut = null;
  sent = [];
  #tabs;
  #status = () => {};

  constructor(userId) {
    this.userId = userId;
    this.#tabs = new TabsConnection(userId);
  }

  async send(to, text) {
    if (this.cut === "rejects") throw new Error("cut");
    if (this.cut) return;
    this.sent.push(text);
    await this.#tabs.send(to, text);
  }

  subscribe(listener) {
    return this.#tabs.subscribe((message) => this.cut || listener(message));
  }

  onStatus(listener) {
    this.#status = listener;
    return () => (this.#status = () => {});
  }

  /** Cuts it, or joins it again with null, and says so to CallKit where it is to know. */
  set(cut, tells = false) {
    this.cut = cut;
    if (tells) this.#status(!cut);
  }
}

/** Signs the page in: on a connection that can be cut, with `line`, or through a `server`, whose relay is used by those who ask for one. */
async function signIn(name, { line, server, ...options } = {}) {
  phone.line = line ? new Line(name) : null;
  const connection = server ? new WebSocketConnection(`${server}/ws`, { userId: name, token: () => token(server, name) }) : phone.line;
  const iceServers = server && (async () => (await ask(server, "ice-servers", {}, await token(server, name))).iceServers);
  await kit.init("e2e", name, connection ?? undefined, { ringingSource: null, ...(iceServers && { iceServers }), ...options });
}

const token = async (server, userId) => (await ask(server, "sign-in", { userId })).token;

async function ask(server, what, body, token) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${server}/${what}`, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.json();
}

/** What was refused: its code, its field and its message; "done" where it was not. */
async function outcome(doing) {
  try {
    await doing();
    return { code: "done", field: undefined, message: "" };
  } catch (error) {
    if (!(error instanceof CallKitError)) return { code: `${error}`, field: undefined, message: "" };
    return { code: error.code, field: error.field, message: error.message };
  }
}

globalThis.phone = {
  kit, told, changes, records, errors, held, peers, channels, live, view, look, moves, sounds, signIn, outcome,
  line: null, permission: null, onEnd: null, CallKit, TabsConnection, Line,
};
