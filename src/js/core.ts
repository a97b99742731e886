// What the compiled core takes and tells. JSON travels as text, kinds as numbers; `convert.ts` has the other half.

import type { CallType } from "./call-type.js";
import type { CallInfo, CallRecord, CallTimings, Invite, Member, UserId } from "./types.js";

export interface Core {
  receive(from: string, text: string): void;
  /** Takes something that happened, by its place in `TAKEN`. */
  take(what: number, ticket: number, options: object): void;
  /** Shows something by its place in `SHOWN`, of a call or a person where it is about one; undefined where there is none. */
  look(what: number, of: string): unknown;
  free(): void;
}

/** What the core takes, each with its options, in the order of its numbers. */
export const TAKEN = ["startCall", "answerCall", "hangup", "ignoreCall", "silenceRing", "setMicrophone", "setCamera", "destroy",
  "beforeRing", "online", "sendFailed", "playbackBlocked", "devicesOpened", "sourceEnded", "shareScreen", "screenOpened", "switchCallType",
  "answerCallType", "arrives", "cancelInvite", "joinCall", "requestAddPerson", "resume", "renewToken", "restored", "token", "verified", "carry"] as const;
/** What it shows: a word, JSON as text, then `RawTimings` of a call, `Peers`, and the streams of a person. */
export const SHOWN = ["state", "call", "invites", "lastRecord", "resumable", "timings", "peers", "camera", "screen"] as const;
/** The peer connections of the running call, and whose other end each is. */
export type Peers = [UserId, RTCPeerConnection][];

export const TIMES = ["delivered", "ringing", "accepted", "localReady", "remoteReady", "pathReady", "connected", "firstRemoteAudio",
  "firstRemoteVideo", "answerToFirstFrame"] as const satisfies (keyof CallTimings)[];

/** What the core settles by ticket, with what it takes beside the ticket. */
export interface Requests {
  startCall: [StartOptions];
  answerCall: [CoreAnswer];
  hangup: [{ reason: string | undefined; ext: string | undefined }];
  ignoreCall: [{ callId: string | undefined }];
  silenceRing: [];
  setMicrophone: [{ on: boolean }];
  setCamera: [{ on: boolean }];
  shareScreen: [{ on: boolean; audio: boolean }];
  switchCallType: [{ type: CallType }];
  answerCallType: [{ accept: boolean }];
  destroy: [];
  cancelInvite: [{ to: UserId[] }];
  joinCall: [CoreJoin];
  requestAddPerson: [];
  resume: [];
  renewToken: [{ accessToken: string }];
}
export type Request = keyof Requests;
export type RequestOptions<R extends Request> = Requests[R];

export interface Host {
  /** Hears what the core tells, by its place in `Told`. */
  tell(what: number, number: number, one: string, two: string): void;
  iceServers(): RTCIceServer[] | Promise<RTCIceServer[]>;
  play(user: UserId, element: HTMLAudioElement): void;
  /** Calls `seen` once the first picture of a track that is not blank is there. */
  look(track: MediaStreamTrack, seen: () => void): void;
  log(level: string, message: string, data?: unknown): void;
}

export type Tell = (number: number, one: string, two: string) => void;
/** What the core tells, each with a number and two texts of which it uses what it needs. JSON is text; what is not there is empty. */
export type Told = [
  /** To whom, and the text. */
  send: Tell,
  /** 1 for a group, to whom or which, text and ext as JSON. */
  sendChat: Tell,
  /** The type, and the detail. */
  event: Tell,
  /** A ticket, the code of what failed, the call. */
  settle: Tell,
  /** A ticket, the invitation. */
  askBeforeRing: Tell,
  streamsChanged: Tell,
  /** Any other tone stops every tone. */
  ring: Tell,
  /** A text that goes over a data channel, for the trace: sent or received, whom, the text. */
  direct: Tell,
  /** A ticket, and for microphone and camera each a text, which is empty where it is not asked for. */
  openDevices: Tell,
  closeDevices: Tell,
  /** 1 or 0. */
  enableMicrophone: Tell,
  closeCamera: Tell,
  /** A ticket, and a text where its sound is wanted. */
  openScreen: Tell,
  closeScreen: Tell,
  /** What the next load of this page is to find, nothing where empty; the records of this page's calls if nothing more is heard of it. */
  keep: Tell,
  /** A ticket, the call, its channel. */
  askToken: Tell,
  /** A ticket, user and channel as JSON, the token. */
  verifyToken: Tell,
  /** 1 for a group, to whom or which, the record. */
  sendRecord: Tell,
];

export interface CoreOptions {
  app: string;
  user: string;
  uid: string | undefined;
  device: string;
  boot: number;
  deviceName: string;
  ringTimeout: number;
  reconnectTimeout: number;
  connectTimeout: number;
  reloadGrace: number;
  busyWhenInCall: boolean;
  /** 0: what gives nothing away, 1: the path, 2: the path, and the caller's picture on it. */
  preconnect: number;
  asksBeforeRing: boolean;
  hasTokenKey: boolean;
  asksToken: boolean;
  maxMembers: number;
  relayOnly: boolean;
}

/** A token with its expiry in milliseconds since the Unix epoch, where it says so. */
export interface CoreToken {
  accessToken: string | undefined;
  expiresAt: number | undefined;
}

export interface CoreJoin {
  accessToken: string | undefined;
  callId: string;
  channel: string;
  callType: CallType;
  to: UserId[];
  groupId: string | undefined;
  groupName: string | undefined;
  microphone: boolean;
  camera: boolean;
}

export interface StartOptions {
  accessToken: string | undefined;
  callType: CallType;
  chatType: number;
  to: UserId[];
  microphone: boolean;
  camera: boolean;
  message: string;
  channel: string | undefined;
  /** The page gave the channel. */
  namesChannel: boolean;
  groupId: string | undefined;
  groupName: string | undefined;
  /** ringTimeout where undefined. */
  timeout: number | undefined;
  ext: string | undefined;
}

export interface CoreAnswer {
  accessToken: string | undefined;
  accept: boolean;
  callId: string | undefined;
  microphone: boolean | undefined;
  camera: boolean | undefined;
  reason: string | undefined;
  ext: string | undefined;
}

/** The same without what only this side knows, and with the person's id in the media room where it differs. */
export type RawMember = Omit<Member, "name"> & { uid?: string };
export type RawRecord = Omit<CallRecord, "chatType"> & { chatType: number };
export type RawCall = Omit<CallInfo, "chatType" | "members"> & { chatType: number; members: RawMember[] };
export type RawInvite = Omit<Invite, "chatType" | "fromName" | "ext" | "expiresAt"> & {
  chatType: number; uid?: string; ext?: string; expiresAt?: number;
};
/** 1 where others called, then when each step of `TIMES` was done. */
export type RawTimings = [isIncoming: number, ...times: (number | undefined)[]];
export interface RawError { code: string; callId?: string; field?: string; cause?: unknown; source?: 0 | 1 | 2 }

/** The class that wasm-bindgen makes. */
export type CoreClass = new (options: CoreOptions, host: Host) => Core;
