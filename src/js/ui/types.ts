// What a page gives the window and is told by it, in words that need no library.

/** A picture or a sound: a URL for all, or a function from a user (or group) to one. Nothing means the built-in. */
export type Source = string | ((id: string) => string | null | undefined) | null | undefined;

/** How large the window is; "fill" fills what it stands in. */
export type WindowSize = "mini" | "normal" | "large" | "fill";

/** The methods of a CallKit that the window's buttons call. */
export type Method =
  | "answerCall" | "ignoreCall" | "silenceRing" | "hangup" | "startCall" | "cancelInvite" | "requestAddPerson" | "setMicrophone" | "setCamera"
  | "switchCamera" | "shareScreen" | "switchCallType" | "answerCallType" | "preview" | "setDevice";

/** What the window may ask of its CallKit, by the names of its buttons. */
export type RequestName =
  | "answer" | "answer-voice" | "refuse" | "ignore" | "silence" | "preview" | "hangup" | "microphone" | "camera" | "screen" | "call-type"
  | "accept-type" | "refuse-type" | "add" | "flip" | "devices" | "invite" | "take-back" | "call-again";
