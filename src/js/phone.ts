import { recordChat } from "./chat.js";
import { isIceServers } from "./check.js";
import { CompiledCore, loadCore } from "./compiled.js";
import { Convert } from "./convert.js";
import {
  SHOWN, TAKEN, type Core, type CoreOptions, type Host, type Peers, type RawCall, type RawError, type RawTimings,
  type Request, type RequestOptions, type StartOptions, type Told,
} from "./core.js";
import { deviceName } from "./device-name.js";
import { CallKitError, failure, file, overtaken } from "./errors.js";
import { takeIdentity, type Identity } from "./identity.js";
import { logTo, type Log } from "./log.js";
import type { Names } from "./names.js";
import { Fitting } from "./fitting.js";
import { Media } from "./media.js";
import { firstPicture, picturesOf } from "./picture.js";
import { ahead, started, verdict } from "./preconnect.js";
import { Quality } from "./quality/quality.js";
import { Records } from "./records.js";
import type { SignIn } from "./session.js";
import { inTime, soon } from "./soon.js";
import { Sound } from "./sound.js";
import type { TokenCheck } from "./tokens.js";
import { Trace } from "./trace.js";
import type {
  CallInfo, CallKitEvents, CallKitOptions, CallRecord, CallState, CallTimings, Connection, Invite, PeerStats, UserId,
} from "./types.js";
import { withToken } from "./with-token.js";

/** Who hears of what happens: the class. */
export interface Page {
  names: Names;
  emit<K extends keyof CallKitEvents>(type: K, detail: CallKitEvents[K]): void;
  streamsChanged(): void;
  /** What the page wants to ring with, where it has said so since `init`. */
  ringingSource(): string | null | undefined;
  /** Tells whether anybody has ever listened to this. */
  wants(type: keyof CallKitEvents): boolean;
}

type Done = (error: CallKitError | null, call?: CallInfo) => void;

const SOURCES = ["microphone", "camera", "screen"];
/** Milliseconds that `destroy` waits for each thing that is the connection's. */
const PATIENCE = 3000;

