// What the compiled core takes and tells. JSON travels as text, kinds as numbers; `convert.ts` has the other half.

import type { CallType } from "./call-type.js";
import type { CallInfo, CallRecord, CallState, CallTimings, Invite, Member, UserId } from "./types.js";

export interface Core {
  readonly state: CallState;
  readonly deviceId: string;
  receive(from: string, text: string): void;
  online(on: boolean): void;
  sendFailed(): void;
  startCall(ticket: number, options: StartOptions): void;
  answerCall(ticket: number, options: CoreAnswer): void;
  hangup(ticket: number, reason: string | undefined, ext: string | undefined): void;
  ignoreCall(ticket: number, callId: string | undefined): void;
  silenceRing(ticket: number): void;
  setMicrophone(ticket: number, on: boolean): void;
  setCamera(ticket: number, on: boolean): void;
  destroy(ticket: number): void;
  beforeRing(ticket: number, verdict: 0 | 1 | 2): void;
  call(): RawCall | undefined;
  invites(): RawInvite[];
  lastRecord(): RawRecord | undefined;
  timings(callId: string): CallTimings | undefined;
  localStream(): MediaStream | undefined;
  /** 1 is the camera with the microphone, 2 the screen. */
  remoteStream(user: string, source: 1 | 2): MediaStream | undefined;
  free(): void;
}

/** What the core settles by ticket, and what it takes beside the ticket. */
export type Request =
  | "startCall" | "answerCall" | "hangup" | "ignoreCall" | "silenceRing" | "setMicrophone" | "setCamera" | "destroy";
export type RequestOptions<R extends Request> = Core[R] extends (ticket: number, ...options: infer O) => void ? O : never;

export interface Host {
  send(to: string, text: string): void;
  sendChat(to: string, text: string, ext: string | undefined): void;
  event(type: string, detail: unknown): void;
  settle(ticket: number, code: string | undefined, call: RawCall | undefined): void;
  askBeforeRing(ticket: number, invite: RawInvite): void;
  iceServers(): RTCIceServer[] | Promise<RTCIceServer[]>;
  streamsChanged(): void;
  log(level: string, message: string, data?: unknown): void;
}

export interface CoreOptions {
  app: string;
  user: string;
  uid: string | undefined;
  deviceName: string;
  ringTimeout: number;
  reconnectTimeout: number;
  connectTimeout: number;
  reloadGrace: number;
  busyWhenInCall: boolean;
  asksBeforeRing: boolean;
  relayOnly: boolean;
  /** A URL; the built-in tone where undefined, silence where empty. */
  ringingSource: string | undefined;
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
  Core: { start(options: CoreOptions, host: Host): Promise<Core> };
}
