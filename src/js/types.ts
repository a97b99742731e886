// What the people who use the package see, but for the class, the error and the connections themselves.

import type { CallType } from "./call-type.js";
import type { CallKitError, CallKitErrorCode } from "./errors.js";

// ---- names

/** An account in the application: 1 to 128 UTF-16 code units. All devices of one person share it. */
export type UserId = string;
/** One running CallKit of one person: a tab, a phone. Stays the same across a reload of the tab. */
export type DeviceId = string;
/** One call; 128 random bits. */
export type CallId = string;
/** The name of the room that a call happens in. Made up (128 random bits) when the caller gives none. */
export type Channel = string;
/** Where the conversation that a call belongs to happens. */
export type ChatType = "singleChat" | "groupChat" | "chatRoom";
/** What a person can send. */
export type MediaType = "audio" | "video" | "screen";

/**
 * Where this device stands.
 *
 * - `idle`: no call
 * - `calling`: we invited, nobody has answered
 * - `ringing`: we are invited, we have not answered
 * - `connecting`: answered; nothing arrives yet
 * - `connected`: the path to at least one person is up and the first packet of what they publish has come
 * - `reconnecting`: was connected; every media path is down and being repaired
 */
export type CallState = "idle" | "calling" | "ringing" | "connecting" | "connected" | "reconnecting";

// ---- options

/** Settings of `init`; every one may be left out. */
export interface CallKitOptions {
  /** What the other side is told this device is ("Chrome on Linux" by default). */
  deviceName?: string;
  /**
   * Servers that help two browsers find a path to each other (W3C WebRTC, RTCIceServer; STUN is RFC 8489, TURN RFC 8656). None by
   * default: people in one network find each other without. A function is asked once per peer connection.
   */
  iceServers?: RTCIceServer[] | (() => Promise<RTCIceServer[]>);
  /** "relay" lets media travel through TURN servers only, so that nobody learns another's address (RFC 8828). */
  iceTransportPolicy?: RTCIceTransportPolicy;
  /** Asked for a token whenever a call needs one and none was passed. Where it rejects, the call does with `token-rejected`. */
  tokenHandler?: (request: { channel: Channel; userId: UserId; callId: CallId }) => Promise<string>;
  /** Public key (Ed25519 or P-256) of whoever issues call tokens. With it, nobody gets a ring or a candidate without a valid one. */
  tokenKey?: JsonWebKey;
  /**
   * When the media path is built: as soon as the phone rings (the answer is then instant, but each side learns an address of the
   * other before the answer, unless everything is relayed), or only on answering. Both sides must allow it; a function decides per
   * invitation, those of this page included, of which it is `from`. "ring" also lets a caller's own picture travel before the answer,
   * unseen until then; its sound waits. Default: "accept"; where iceTransportPolicy is "relay", the path is built while ringing and the
   * pictures wait for the answer. In a group this is the path to whoever invites; those who answer build theirs to each other on answering. Three paths
   * at most are built ahead. A caller with `tokenKey`: on answering, when the token has been seen.
   */
  preconnect?: "ring" | "accept" | ((invite: Invite) => boolean);
  /** How long an unanswered invitation rings, in milliseconds; 0 rings until cancelled. Default 30 000. */
  ringTimeout?: number;
  /** How long a lost person is waited for before they count as gone, in milliseconds. Default 30 000. */
  reconnectTimeout?: number;
  /** How long after the answer a call may take to connect, in milliseconds. Default 30 000. */
  connectTimeout?: number;
  /** How long a page that was unloaded may take to come back before it counts as closed, in milliseconds. Default 4 000. */
  reloadGrace?: number;
  /** People in a mesh, oneself included: 2 to 8. Default 8. */
  maxMembers?: number;
  /** Answer "busy" for the user while in a call (true, the default), or let a second invitation reach `invite`. */
  busyWhenInCall?: boolean;
  /** How the microphone is asked for (W3C Media Capture and Streams, section 4.3). */
  audio?: MediaTrackConstraints;
  /** How the camera is asked for (W3C Media Capture and Streams, section 4.3). */
  video?: MediaTrackConstraints;
  /** Sound while ringing and being called: a URL, or null for silence. A built-in tone by default. */
  ringingSource?: string | null;
  /** Where to load the core from, when a bundler or a content policy needs it elsewhere. */
  wasmUrl?: string | URL;
  /** Asked before the phone rings: false answers busy (do not disturb), "ignore" stays silent. One that throws lets it ring. */
  beforeRing?: (invite: Invite) => boolean | "ignore" | Promise<boolean | "ignore">;
  /** The least level that is logged. Default "warn". */
  logLevel?: "debug" | "info" | "warn" | "error" | "silent";
  /** Takes the log in place of the console. `time` is in milliseconds since the Unix epoch. */
  logger?: (entry: { level: string; time: number; message: string; data?: unknown }) => void;
}

