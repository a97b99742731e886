/** What went wrong, as a literal to branch on. */
export type CallKitErrorCode =
  | "not-initialized" | "already-initialized" | "invalid-argument" | "unsupported-browser" | "wasm-load-failed"
  | "not-supported" | "already-in-call" | "no-call" | "call-ended" | "too-many-members"
  | "connection-failed" | "not-delivered" | "unsupported-peer" | "declined" | "token-rejected" | "kicked"
  | "permission-denied" | "device-not-found" | "device-in-use" | "playback-blocked"
  | "media-failed" | "internal";

const REMEDIES: Record<CallKitErrorCode, string> = {
  "not-initialized": "call init() first and wait for it",
  "already-initialized": "this CallKit is signed in; destroy() comes before another init()",
  "invalid-argument": "an argument is not what it should be",
  "unsupported-browser": "this needs a browser page with WebAssembly and WebRTC",
  "wasm-load-failed":
    "the core did not load; wasmUrl (or callkit_bg.wasm beside the script) must answer as application/wasm, and a content policy allow script-src 'wasm-unsafe-eval'",
  "not-supported": "this version, browser or kind of call cannot do it",
  "already-in-call": "there is a call already; hangup() first",
  "no-call": "there is no call that this could be for",
  "call-ended": "the call is over, or another device has it",
  "too-many-members": "a call holds at most maxMembers people",
  "connection-failed": "no path to the other side; across networks iceServers needs a TURN server",
  "not-delivered": "the connection did not take the message; try again when it is online",
  "unsupported-peer": "the other side runs a version that does not understand this one; update the older",
  "declined": "the other side said no, or nothing",
  "token-rejected": "the accessToken is missing, expired or meant for something else; get a new one",
  "kicked": "this person joined with another device",
  "permission-denied": "the browser may not use it; allow it in the site's settings (the page must come by https or from localhost)",
  "device-not-found": "there is no such device; plug one in or choose another",
  "device-in-use": "another program holds the device; close that program",
  "playback-blocked": "the browser plays no sound before a click or key; it starts with the next one",
  "media-failed": "answered, but sound and picture did not come in time; see iceServers",
  "internal": "a mistake of CallKit itself; please report it together with `cause`",
};

/** What a CallKitError knows beside its message. */
export interface CallKitErrorOptions {
  code?: CallKitErrorCode;
  field?: string | undefined;
  callId?: string | undefined;
  cause?: unknown;
}

/** The one error of this package: a literal `code` to branch on, and a message that says what to do. */
export class CallKitError extends Error {
  readonly code: CallKitErrorCode;
  /** The option or argument at fault, as in "startCall.to". */
  declare readonly field?: string;
  declare readonly callId?: string;
  declare readonly cause?: unknown;

  constructor(message?: string, { code = "internal", ...more }: CallKitErrorOptions = {}) {
    super(message);
    this.name = "CallKitError";
    this.code = code;
    for (const [key, value] of Object.entries(more)) if (value !== undefined) Object.assign(this, { [key]: value });
  }
}

/** Makes the error of a code: where it happened, then what to do. */
export function failure(code: string, where: string, more?: CallKitErrorOptions): CallKitError {
  const known = (code in REMEDIES ? code : "internal") as CallKitErrorCode;
  return new CallKitError(`${where}: ${REMEDIES[known]}`, { ...more, code: known });
}

/** Makes the error of a file of the package that does not load. */
export function file<T>(loading: Promise<T>, where: string): Promise<T> {
  return loading.catch((cause) => {
    throw new CallKitError(`${where}: a file of CallKit did not load; try again when the page is online`, { code: "wasm-load-failed", cause });
  });
}

/** Makes the error of a promise that `destroy` left without an answer. */
export function overtaken(method: string): CallKitError {
  return new CallKitError(`${method}: destroy() came before it was done`, { code: "not-initialized" });
}

/** Tells the page's developer of an error in their own code, as the browser does for a listener that throws. */
export function report(error: unknown): void {
  if (typeof reportError === "function") reportError(error);
  else console.error(error);
}
