import loadCore, * as glue from "../../pkg/callkit.js";
import { isIceServers } from "./check.js";
import { Convert } from "./convert.js";
import type { Core, CoreOptions, Glue, Host, RawCall, RawError, Request, RequestOptions } from "./core.js";
import { deviceName } from "./device-name.js";
import { CallKitError, failure, overtaken, report } from "./errors.js";
import { logTo, type Log } from "./log.js";
import type { Names } from "./names.js";
import type { SignIn } from "./session.js";
import type { CallInfo, CallKitEvents, CallRecord, CallState, CallTimings, Connection, Invite, UserId } from "./types.js";
import { shippedWasm } from "./wasm-url.js";

/** Who hears of what happens: the class. */
export interface Page {
  names: Names;
  emit<K extends keyof CallKitEvents>(type: K, detail: CallKitEvents[K]): void;
  streamsChanged(): void;
}

type Done = (error: CallKitError | null, call?: CallInfo) => void;

const { Core: CoreClass } = glue as unknown as Glue;
const SOURCES = ["microphone", "camera", "screen"];
const VERDICTS = new Map<unknown, 1 | 2>([[false, 1], ["ignore", 2]]);

let loading: Promise<unknown> | null = null;

/** The core on a connection: asks it for the page, and tells the page what it says. */
export class Phone {
  readonly #page: Page;
  readonly #connection: Connection;
  readonly #convert: Convert;
  readonly #log: Log;
  // By ticket: who asked, in which state, and whom to tell.
  readonly #asked = new Map<number, [method: string, state: string, done: Done]>();
  #lastTicket = 0;
  #core!: Core;
  #closed = false;
  #undo: (() => unknown)[] = [];

  private constructor({ options }: SignIn, connection: Connection, page: Page) {
    this.#page = page;
    this.#connection = connection;
    this.#convert = new Convert(page.names);
    this.#log = logTo(options);
  }

  /** Fetches and compiles the core, once for all; after a failure the next call tries again. */
  static async load(wasmUrl?: string | URL): Promise<void> {
    loading ??= fetchCore(wasmUrl);
    try {
      await loading;
    } catch (error) {
      loading = null;
      throw error;
    }
  }

  /** Starts the core, then listens to the connection. */
  static async open(signIn: SignIn, connection: Connection, page: Page): Promise<Phone> {
    const phone = new Phone(signIn, connection, page);
    phone.#core = await CoreClass.start(coreOptions(signIn), phone.#host(signIn.options));
    try {
      phone.#listen();
    } catch (cause) {
      await phone.close();
      phone.free();
      throw pageFailed("init.connection", "could not be subscribed to", cause);
    }
    return phone;
  }