/** What `startCall` is told. */
export interface StartCallOptions {
  /** What kind of call: `CallType.Audio` or `CallType.Video` for two people, the others for groups. */
  callType: CallType;
  /** "singleChat" for callType 0 and 1, "groupChat" for 2 and 3, where not given. */
  chatType?: ChatType;
  /** Other people than oneself; exactly one for callType 0 and 1. Named twice counts once. */
  to: UserId | UserId[];
  /** Start with the microphone off: false. */
  microphone?: boolean;
  /** Start with the camera off: false. */
  camera?: boolean;
  /** Text shown with the invitation, and what the chat message of the invitation says: at most 1 KiB of UTF-8. */
  message?: string;
  /** The room of the call, where the application names rooms itself. */
  channel?: Channel;
  groupId?: string;
  groupName?: string;
  /** Says that this person may be in this channel. */
  accessToken?: string;
  /** Overrides ringTimeout for this call, in milliseconds. 0 rings until cancelled. */
  timeout?: number;
  /** Anything the page wants the invited side to have: JSON, at most 4 KiB. */
  ext?: Record<string, unknown>;
}

/** What `answerCall` is told. */
export interface AnswerOptions {
  /** Which of several invitations; the oldest where not given. */
  callId?: CallId;
  /** Start with the microphone off: false. */
  microphone?: boolean;
  /** Start with the camera off: false. */
  camera?: boolean;
  /** Why, in words for the other side: at most 1 KiB of UTF-8. */
  reason?: string;
  /** Anything the page wants the other side to have: JSON, at most 4 KiB. */
  ext?: Record<string, unknown>;
}

/** What `joinCall` is told: it takes the call's id and channel to be let in. */
export interface JoinCallOptions {
  channel: Channel;
  callId: CallId;
  callType: CallType;
  /** Who is in the call, as far as known. */
  members: UserId[];
  groupId?: string;
  groupName?: string;
  accessToken?: string;
  microphone?: boolean;
  camera?: boolean;
}

// ---- what is told

/** Somebody calls. */
export interface Invite {
  callId: CallId;
  channel: Channel;
  callType: CallType;
  chatType: ChatType;
  from: UserId;
  fromName: string;
  /** Everyone invited with the same invitation, this user included. */
  to: UserId[];
  groupId?: string;
  groupName?: string;
  message: string;
  ext: Record<string, unknown>;
  /** When it stops ringing, in milliseconds since the Unix epoch by this device's clock; Infinity where it rings until it is taken back. */
  expiresAt: number;
}

/** Somebody wants to choose people to add. */
export interface AddPerson {
  callId: CallId;
  channel: Channel;
  callType: CallType;
  groupId?: string;
  members: UserId[];
}

/**
 * Everything that happens to a call. `callId`, `channel` and `callType` are on every change.
 *
 * - `ringing`: their first device rings
 * - `accept`, `refuse`, `busy`, `timeout`: what became of the invitation of `userId`
 * - `cancel`: the inviter took it back
 * - `answered-elsewhere`: another device of this person accepted, or refused
 * - `connecting`, `connected`: see CallState; `at` is in milliseconds since the Unix epoch
 * - `reconnecting`, `reconnected`: one person; without `userId`, all paths of this device
 * - `user-joined`, `user-left`, `user-published`, `user-unpublished`: who is there and what they send
 * - `member`: any change of a member, after the change that names it
 * - `merged`: both called each other, and this id goes on as another; its last change
 * - `call-type-request`, `call-type`: audio ↔ video; `callType` holds the new one
 * - `hangup`: this user hung up
 * - `ended`: always last; devices are released, the record is stored, state is idle
 */