/** The core on a connection: asks it for the page, and tells the page what it says. */
export class Phone {
  readonly #page: Page;
  readonly #connection: Connection;
  readonly #convert: Convert;
  readonly #log: Log;
  // By ticket: who asked, in which state, and whom to tell.
  readonly #asked = new Map<number, [method: string, state: string, done: Done]>();
  #lastTicket = 0;
  readonly media: Media;
  readonly #fitting = new Fitting({
    peers: () => (this.#closed ? [] : this.#peers()),
    track: (place) => (place === "screen" ? this.media.screen.track : this.media.devices.track(place)),
  });
  readonly #sound: Sound;
  readonly #identity: Identity;
  readonly #core: Core;
  readonly records: Records;
  readonly #trace = new Trace();
  // What asks the browser for more than a word waits until an answer is shown, on both sides.
  readonly #attendSoon = soon(() => {
    if (this.#closed) return;
    this.media.presence.attend(this.call());
    this.#fitting.apply();
  }, 250);
  readonly #tokenCheck: TokenCheck | null;
  readonly #me: UserId;
  readonly #options: CallKitOptions;
  readonly #quality: Quality;
  #closed = false;
  // What the page is yet to hear, in order.
  readonly #outbox: (() => void)[] = [];
  #isTelling = false;
  #held = false;
  #undo: (() => unknown)[] = [];

  private constructor(signIn: SignIn, identity: Identity, tokenCheck: TokenCheck | null, connection: Connection, page: Page) {
    const { appId, userId, options } = signIn;
    this.#page = page;
    this.#connection = connection;
    this.#convert = new Convert(page.names);
    this.#log = logTo(options);
    this.#me = userId;
    this.#options = options;
    this.#tokenCheck = tokenCheck;
    this.records = new Records(appId, userId, identity.device, this.#log);
    this.#identity = identity;
    this.media = new Media(options, {
      take: (what, ticket, options) => {
        this.#tell(() => this.#take(what, ticket, options));
        // Whoever may be heard may hear: some browsers take it for a gesture.
        if (what === "devicesOpened") this.#sound.retry();
      },
      streamsChanged: () => this.#tell(() => this.#streamsChanged()),
      deviceChange: (devices) => this.#tell(() => page.emit("devicechange", devices)),
      call: () => (this.#closed ? null : this.call()),
      press: (key, on = false) => {
        const pressed = key === "hangup" ? this.request(key, { reason: undefined, ext: undefined }) : this.request(key, { on });
        pressed.catch((error) => this.#log("debug", "a key did nothing", error));
      },
    }, this.#log);
    this.#quality = new Quality({
      me: userId,
      call: () => this.call(),
      peers: () => this.#peers(),
      microphone: () => this.localStream()?.getAudioTracks()[0] ?? null,
      wants: page.wants,
      emit: page.emit,
    }, (user, on) => this.#tell(() => this.#take("arrives", 0, { user, on })), this.#log);
    const onBlocked = () => this.#tell(() => this.#take("playbackBlocked"));
    const own = () => { const now = page.ringingSource(); return now === undefined ? options.ringingSource : now; };
    const silence = () => this.#tell(() => this.#take("silenceRing"));
    this.#sound = new Sound(own, `callkit-ring-${appId}-${userId}`, { onBlocked, silence, lead: this.media.speakers.ring }, this.#log);
    this.#core = new CompiledCore(coreOptions(signIn, identity), this.#host(options));
  }

  static readonly load = loadCore;

  /** Starts the core, then listens to the connection. */
  static async open(signIn: SignIn, connection: Connection, page: Page): Promise<Phone> {
    const check = await tokenCheckOf(signIn);
    const identity = await takeIdentity(signIn.appId, signIn.userId);
    const phone = new Phone(signIn, identity, check, connection, page);
    // Before anything is heard, which a page that remembers nothing would take for a call that is over.
    if (identity.memory) phone.#take("restored", 0, { memory: identity.memory });
    void phone.records.collect(phone.resumable()?.callId);
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
    this.media.free();
    this.#quality.stop();
    for (const undo of [...this.#undo, () => this.#connection.close?.()]) {
      await inTime(PATIENCE, run(undo)).catch((error) => this.#log("warn", "the connection was not released", error));
    }
    this.#closed = true;
    this.records.close();
    for (const [method, , done] of this.#asked.values()) done(overtaken(method));
    this.#asked.clear();
  }

  /** After `close`, when nobody has this any more. */
  free(): void {
    this.#core.free();
    this.#sound.close();
    this.#identity.release();
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
    if (method === "silenceRing") this.#sound.silenceOthers();
    try {
      this.#trace.request(method, () => {
        const [asked] = options as [StartOptions];
        const whole = method === "startCall" ? started(asked, this.#options, this.#me, this.#convert.invite) : asked;
        this.#take(method, ticket, { ...whole, ...withToken(asked?.accessToken) });
      });
    } catch (cause) {
      this.#asked.delete(ticket);
      done(failure("internal", method, { cause }));
    }
  }

  get state(): CallState {
    return this.#show("state")!;
  }

  get deviceId(): string {
    return this.#identity.device;
  }

  call(): CallInfo | null {
    return this.#look("call", this.#convert.call);
  }

  resumable(): CallInfo | null {
    return this.#look("resumable", this.#convert.call);
  }

  invites(): Invite[] {
    return this.#look("invites", ({ invites }) => invites.map(this.#convert.invite))!;
  }

  lastRecord(): CallRecord | null {
    return this.#look("lastRecord", this.#convert.record);
  }

  timings(callId: string): CallTimings | null {
    const shown = this.#show<RawTimings>("timings", callId);
    return shown ? this.#convert.timings(callId, shown) : null;
  }

  trace(callId: string, format: "json" | "mermaid"): string | null {
    return this.#trace.export(callId, format, this.#me);
  }

  /** Raw measurements of every peer connection of the running call. */
  stats(): Promise<PeerStats[]> {
    return this.#quality.stats();
  }

  localStream(): MediaStream | null {
    return this.media.devices.stream;
  }

  remoteStream(user: UserId, source: "camera" | "screen"): MediaStream | null {
    // Browsers probe bandwidth with empty packets in any place for pictures: the word of who shows it is what counts.
    const isShown = source === "camera" || this.call()?.members.some(({ userId, screen }) => userId === user && screen);
    return (isShown && this.#show<MediaStream>(source, user)) || null;
  }

  /** What a view shows. */
  picture(user: UserId, source: "camera" | "screen"): MediaStream | null {
    if (user === "local" || user === this.#me) return this.media.own(source);
    const stream = this.remoteStream(user, source);
    return stream && picturesOf(stream);
  }

  #listen(): void {
    const connection = this.#connection;
    this.#undo.push(connection.subscribe((message) => {
      const { from, text }: { from?: unknown; text?: unknown } = message ?? {};
      if (typeof from === "string" && typeof text === "string") {
        this.#trace.message("received", from, text);
        this.#tell(() => this.#core.receive(from, text));
      } else this.#log("debug", "the connection gave a message without from and text");
    }));
    if (connection.onStatus) this.#undo.push(connection.onStatus((online) => this.#tell(() => this.#take("online", 0, { on: !!online }))));
  }

  #host({ iceServers, tokenHandler }: SignIn["options"]): Host {
    // In the order of their names in `Told`.
    const told: Told = [
      (_, to, text) => {
        this.#trace.message("sent", to, text);
        run(() => this.#connection.send(to, text)).catch((error) => {
          this.#log("warn", "the connection did not send", error);
          this.#tell(() => this.#take("sendFailed"));
        });
      },
      (isGroup, to, chat) => {
        const { text, ext = "{}" } = JSON.parse(chat);
        this.#chat(isGroup, to, text, JSON.parse(ext));
      },
      (_, type, detail) => this.#inOrder(() => this.#event(type as keyof CallKitEvents, JSON.parse(detail))),
      (ticket, code, call) => this.#inOrder(() => this.#settle(ticket, code, call ? JSON.parse(call) : undefined)),
      (ticket, invite) => {
        verdict(this.#options, this.#convert.invite(JSON.parse(invite)))
          .then((verdict) => this.#tell(() => this.#take("beforeRing", ticket, { verdict })));
      },
      () => this.#streamsChanged(),
      (tone) => this.#sound.ring(tone),
      (sent, user, text) => this.#trace.message(sent ? "sent" : "received", user, text, true),
      (ticket, microphone, camera) => void this.media.devices.open(ticket, !!microphone, !!camera),
      () => this.media.closeAll(),
      (on) => this.media.devices.enableMicrophone(!!on),
      () => this.media.devices.closeCamera(),
      (ticket, audio) => void this.media.screen.open(ticket, !!audio),
      () => this.media.screen.close(),
      (_, text, owed) => {
        this.#identity.remember(text);
        this.records.owe(JSON.parse(owed).records.map(this.#convert.record));
      },
      (ticket, callId, channel) => {
        run(() => tokenHandler?.({ channel, userId: this.#me, callId }))
          .catch((error) => this.#log("warn", "tokenHandler gave no token", error))
          .then((token) => this.#tell(() => this.#take("token", ticket, withToken(token))));
      },
      (ticket, whose, token) => {
        const { user, channel } = JSON.parse(whose);
        this.#tokenCheck!(token, user, channel).then((on) => this.#tell(() => this.#take("verified", ticket, { on })));
      },
      (isGroup, to, raw) => this.#chat(isGroup, to, ...recordChat(this.#convert.record(JSON.parse(raw)))),
    ];
    return {
      tell: (what, ...rest) => told[what]!(...rest),
      iceServers: () => (typeof iceServers === "function" ? this.#askIceServers(iceServers) : iceServers ?? []),
      play: (user, element) => {
        this.media.speakers.add(user, element);
        void this.#sound.play(element);
      },
      look: firstPicture,
      log: this.#log,
    };
  }

  #chat(isGroup: number, to: string, text: string, ext: Record<string, unknown>): void {
    run(() => this.#connection.sendChat?.(isGroup ? { groupId: to } : { userId: to }, text, ext))
      .catch((error) => this.#log("warn", "the connection did not send a chat message", error));
  }

  // For what answers nobody, and may come late: a mistake of the core must not end in the connection's hands.
  #tell(what: () => void): void {
    try {
      if (!this.#closed) what();
    } catch (cause) {
      this.#page.emit("error", failure("internal", "core", { cause }));
    }
  }

  #take(what: (typeof TAKEN)[number], ticket = 0, options: object = {}): void {
    this.#core.take(TAKEN.indexOf(what), ticket, options);
  }

  #look<T>(what: (typeof SHOWN)[number], convert: (raw: any) => T): T | null {
    const shown = this.#show<string>(what);
    return shown ? convert(JSON.parse(shown)) : null;
  }

  #show<T>(what: (typeof SHOWN)[number], of = ""): T | undefined {
    return this.#core.look(SHOWN.indexOf(what), of) as T | undefined;
  }

  #peers(): Peers {
    return this.#show("peers")!;
  }

  #streamsChanged(): void {
    this.#page.streamsChanged();
    this.#quality.streamsChanged();
    this.#attendSoon();
  }

  #inOrder(tell: () => void): void {
    this.#outbox.push(tell);
    if (!this.#isTelling) this.#deliver();
  }

  #deliver(): void {
    this.#isTelling = true;
    this.#held = false;
    while (!this.#held && this.#outbox.length > 0) this.#outbox.shift()!();
    this.#isTelling = this.#held;
  }

  // `ended`, and all that follows, is told when the record is committed.
  #record(record: CallRecord): void {
    this.#held = true;
    this.#page.emit("callrecord", record);
    void this.records.add(record).then(() => this.#deliver());
  }

  #event(type: keyof CallKitEvents, detail: any): void {
    const { emit } = this.#page;
    this.#trace.event(detail.callId, detail.type ?? type, detail);
    if (detail.type === "connected") this.#quality.start();
    if (detail.mediaType === "screen") this.#streamsChanged();
    if (type === "callrecord" && !/connected|reconnecting/.test(this.state)) this.#quality.stop();
    this.#attendSoon();
    if (/^reconnect/.test(detail.type)) this.#fitting.renew(detail.userId);
    // A look at oneself that no call took over ends with the ringing.
    if (detail.type === "ended" && this.state === "idle") void this.media.devices.preview(false);
    switch (type) {
      case "invite": return emit(type, this.#convert.invite(detail));
      case "statechange": return emit(type, this.#convert.change(detail));
      case "callrecord": return this.#record(this.#convert.record(detail));
      case "error": return emit(type, told(detail));
      default: return emit(type, detail);
    }
  }

  #settle(ticket: number, code: string, call: RawCall | undefined): void {
    const asked = this.#asked.get(ticket);
    if (!asked) return;
    const [method, state, done] = asked;
    this.#asked.delete(ticket);
    if (!code) done(null, call && this.#convert.call(call));
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

function coreOptions({ appId, userId, uid, options }: SignIn, { device, boot }: Identity): CoreOptions {
  return {
    app: appId,
    user: userId,
    uid,
    device,
    boot,
    deviceName: options.deviceName ?? deviceName(navigator.userAgent),
    ringTimeout: options.ringTimeout ?? 30_000,
    reconnectTimeout: options.reconnectTimeout ?? 30_000,
    connectTimeout: options.connectTimeout ?? 30_000,
    reloadGrace: options.reloadGrace ?? 4_000,
    busyWhenInCall: options.busyWhenInCall ?? true,
    preconnect: ahead(options),
    asksBeforeRing: !!options.beforeRing || typeof options.preconnect === "function",
    hasTokenKey: !!options.tokenKey,
    asksToken: !!options.tokenHandler,
    maxMembers: options.maxMembers ?? 8,
    relayOnly: options.iceTransportPolicy === "relay",
  };
}

function told({ code, source, ...more }: RawError): CallKitError {
  return failure(code, source === undefined ? "call" : SOURCES[source]!, more as { callId?: string });
}

async function tokenCheckOf({ appId, options: { tokenKey } }: SignIn): Promise<TokenCheck | null> {
  if (!tokenKey) return null;
  const { tokenCheck } = await file(import("./tokens.js"), "init");
  try {
    return await tokenCheck(tokenKey, appId);
  } catch (cause) {
    const field = "init.tokenKey";
    throw new CallKitError(`${field} must be a public key (Ed25519 or P-256, as JWK) that this browser can use; see cause`, { code: "invalid-argument", field, cause });
  }
}

function pageFailed(field: string, how: string, cause: unknown): CallKitError {
  return new CallKitError(`${field} ${how}; see cause`, { code: "connection-failed", field, cause });
}

// A function of the page, called at once (a page that is being unloaded has no later), whatever it gives or throws.
function run(what: () => unknown): Promise<unknown> {
  return new Promise((resolve) => resolve(what()));
}
