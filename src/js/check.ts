import { CHAT_TYPES } from "./call-type.js";
import { CallKitError } from "./errors.js";
import { LOG_LEVELS } from "./log.js";

const MOST_NAME = 128;
const MOST_TEXT = 1024;
const MOST_EXT = 4096;
const MOST_TOKEN = 4096;
const MOST_MILLISECONDS = 2 ** 31 - 1;

/** What an argument must be, in words, and the test of it. */
type Rule = readonly [words: string, test: (value: any) => boolean, optional?: boolean];
export type Rules = Readonly<Record<string, Rule>>;

/** Throws `invalid-argument`, which names the field and what would be right. */
export function invalid(field: string, words: string, found?: string): never {
  throw new CallKitError(`${field} must be ${words}${found ? `; found ${found}` : ""}`, { code: "invalid-argument", field });
}

/** Checks each argument of a method by the rule of its name. They are named as the method's own, as in "startCall.to". */
export function check(method: string, values: object, rules: Rules = ARGUMENTS[method]!): void {
  if (!isObject(values)) invalid(`${method}.options`, OBJECT[0], describe(values));
  for (const [name, [words, test, optional]] of Object.entries(rules)) {
    const value: unknown = values[name as keyof typeof values];
    if (!(optional && isNothing(value)) && !test(value)) invalid(`${method}.${name}`, words, describe(value));
  }
}

/** The JSON text of an `ext`; undefined where there is none. Refuses what JSON would quietly make something else. */
export function json(field: string, value: unknown): string | undefined {
  if (isNothing(value)) return undefined;
  const words = "a plain object of JSON values";
  let text = "";
  try {
    text = JSON.stringify(plain(value), (_, inner: unknown) => (isJson(inner) ? inner : wrong(inner)));
  } catch (error) {
    invalid(field, words, (error as Error).message);
  }
  if (text[0] !== "{") invalid(field, words, text);
  if (bytes(text) > MOST_EXT) invalid(field, `at most ${MOST_EXT} bytes of JSON`, `${bytes(text)}`);
  return text;
}

const plain = (value: unknown) => (isPlain(value) ? value : wrong(value));

function wrong(value: unknown): never {
  throw new TypeError(describe(value));
}

// Texts are not repeated: a token that stands in the wrong place would get into a log.
function describe(value: unknown): string {
  if (isText(value)) return `a text of ${(value as string).length} characters`;
  return isObject(value) || isFunction(value) ? tag(value) : String(value);
}

export const bytes = (text: string) => new TextEncoder().encode(text).length;
// By tag, since an object from another frame is no instance of this frame's classes.
const tag = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1);
const isPlain = (value: unknown) => tag(value) === "Object";
const isNothing = (value: unknown) => value === undefined || value === null;
const isFunction = (value: unknown) => typeof value === "function";
const isText = (value: unknown) => typeof value === "string";
const isFlag = (value: unknown) => typeof value === "boolean";
const isWhole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;
const isJson = (value: unknown) =>
  isNothing(value) || isText(value) || isFlag(value) || Number.isFinite(value) || isPlain(value) || Array.isArray(value);

// A lone surrogate would not survive the way to the core: UTF-8 has no form for it.
const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);
export const isName = (value: unknown): value is string => isText(value) && value !== "" && (value as string).length <= MOST_NAME && isWellFormed(value as string);

const isIceServer = (server: RTCIceServer) =>
  isObject(server) &&
  [server.urls].flat().every((url) =>
    /^stuns?:./i.test(url) || (/^turns?:./i.test(url) && isText(server.username) && isText(server.credential)));

const or = ([words, test]: Rule): Rule => [words, test, true];
const oneOf = (...values: readonly unknown[]): Rule => [`one of ${values.join(", ")}`, (value) => values.includes(value)];

export const NAME: Rule = [`a text of 1 to ${MOST_NAME} characters`, isName];
const TEXT: Rule = [`a text of at most ${MOST_TEXT} bytes`, (value) => isText(value) && bytes(value) <= MOST_TEXT, true];
const FLAG: Rule = ["true or false", isFlag];
const FUNCTION: Rule = ["a function", isFunction];
const OBJECT: Rule = ["an object", isObject];
const TOKEN: Rule = [`a text of at most ${MOST_TOKEN} bytes`, (value) => isText(value) && bytes(value) <= MOST_TOKEN, true];
const DURATION: Rule = [
  `milliseconds, from 0 to ${MOST_MILLISECONDS}`,
  (value) => Number.isFinite(value) && value >= 0 && value <= MOST_MILLISECONDS,
  true,
];
const isNames = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isName);
const PEOPLE: Rule = ["a user id, or a list of them that is not empty", (value) => isName(value) || isNames(value)];
const MAYBE_NAME = or(NAME);
const MAYBE_FLAG = or(FLAG);
const MAYBE_FUNCTION = or(FUNCTION);
const MAYBE_OBJECT = or(OBJECT);