export type StateChange = { callId: CallId; channel: Channel; callType: CallType } & (
  | { type: "ringing"; userId: UserId }
  | { type: "accept"; userId: UserId; ext?: Record<string, unknown> }
  | { type: "refuse"; userId: UserId; reason?: string; ext?: Record<string, unknown> }
  | { type: "busy"; userId: UserId }
  | { type: "timeout"; userId: UserId }
  | { type: "cancel"; userId: UserId; reason?: string; ext?: Record<string, unknown> }
  | { type: "answered-elsewhere"; accepted: boolean; deviceName: string }
  | { type: "connecting" }
  | { type: "connected"; at: number }
  | { type: "reconnecting"; userId?: UserId }
  | { type: "reconnected"; userId?: UserId }
  | { type: "user-joined"; userId: UserId }
  | { type: "user-left"; userId: UserId; reason: "hangup" | "lost" | "kicked"; message?: string }
  | { type: "user-published"; userId: UserId; mediaType: MediaType }
  | { type: "user-unpublished"; userId: UserId; mediaType: MediaType }
  | { type: "member"; member: Member }
  | { type: "merged"; into: CallId }
  | { type: "call-type-request"; from: UserId; wanted: CallType }
  | { type: "call-type"; from: UserId; was: CallType }
  | { type: "hangup"; reason?: string }
  | { type: "ended"; record: CallRecord }
);

/** One call as it is. */
export interface CallInfo {
  callId: CallId;
  channel: Channel;
  callType: CallType;
  chatType: ChatType;
  state: CallState;
  direction: "outgoing" | "incoming";
  from: UserId;
  groupId?: string;
  groupName?: string;
  /** In milliseconds since the Unix epoch. */
  startedAt: number;
  /** In milliseconds since the Unix epoch; null where it never connected. */
  connectedAt: number | null;
  /** Oneself included. */
  members: Member[];
}

/** One person in a call. */
export interface Member {
  userId: UserId;
  name: string;
  /** How far they are; the last six are outcomes. A person invited again starts over. */
  state:
    | "inviting" | "delivered" | "ringing" | "joining" | "joined" | "reconnecting"
    | "refused" | "busy" | "timeout" | "cancelled" | "left" | "lost";
  microphone: boolean;
  camera: boolean;
  screen: boolean;
}

/** How a call went. */
export interface CallRecord {
  callId: CallId;
  channel: Channel;
  callType: CallType;
  chatType: ChatType;
  direction: "outgoing" | "incoming";
  from: UserId;
  /** Oneself included. */
  members: UserId[];
  groupId?: string;
  groupName?: string;
  status: "completed" | "cancelled" | "refused" | "busy" | "missed" | "answered-elsewhere" | "failed";
  /** In milliseconds since the Unix epoch. */
  startedAt: number;
  /** In milliseconds since the Unix epoch; null where it never connected. */
  connectedAt: number | null;
  /** In milliseconds since the Unix epoch. */
  endedAt: number;
  /** From connected to ended, in milliseconds; 0 where it never connected. */
  duration: number;
  /** Who ended it; null where time or a lost path did. */
  endedBy: UserId | null;
  error?: CallKitErrorCode;
}

/** How good a person's path is: 0 unknown, 1 excellent … 5 bad, 6 down. */
export interface NetworkQuality {
  userId: UserId;
  uplink: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  downlink: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  /** Round-trip time in milliseconds. */
  rtt: number | null;
  /** Share of packets lost, 0 … 1. */
  loss: number | null;
}

/** How loud a person is. */
export interface Volume {
  userId: UserId;
  /** 0 … 1 (W3C WebRTC Statistics, audioLevel). */
  level: number;
  /** Holds steady through the gaps between words. */
  speaking: boolean;
}

