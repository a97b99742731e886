// What the compiled core takes and tells. JSON travels as text, kinds as numbers; `convert.ts` has the other half.

import type { CallType } from "./call-type.js";
import type { CallInfo, CallRecord, CallTimings, Invite, Member, UserId } from "./types.js";

export interface Core {
  receive(from: string, text: string): void;
  /** Takes something that happened, by its place in `TAKEN`. */
  take(what: number, ticket: number, options: object): void;
  /** Shows something as JSON, by its place in `SHOWN`; empty where there is none. */
  look(what: number): string;
  /** 0 is oneself, 1 another's camera with the microphone, 2 their screen. */
  stream(user: string, source: 0 | 1 | 2): MediaStream | undefined;
  /** The peer connections of the running call, and whose other end each is. */
  peers(): [UserId, RTCPeerConnection][];
  timings(callId: string): CallTimings | undefined;
  free(): void;
}

/** What the core takes, each with its options. */
export const TAKEN = [
  "startCall", "answerCall", "hangup", "ignoreCall", "silenceRing", "setMicrophone", "setCamera", "destroy",
  "beforeRing", "online", "sendFailed", "playbackBlocked",
] as const;
export const SHOWN = ["state", "call", "invites", "lastRecord"] as const;

/** What the core settles by ticket, with what it takes beside the ticket. */
export interface Requests {
  startCall: [StartOptions];
  answerCall: [CoreAnswer];
  hangup: [{ reason: string | undefined; ext: string | undefined }];
  ignoreCall: [{ callId: string | undefined }];
  silenceRing: [];
  setMicrophone: [{ on: boolean }];
  setCamera: [{ on: boolean }];
  destroy: [];
}
export type Request = keyof Requests;
export type RequestOptions<R extends Request> = Requests[R];

export interface Host {
  /** Hears what the core tells, by its place in `Told`. */
  tell(what: number, number: number, one: string, two: string): void;
  iceServers(): RTCIceServer[] | Promise<RTCIceServer[]>;
  play(element: HTMLAudioElement): void;
  log(level: string, message: string, data?: unknown): void;
}

/** What the core tells, each with a number and two texts of which it uses what it needs. JSON is text; what is not there is empty. */
export type Told = [
  send: (_: number, to: string, text: string) => void,
  sendChat: (_: number, to: string, chat: string) => void,
  event: (_: number, type: string, detail: string) => void,
  settle: (ticket: number, code: string, call: string) => void,
  askBeforeRing: (ticket: number, invite: string) => void,
  streamsChanged: () => void,
  /** Any other number stops every tone. */
  ring: (tone: number) => void,
  /** A text that goes over a data channel, for the trace. */
  direct: (sent: number, user: string, text: string) => void,
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
  asksBeforeRing: boolean;
  relayOnly: boolean;
  audio: MediaTrackConstraints | undefined;
  video: MediaTrackConstraints | undefined;
}

export interface StartOptions {
  callType: CallType;
  chatType: number;
  to: UserId[];
  microphone: boolean;
  camera: boolean;
  message: string;
  channel: string | undefined;
  groupId: string | undefined;
  groupName: string | undefined;
  /** ringTimeout where undefined. */
  timeout: number | undefined;
  ext: string | undefined;
}

export interface CoreAnswer {
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
export interface RawError { code: string; callId?: string; field?: string; cause?: unknown; source?: 0 | 1 | 2 }

/** The module that wasm-bindgen makes. */
export interface Glue {
  Core: new (options: CoreOptions, host: Host) => Core;
}
