import { bytes, check, isName, NAME, type Rules } from "../check.js";
import { CallKitError, report } from "../errors.js";
import type { Connection, UserId } from "../types.js";
import { Line, type Token } from "./line.js";
import type { Frame } from "./socket.js";

type Message = { from: UserId; text: string };
type Listeners<T> = Set<(what: T) => void>;

const MOST_TEXT = 256 << 10; // bytes
const MOST_WAITING = 100;
const MOST_PRESENT = 10_000;

const RULES: Rules = {
  options: ["an object with userId and token", (value) => typeof value === "object" && value !== null],
  url: ["an address as in wss://example.org/ws (ws:, wss:, http: or https:, without a name and password)", (value) => address(value) !== null],
  userId: NAME,
  token: ["a text that is not empty, or a function that promises one", (value) => typeof value === "function" || (typeof value === "string" && value !== "")],
};
const SEND: Rules = {
  to: NAME,
  text: [`a text of at most ${MOST_TEXT} bytes`, (value) => typeof value === "string" && (value.length * 3 <= MOST_TEXT || bytes(value) <= MOST_TEXT)],
};

/**
 * To callkit-server, over one WebSocket.
 *
 * Constructing touches nothing: `subscribe`, `watch` or the first `send` connects, and `close` ends it until the next of them. In between it
 * connects again by itself, after a random part of 1 s, 2 s, 4 s … 30 s, and at once when the browser comes online, where it was connected too:
 * such a socket belongs to the network that was. A page that wakes asks whether the server still answers.
 *
 * A token given as a function is asked for before the first attempt, and again whenever the server has refused or expired the last one. A
 * token given as text cannot be replaced: when it is refused, nothing more is tried until `close`. The same goes for the token of
 * another person.
 */
export class WebSocketConnection implements Connection {
  readonly userId: UserId;
  readonly #line: Line;
  readonly #messages: Listeners<Message> = new Set();
  readonly #statuses: Listeners<boolean> = new Set();
  readonly #watchers: Listeners<UserId[]> = new Set();
  #present = new Set<UserId>();
  #waiting: (() => void)[] = [];

  /**
   * Throws `invalid-argument`, which names the field.
   *
   * @param url     where callkit-server listens, /ws included; in a page, relative to that page; http: counts as ws:, https: as wss:
   * @param options userId: the person who signed in; token: what signing in gave, or a function that promises a fresh one
   */
  constructor(url: string | URL, options: { userId: UserId; token: Token }) {
    check("WebSocketConnection", { ...options, url, options }, RULES);
    this.userId = options.userId;
    this.#line = new Line(address(url)!, this.userId, options.token, () => this.#changed(), (frame) => this.#hear(frame));
  }

  /** Why it is not connected, or what the server refused last; null where neither is so. */
  get error(): CallKitError | null {
    return this.#line.error;
  }

  /**
   * Resolves when the text is on its way; whether anybody was there to hear it, nobody says. Waits for the very first attempt to connect;
   * later, rejects `connection-failed` with the reason while not connected.
   */
  async send(to: UserId, text: string): Promise<void> {
    check("send", { to, text }, SEND);
    this.#line.open();
    if (this.#line.opening && this.#waiting.length < MOST_WAITING) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const { online, error } = this.#line;
    if (!online) {
      throw new CallKitError(`send: not connected: ${error?.message ?? "the first attempt is still under way"}`, { code: "connection-failed", cause: error ?? undefined });
    }
    // Written before this returns, so that a page that is being unloaded still says its last word.
    this.#line.send({ type: "send", to, text });
  }

  subscribe(listener: (message: Message) => void): () => void {
    this.#line.open();
    return add(this.#messages, listener);
  }

  /** Tells whether it is connected: now, at every change, and when another attempt has failed; `error` says why. */
  onStatus(listener: (online: boolean) => void): () => void {
    const undo = add(this.#statuses, listener);
    listener(this.#line.online);
    return undo;
  }

  /** Tells who is connected to the server, oneself included, now and at every change. Nobody, while this connection is not. */
  watch(listener: (users: UserId[]) => void): () => void {
    this.#line.open();
    if (this.#line.online) this.#line.send({ type: "watch" });
    return add(this.#watchers, listener);
  }

  /** Ends every subscription and the connection; resolves when the server knows, or after a second. */
  async close(): Promise<void> {
    const closing = this.#line.close();
    for (const listeners of [this.#messages, this.#statuses, this.#watchers]) listeners.clear();
    await closing;
  }

  #changed(): void {
    const { online } = this.#line;
    for (const go of this.#waiting.splice(0)) go();
    if (online && this.#watchers.size > 0) this.#line.send({ type: "watch" });
    if (!online && this.#present.size > 0) this.#meet(new Set());
    tell(this.#statuses, online);
  }

  #hear(frame: Frame): void {
    const { type, from, text, userId, users } = frame;
    if (type === "message" && typeof from === "string" && typeof text === "string") tell(this.#messages, { from, text });
    if (type === "present" && Array.isArray(users)) this.#meet(new Set(users.filter(isName).slice(0, MOST_PRESENT)));
    if (type === "joined" && isName(userId) && this.#present.size < MOST_PRESENT) this.#meet(this.#present.add(userId));
    if (type === "gone" && this.#present.delete(userId as UserId)) this.#meet(this.#present);
    if (type === "error") this.#line.error = new CallKitError(`the server: ${frame["code"]}: ${frame["message"]}`, { code: "not-delivered" });
  }

  #meet(present: Set<UserId>): void {
    this.#present = present;
    tell(this.#watchers, [...present]);
  }
}

function add<T>(listeners: Listeners<T>, listener: (what: T) => void): () => void {
  const own = (what: T) => listener(what);
  listeners.add(own);
  return () => void listeners.delete(own);
}

// A listener that throws is its own affair: the others are told, and the connection goes on.
function tell<T>(listeners: Listeners<T>, what: T): void {
  for (const listener of listeners) {
    try {
      listener(what);
    } catch (error) {
      report(error);
    }
  }
}

function address(url: unknown): string | null {
  try {
    const { protocol, username, password, host, pathname, search } = new URL(`${url}`, globalThis.location?.href);
    if (username || password || !/^(?:ws|http)s?:$/.test(protocol)) return null;
    return `${protocol.replace("http", "ws")}//${host}${pathname}${search}`;
  } catch {
    return null;
  }
}