/** Raised after three of five one-second samples, cleared (active: false) after five good ones. */
export interface CallWarning {
  code:
    | "high-rtt" | "high-jitter" | "high-loss" | "low-bitrate"
    | "no-media" | "frozen-camera" | "silent-microphone" | "speaking-while-muted";
  userId: UserId | null;
  active: boolean;
  /**
   * Milliseconds for high-rtt and high-jitter, a share of 0 … 1 for high-loss, bits per second for low-bitrate, a level of 0 … 1 for
   * silent-microphone. Null for the others, and where the person has gone.
   */
  value: number | null;
}

/** One device to choose. */
export interface MediaDevice {
  kind: "microphone" | "camera" | "speaker" | "ringer";
  deviceId: string;
  label: string;
  selected: boolean;
}

/** Raw measurements of one peer connection (W3C WebRTC Statistics). */
export interface PeerStats {
  userId: UserId;
  state: RTCPeerConnectionState;
  /** Kind of the local candidate in use (RFC 8445, section 4). */
  path: "host" | "srflx" | "prflx" | "relay" | null;
  protocol: "udp" | "tcp" | null;
  report: RTCStatsReport;
}

/** Milliseconds from startCall (outgoing) or from the invitation's arrival (incoming); null where it never happened. */
export interface CallTimings {
  callId: CallId;
  direction: "outgoing" | "incoming";
  /** The callee's device has the invitation. */
  delivered: number | null;
  /** It rings. */
  ringing: number | null;
  accepted: number | null;
  /** Our own side is ready to send and receive. */
  localReady: number | null;
  /** Theirs is. */
  remoteReady: number | null;
  /** The media path between the two is up. */
  pathReady: number | null;
  connected: number | null;
  firstRemoteAudio: number | null;
  firstRemoteVideo: number | null;
  /** From the answer to the first remote frame shown that is not blank (audio calls: first packet played). */
  answerToFirstFrame: number | null;
}

/** The events, and what each carries. */
export interface CallKitEvents {
  invite: Invite;
  addperson: AddPerson;
  statechange: StateChange;
  error: CallKitError;
  networkquality: NetworkQuality[];
  volume: Volume[];
  callrecord: CallRecord;
  tokenwillexpire: { channel: Channel; expiresAt: number };
  connectionchange: { online: boolean };
  devicechange: MediaDevice[];
  warning: CallWarning;
}

// ---- connections

/**
 * How messages travel: any chat service, broker or socket that can carry a text from one account to another.
 *
 * What an implementation owes: `from` is the sender as the service authenticated it, never as the text claims; a text
 * reaches every device of `to` that is online, the sender's own other devices included when `to` is the sender. It may
 * lose, repeat, delay and reorder: CallKit acknowledges, retries, orders and removes repeats by itself.
 */
export interface Connection {
  /** The person who is signed in; read once, by `init`. */
  readonly userId: UserId;
  /** Takes one text of at most 256 KiB. Rejects where it could not be sent; CallKit sends it again. */
  send(to: UserId, text: string): Promise<void>;
  /** Hands every text that arrives to the listener, until the returned function is called. */
  subscribe(listener: (message: { from: UserId; text: string }) => void): () => void;
  /** Tells when the service becomes reachable or not. Without it, it counts as always reachable. */
  onStatus?(listener: (online: boolean) => void): () => void;
  /**
   * Sends a chat message that people see. Optional. The invitation's text, with its `ext`, goes to the group, or where there is none to each
   * who is invited. How a call went goes once to the group (a group call without `groupId` has no conversation) or between two to the other: in
   * English, with `{ record: CallRecord }` as the sender has it for a bubble of your own. Whoever leaves last sends it; who leaves somebody who
   * does not acknowledge that sends it after 10 000 ms. If that somebody was only cut off there can be a second, with the same `callId`.
   */
  sendChat?(to: { userId: UserId } | { groupId: string }, text: string, ext: Record<string, unknown>): Promise<void>;
  /** Called once by `destroy`, last. A connection that shall live on has no `close`, or one that `subscribe` undoes. */
  close?(): Promise<void>;
}
