import type { CallKit } from "./callkit.js";
import type { CallKitEvents } from "./types.js";

/** Which property of the class hears which event. */
export const HANDLERS = {
  invite: "onInvite",
  addperson: "onAddPerson",
  statechange: "onStateChange",
  error: "onError",
  networkquality: "onNetworkQuality",
  volume: "onVolume",
  callrecord: "onCallRecord",
  tokenwillexpire: "onTokenWillExpire",
  connectionchange: "onConnectionChange",
  devicechange: "onDeviceChange",
  warning: "onWarning",
} as const satisfies Record<keyof CallKitEvents, keyof CallKit>;
