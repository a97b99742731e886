import { CallKitError, failure } from "../errors.js";
import type { UserId } from "../types.js";
import { Socket, type Frame } from "./socket.js";

export type Token = string | (() => Promise<string>);

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
// As long as this a socket has to hold before its successor counts as a first attempt.
const HELD = 25_000;
const TOKEN_WITHIN = 30_000;

const BAD_TOKEN = 4001;
// Too many connections of this person, flooding, a full server: to come back soon would make it worse.
const NOT_SOON = [4002, 4005, 1013];

/** Keeps a person connected from `open` to `close`, with one socket after another. What is said over them is its owner's affair. */
export class Line {
  /** Why there is no connection, or what the server refused last; null where neither is so. */
  error: CallKitError | null = null;
  readonly #url: string;
  readonly #userId: UserId;
  readonly #askToken: Token;
  readonly #changed: () => void;
  readonly #heard: (frame: Frame) => void;
  #wanted = false;
  #socket: Socket | null = null;
  #token: string | null = null;
  // The server has taken the token once, so that its refusal means that it has expired.
  #proven = false;
  #attempts = 0;
  #welcomedAt = Infinity;
  // Until the next attempt, or until there is a token.
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pausing = false;
  #turn = 0;

  /** @param changed tells that `online` or `error` may have changed */
  constructor(url: string, userId: UserId, token: Token, changed: () => void, heard: (frame: Frame) => void) {
    this.#url = url;
    this.#userId = userId;
    this.#askToken = token;
    this.#changed = changed;
    this.#heard = heard;
  }

  get online(): boolean {
    return this.#socket?.welcomed ?? false;
  }

  /** The first attempt runs: nobody can say yet whether this person can be connected. */
  get opening(): boolean {
    return this.#wanted && !this.online && !this.error;
  }

  /** Does nothing where it is open, or was refused for good. */
  open(): void {
    if (this.#wanted) return;
    if (typeof WebSocket === "undefined") throw failure("unsupported-browser", "WebSocketConnection");
    this.#wanted = true;
    this.error = null;
    for (const [target, type] of wakes()) target.addEventListener(type, this.#wake);
    void this.#connect();
  }

  /** Resolves when the server knows. */
  async close(): Promise<void> {
    const socket = this.#release();
    this.#wanted = false;
    this.#token = null;
    this.#attempts = 0;
    this.#tell(failed("close() was called"));
    await socket?.shut();
  }

  /** Throws where too much waits to be sent. */
  send(frame: Frame): void {
    this.#socket!.send(frame);
  }

  // Whatever was under way finds that its turn is over.
  #release(): Socket | null {
    const socket = this.#socket;
    for (const [target, type] of wakes()) target.removeEventListener(type, this.#wake);
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#socket = null;
    return socket;
  }

  async #connect(): Promise<void> {
    const turn = (this.#turn += 1);
    void this.#socket?.shut();
    this.#socket = null;
    clearTimeout(this.#timer);
    this.#pausing = false;
    let step = "token()";
    try {
      const token = this.#token ?? (await this.#freshToken());
      if (turn !== this.#turn) return;
      clearTimeout(this.#timer);
      this.#token = token;
      this.#welcomedAt = Infinity;
      step = `opening ${this.#url}`;
      this.#socket = new Socket(this.#url, token, {
        welcome: (userId) => this.#onWelcome(userId),
        frame: this.#heard,
        ended: (code, reason) => this.#onEnded(code, reason),
      });
    } catch (cause) {
      if (turn !== this.#turn) return;
      this.#retry(this.#pause, failed(`${step} failed: ${(cause as Error)?.message ?? cause}`, cause));
    }
  }

  async #freshToken(): Promise<string> {
    const ask = this.#askToken;
    this.#proven = false;
    if (typeof ask === "string") return ask;
    const late = new Promise<never>((_, reject) => {
      this.#timer = setTimeout(() => reject(new Error(`it took longer than ${TOKEN_WITHIN / 1000} s`)), TOKEN_WITHIN);
    });
    const token: unknown = await Promise.race([ask(), late]);
    if (typeof token !== "string" || token === "") throw new TypeError("it did not promise a text, or an empty one; see what your server answered");
    return token;
  }

  #onWelcome(userId: unknown): void {
    if (userId !== this.#userId) {
      const field = "WebSocketConnection.userId";
      return this.#refuse(new CallKitError(`${field} must be the person whom the token is for`, { code: "invalid-argument", field }));
    }
    this.#proven = true;
    this.#welcomedAt = performance.now();
    this.#tell(null);
  }

  #onEnded(code: number, reason: string): void {
    this.#socket = null;
    const expired = code === BAD_TOKEN && this.#proven;
    const error = this.#why(code, reason);
    if (performance.now() - this.#welcomedAt > HELD) this.#attempts = 0;
    if (code === BAD_TOKEN) this.#token = null;
    if (code === BAD_TOKEN && typeof this.#askToken === "string") this.#refuse(error);
    else this.#retry(expired && this.#attempts === 0 ? 0 : NOT_SOON.includes(code) ? LONGEST_PAUSE : this.#pause, error);
  }

  #why(code: number, reason: string): CallKitError {
    const told = `${code}${reason && `, ${reason}`}`;
    if (code === BAD_TOKEN) return failed(`the server does not take the token (${told}); sign in again, best in a token function, which is asked again`);
    if (this.#welcomedAt !== Infinity || code > 3999) return failed(`the connection to ${this.#url} ended (${told})`);
    return failed(`nothing answers at ${this.#url} as callkit-server does (${told}); see that it runs, and allows this page's origin (--allow-origin)`);
  }

  get #pause(): number {
    return Math.min(FIRST_PAUSE * 2 ** this.#attempts, LONGEST_PAUSE);
  }

  // After a random part of the pause, so that those who lost a server together do not come back together.
  #retry(pause: number, error: CallKitError): void {
    clearTimeout(this.#timer);
    this.#attempts += 1;
    this.#pausing = true;
    this.#timer = setTimeout(() => void this.#connect(), Math.random() * pause);
    this.#tell(error);
  }

  // For what no further attempt would mend.
  #refuse(error: CallKitError): void {
    void this.#release()?.shut();
    this.#tell(error);
  }

  #tell(error: CallKitError | null): void {
    this.error = error;
    this.#changed();
  }

  readonly #wake = ({ type }: Event): void => {
    if (type === "visibilitychange" && document.hidden) return;
    // A socket that was opened in another network leads nowhere, and says so late or never.
    if (!this.#pausing && type !== "online") return this.#socket?.check();
    // What failed while there was no network says nothing of the server: an expired token is replaced at once.
    this.#attempts = 0;
    void this.#connect();
  };
}

// Where a page hears that it may have slept, or that there is a network again. None of it outside a page.
function wakes(): [EventTarget, string][] {
  if (typeof document === "undefined") return [];
  return [[globalThis, "online"], [globalThis, "pageshow"], [document, "visibilitychange"]];
}

function failed(message: string, cause?: unknown): CallKitError {
  return new CallKitError(message, { code: "connection-failed", cause });
}
