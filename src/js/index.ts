export { CallKit, CallKit as default } from "./callkit.js";
export { CallType } from "./call-type.js";
export { CallKitError, type CallKitErrorCode } from "./errors.js";
export type {
  AddPerson, AnswerOptions, CallId, CallInfo, CallKitEvents, CallKitOptions, CallRecord, CallState, CallTimings, CallWarning, Channel,
  ChatType, Connection, DeviceId, Invite, JoinCallOptions, MediaDevice, MediaType, Member, NetworkQuality, PeerStats, StartCallOptions,
  StateChange, UserId, Volume,
} from "./types.js";