  /** Leaves the call, gives everything back, and resolves then. */
  async close(): Promise<void> {
    await this.request("destroy").catch((error) => this.#log("error", "the core did not end well", error));
    for (const undo of [...this.#undo, () => this.#connection.close?.()]) {
      await run(undo).catch((error) => this.#log("warn", "the connection was not released", error));
    }
    this.#closed = true;
    for (const [method, , done] of this.#asked.values()) done(overtaken(method));
    this.#asked.clear();
  }

  /** After `close`, when nobody has this any more. */
  free(): void {
    this.#core.free();
  }

  request<R extends Request>(method: R, ...options: RequestOptions<R>): Promise<CallInfo | undefined> {
    return new Promise((resolve, reject) => {
      this.ask((error, call) => (error ? reject(error) : resolve(call)), method, ...options);
    });
  }

  /** Tells `done` what came of a request; before this returns, where that is known at once. */
  ask<R extends Request>(done: Done, method: R, ...options: RequestOptions<R>): void {
    const ticket = (this.#lastTicket += 2);
    this.#asked.set(ticket, [method, this.state, done]);
    try {
      (this.#core[method] as unknown as (ticket: number, ...options: RequestOptions<R>) => void)(ticket, ...options);
    } catch (cause) {
      this.#asked.delete(ticket);
      done(failure("internal", method, { cause }));
    }
  }

  get state(): CallState {
    return this.#core.state;
  }

  get deviceId(): string {
    return this.#core.deviceId;
  }

  call(): CallInfo | null {
    const call = this.#core.call();
    return call ? this.#convert.call(call) : null;
  }

  invites(): Invite[] {
    return this.#core.invites().map(this.#convert.invite);
  }

  lastRecord(): CallRecord | null {
    const record = this.#core.lastRecord();
    return record ? this.#convert.record(record) : null;
  }

  timings(callId: string): CallTimings | null {
    return this.#core.timings(callId) ?? null;
  }

  localStream(): MediaStream | null {
    return this.#core.localStream() ?? null;
  }

  remoteStream(user: UserId, source: "camera" | "screen"): MediaStream | null {
    return this.#core.remoteStream(user, source === "screen" ? 2 : 1) ?? null;
  }

  #listen(): void {
    const connection = this.#connection;
    this.#undo.push(connection.subscribe((message) => {
      const { from, text }: { from?: unknown; text?: unknown } = message ?? {};
      if (typeof from === "string" && typeof text === "string") this.#tell((core) => core.receive(from, text));
      else this.#log("debug", "the connection gave a message without from and text");
    }));
    if (connection.onStatus) this.#undo.push(connection.onStatus((online) => this.#tell((core) => core.online(!!online))));
  }

  #host({ beforeRing, iceServers }: SignIn["options"]): Host {
    return {
      send: (to, text) => {
        run(() => this.#connection.send(to, text)).catch((error) => {
          this.#log("warn", "the connection did not send", error);
          this.#tell((core) => core.sendFailed());
        });
      },
      sendChat: (to, text, ext) => {
        run(() => this.#connection.sendChat?.({ userId: to }, text, JSON.parse(ext ?? "{}")))
          .catch((error) => this.#log("warn", "the connection did not send a chat message", error));
      },
      event: (type, detail) => this.#event(type as keyof CallKitEvents, detail),
      settle: (ticket, code, call) => this.#settle(ticket, code, call),
      askBeforeRing: (ticket, invite) => {
        Promise.resolve(this.#convert.invite(invite)).then(beforeRing).catch(report)
          .then((answer) => this.#tell((core) => core.beforeRing(ticket, VERDICTS.get(answer) ?? 0)));
      },
      iceServers: () => (typeof iceServers === "function" ? this.#askIceServers(iceServers) : iceServers ?? []),
      streamsChanged: () => this.#page.streamsChanged(),
      log: this.#log,
    };
  }

  // For what answers nobody, and may come late: a mistake of the core must not end in the connection's hands.
  #tell(what: (core: Core) => void): void {
    try {
      if (!this.#closed) what(this.#core);
    } catch (cause) {
      this.#page.emit("error", failure("internal", "core", { cause }));
    }
  }

  #event(type: keyof CallKitEvents, detail: any): void {
    const { emit } = this.#page;
    switch (type) {
      case "invite": return emit(type, this.#convert.invite(detail));
      case "statechange": return emit(type, this.#convert.change(detail));
      case "callrecord": return emit(type, this.#convert.record(detail));
      case "error": return emit(type, told(detail));
      default: return emit(type, detail);
    }
  }

  #settle(ticket: number, code: string | undefined, call: RawCall | undefined): void {
    const asked = this.#asked.get(ticket);
    if (!asked) return;
    const [method, state, done] = asked;
    this.#asked.delete(ticket);
    if (code === undefined) done(null, call && this.#convert.call(call));
    else done(failure(code, `${method} while ${state}`, { callId: call?.callId }));
  }

  async #askIceServers(ask: () => Promise<RTCIceServer[]>): Promise<RTCIceServer[]> {
    try {
      const servers: unknown = await ask();
      if (isIceServers(servers)) return servers;
      throw new TypeError("iceServers() did not promise a list of RTCIceServer");
    } catch (cause) {
      this.#page.emit("error", pageFailed("init.iceServers", "failed, and the call goes on without servers", cause));
      return [];
    }
  }
}

function coreOptions({ appId, userId, uid, options }: SignIn): CoreOptions {
  const { ringingSource, audio, video } = options;
  return {
    app: appId,
    user: userId,
    uid,
    deviceName: options.deviceName ?? deviceName(navigator.userAgent),
    ringTimeout: options.ringTimeout ?? 30_000,
    reconnectTimeout: options.reconnectTimeout ?? 30_000,
    connectTimeout: options.connectTimeout ?? 30_000,
    reloadGrace: options.reloadGrace ?? 4_000,
    busyWhenInCall: options.busyWhenInCall ?? true,
    asksBeforeRing: !!options.beforeRing,
    relayOnly: options.iceTransportPolicy === "relay",
    ringingSource: ringingSource === null ? "" : ringingSource,
    audio,
    video,
  };
}

function told({ code, source, ...more }: RawError): CallKitError {
  return failure(code, source === undefined ? "call" : SOURCES[source]!, more as { callId?: string });
}

async function fetchCore(wasmUrl?: string | URL): Promise<unknown> {
  return loadCore({ module_or_path: wasmUrl ?? (await shippedWasm()) });
}

function pageFailed(field: string, how: string, cause: unknown): CallKitError {
  return new CallKitError(`${field} ${how}; see cause`, { code: "connection-failed", field, cause });
}

// A function of the page, called at once (a page that is being unloaded has no later), whatever it gives or throws.
function run(what: () => unknown): Promise<unknown> {
  return new Promise((resolve) => resolve(what()));
}
