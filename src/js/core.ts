// What the compiled core takes and tells. JSON travels as text, kinds as numbers; `convert.ts` has the other half.

import type { CallType } from "./call-type.js";
import type { CallInfo, CallRecord, CallTimings, Invite, Member, UserId } from "./types.js";

export interface Core {
  receive(from: string, text: string): void;
  /** Takes something that happened, by its number in `TAKEN`. */
  take(what: number, ticket: number, options: object): void;
  /** Shows something by its place in `SHOWN`, of a call or a person where it is about one; undefined where there is none. */
  look(what: number, of: string): unknown;
  /** Sends microphone, camera and screen, to whom anything is sent. */
  carry(tracks: (MediaStreamTrack | undefined)[]): void;
  free(): void;
}

/** What the core takes, each with its options. */
export const TAKEN = {
  startCall: 0, answerCall: 1, hangup: 2, ignoreCall: 3, silenceRing: 4, setMicrophone: 5, setCamera: 6, destroy: 7,
  beforeRing: 8, online: 9, sendFailed: 10, playbackBlocked: 11, devicesOpened: 12, sourceEnded: 13, shareScreen: 14, screenOpened: 15,
  switchCallType: 16, answerCallType: 17, nothingArrives: 18,
  cancelInvite: 30, joinCall: 31, requestAddPerson: 32, resume: 33, renewToken: 34, restored: 35, token: 36, verified: 37,
} as const;
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
  renewToken: [CoreToken];
}
export type Request = keyof Requests;
export type RequestOptions<R extends Request> = Requests[R];

export interface Host {
  /** Hears what the core tells, by its number in `TOLD`. */
  tell(what: number, number: number, one: string, two: string): void;
  iceServers(): RTCIceServer[] | Promise<RTCIceServer[]>;
  play(user: UserId, element: HTMLAudioElement): void;
  /** Calls `seen` once the first picture of a track that is not blank is there. */
  look(track: MediaStreamTrack, seen: () => void): void;
  log(level: string, message: string, data?: unknown): void;
}

/** What the core tells, each with a number and two texts of which it uses what it needs. JSON is text; what is not there is empty. */
export type Tell = (number: number, one: string, two: string) => void;
export const TOLD = {
  /** To whom, and the text. */
  send: 0,
  /** 1 for a group, to whom or which, text and ext as JSON. */
  sendChat: 1,
  /** The type, and the detail. */
  event: 2,
  /** A ticket, the code of what failed, the call. */
  settle: 3,
  /** A ticket, the invitation. */
  askBeforeRing: 4,
  streamsChanged: 5,
  /** Any other tone stops every tone. */
  ring: 6,
  /** A text that goes over a data channel, for the trace: sent or received, whom, the text. */
  direct: 7,
  /** A ticket, and for microphone and camera each a text, which is empty where it is not asked for. */
  openDevices: 8,
  closeDevices: 9,
  /** 1 or 0. */
  enableMicrophone: 10,
  closeCamera: 11,
  /** A ticket, and a text where its sound is wanted. */
  openScreen: 12,
  closeScreen: 13,
  /** What the next load of this page is to find; nothing where empty. */
  remember: 30,
  /** A ticket, the call, its channel. */
  askToken: 31,
  /** A ticket, user and channel as JSON, the token. */
  verifyToken: 32,
  /** 1 for a group, to whom or which, the record. */
  sendRecord: 33,
} as const;

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

export interface CoreJoin extends CoreToken {
  callId: string;
  channel: string;
  callType: CallType;
  to: UserId[];
  groupId: string | undefined;
  groupName: string | undefined;
  microphone: boolean;
  camera: boolean;
}

export interface StartOptions extends CoreToken {
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

export interface CoreAnswer extends CoreToken {
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
/** When each step of `TIMES` was done. */
export type RawTimings = [CallTimings["direction"], (number | undefined)[]];
export interface RawError { code: string; callId?: string; field?: string; cause?: unknown; source?: 0 | 1 | 2 }

/** The class that wasm-bindgen makes. */
export type CoreClass = new (options: CoreOptions, host: Host) => Core;