const ON = { on: FLAG };
const ID = { callId: NAME };
const STREAM = { user: NAME, source: or(oneOf("camera", "screen")) };

/** The arguments of each method; where it takes one object of options, those. */
const ARGUMENTS: Readonly<Record<string, Rules>> = {
  init: {
    appId: NAME,
    uid: [`null, a whole number or a text of 1 to ${MOST_NAME} characters`, (value) => isName(value) || isWhole(value), true],
    connection: [
      "an object with userId (a text of 1 to 128 characters) and the functions send and subscribe",
      (value) =>
        isObject(value) && isName(value.userId) && isFunction(value.send) && isFunction(value.subscribe) &&
        [value.onStatus, value.sendChat, value.close].every((part) => isNothing(part) || isFunction(part)),
      true,
    ],
    options: MAYBE_OBJECT,
    deviceName: MAYBE_NAME,
    iceServers: [
      "RTCIceServer objects with stun: or turn: URLs (turn: with username and credential), or a function that promises them",
      (value) => isFunction(value) || isIceServers(value),
      true,
    ],
    iceTransportPolicy: or(oneOf("all", "relay")),
    tokenHandler: MAYBE_FUNCTION,
    tokenKey: MAYBE_OBJECT,
    preconnect: ["ring, accept or a function", (value) => value === "ring" || value === "accept" || isFunction(value), true],
    ringTimeout: DURATION,
    reconnectTimeout: DURATION,
    connectTimeout: DURATION,
    reloadGrace: DURATION,
    maxMembers: ["a whole number from 2 to 8", (value) => isWhole(value) && value > 1 && value < 9, true],
    busyWhenInCall: MAYBE_FLAG,
    audio: MAYBE_OBJECT,
    video: MAYBE_OBJECT,
    ringingSource: ["a URL as text, or null", (value) => isText(value) && value !== "", true],
    wasmUrl: ["a URL, or one as text", (value) => (isText(value) && value !== "") || tag(value) === "URL", true],
    beforeRing: MAYBE_FUNCTION,
    logLevel: or(oneOf(...LOG_LEVELS)),
    logger: MAYBE_FUNCTION,
  },
  startCall: {
    callType: oneOf(0, 1, 2, 3),
    chatType: or(oneOf(...CHAT_TYPES)),
    to: PEOPLE,
    microphone: MAYBE_FLAG,
    camera: MAYBE_FLAG,
    message: TEXT,
    channel: MAYBE_NAME,
    groupId: MAYBE_NAME,
    groupName: MAYBE_NAME,
    accessToken: TOKEN,
    timeout: DURATION,
  },
  answerCall: {
    accept: FLAG,
    accessToken: TOKEN,
    options: MAYBE_OBJECT,
    callId: MAYBE_NAME,
    microphone: MAYBE_FLAG,
    camera: MAYBE_FLAG,
    reason: TEXT,
  },
  joinCall: {
    callId: NAME,
    channel: NAME,
    callType: oneOf(2, 3),
    members: ["a list of user ids that is not empty", isNames],
    groupId: MAYBE_NAME,
    groupName: MAYBE_NAME,
    accessToken: TOKEN,
    microphone: MAYBE_FLAG,
    camera: MAYBE_FLAG,
  },
  ignoreCall: { callId: MAYBE_NAME },
  hangup: { reason: TEXT },
  cancelInvite: { users: PEOPLE },
  setUserIdMap: { map: ["an object of names by user id", (value) => isPlain(value) && Object.values(value as object).every(isText)] },
  displayName: { user: NAME },
  renewToken: { accessToken: [`a text of 1 to ${MOST_TOKEN} bytes`, (value) => value !== "" && TOKEN[1](value)] },
  setMicrophone: ON,
  setCamera: ON,
  preview: ON,
  shareScreen: { ...ON, options: MAYBE_OBJECT, audio: MAYBE_FLAG },
  switchCallType: { type: oneOf(0, 1, 2, 3) },
  answerCallType: { accept: FLAG },
  setDevice: { kind: oneOf("microphone", "camera", "speaker", "ringer"), deviceId: NAME },
  setRemoteVolume: { user: NAME, volume: ["a number from 0 to 1", (value) => Number.isFinite(value) && value >= 0 && value <= 1] },
  remoteStream: STREAM,
  attachView: { ...STREAM, element: ["a <video> element", (value) => value?.localName === "video"] },
  getTimings: ID,
  exportTrace: { ...ID, format: or(oneOf("json", "mermaid")) },
  getCallRecords: {
    query: MAYBE_OBJECT,
    limit: ["a whole number", isWhole, true],
    before: ["a time in milliseconds", Number.isFinite, true],
    with: MAYBE_NAME,
  },
  on: { listener: FUNCTION },
  TabsConnection: { userId: NAME, options: MAYBE_OBJECT, channelName: MAYBE_NAME },
};

/** Tells whether a function of the page gave what `iceServers` must be. */
export function isIceServers(value: unknown): value is RTCIceServer[] {
  return Array.isArray(value) && value.every(isIceServer);
}
