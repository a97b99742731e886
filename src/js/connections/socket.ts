import { CallKitError } from "../errors.js";

/** One JSON object of callkit-server's protocol. */
export type Frame = Readonly<Record<string, unknown> & { type: string }>;

/** Who hears of what happens to a socket. `ended` comes once, last, and not after `shut`. */
export interface Ears {
  welcome(userId: unknown): void;
  frame(frame: Frame): void;
  ended(code: number, reason: string): void;
}

const WELCOME_WITHIN = 10_000;
const CHECK_EVERY = 25_000;
// A page that wakes wants to know soon.
const ANSWER_WITHIN = 5_000;
const SHUT_WITHIN = 1_000;
const MOST_UNSENT = 4 << 20; // bytes

const ABNORMAL = 1006;

/**
 * One socket to callkit-server, from its hello to its end (WebSockets Standard, section 3), and whether the other side still lives. When to
 * open the next is its owner's affair.
 *
 * One timer in all: until the welcome for as long as that may take, then every 25 s, when a ping goes out. A socket on which nothing came
 * since the last ping is dead.
 */
export class Socket {
  welcomed = false;
  readonly #socket: WebSocket;
  readonly #ears: Ears;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heard = true;
  #checking = false;
  #over = false;

  constructor(url: string, token: string, ears: Ears) {
    this.#ears = ears;
    this.#socket = new WebSocket(url);
    this.#socket.onopen = () => this.#write({ type: "hello", token });
    this.#socket.onmessage = ({ data }) => this.#hear(data);
    this.#socket.onclose = ({ code, reason }) => this.#end(code, reason);
    this.#timer = setTimeout(() => this.#end(ABNORMAL, "no welcome in time"), WELCOME_WITHIN);
  }

  /** Writes at once, so that a page that is being unloaded still says its last word. Throws where too much waits to be sent. */
  send(frame: Frame): void {
    if (this.#socket.bufferedAmount > MOST_UNSENT) {
      throw new CallKitError("the network does not take what is sent; try again later", { code: "connection-failed" });
    }
    this.#write(frame);
  }

  /** Asks for a sign of life now, as the page may have slept. */
  check(): void {
    if (!this.welcomed || this.#checking) return;
    this.#checking = true;
    this.#ask(ANSWER_WITHIN);
  }

  /** Ends it, tells nobody, and resolves when what was sent is on its way and the other side knows. */
  shut(): Promise<void> {
    this.#stop();
    return new Promise((resolve) => {
      if (this.#socket.readyState === WebSocket.CLOSED) return resolve();
      const timer = setTimeout(resolve, SHUT_WITHIN);
      this.#socket.onclose = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#socket.close();
    });
  }

  #write(frame: Frame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #hear(data: unknown): void {
    this.#heard = true;
    const frame = parse(data);
    if (!frame || this.#over) return;
    if (frame.type !== "welcome") return this.#ears.frame(frame);
    this.welcomed = true;
    this.#wait(CHECK_EVERY);
    this.#ears.welcome(frame["userId"]);
  }

  #ask(within: number): void {
    this.#heard = false;
    this.#write({ type: "ping" });
    this.#wait(within);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#checking = false;
      if (this.#heard) this.#ask(CHECK_EVERY);
      else this.#end(ABNORMAL, "the server has gone silent");
    }, milliseconds);
  }

  #end(code: number, reason: string): void {
    if (this.#over) return;
    this.#stop();
    this.#socket.close();
    this.#ears.ended(code, reason);
  }

  #stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }
}

function parse(data: unknown): Frame | null {
  try {
    const frame = JSON.parse(data as string);
    return typeof frame?.type === "string" ? frame : null;
  } catch {
    return null;
  }
}
