import { CHAT_TYPES, type CallType } from "./call-type.js";
import { check, invalid, json } from "./check.js";
import type { Request, RequestOptions } from "./core.js";
import { failure, report, type CallKitError } from "./errors.js";
import { HANDLERS } from "./handlers.js";
import { Names } from "./names.js";
import type { Phone } from "./phone.js";
import type { RecordQuery } from "./records.js";
import { Session } from "./session.js";
import type {
  AddPerson, AnswerOptions, CallId, CallInfo, CallKitEvents, CallKitOptions, CallRecord, CallState, CallTimings, CallWarning, Channel,
  Connection, DeviceId, Invite, JoinCallOptions, MediaDevice, NetworkQuality, PeerStats, StartCallOptions, StateChange, UserId, Volume,
} from "./types.js";
import { Views } from "./views.js";

/**
 * One person's phone in one page. Importing and constructing touch neither the network nor the DOM, so both are safe while rendering
 * on a server.
 *
 * A promise that fails rejects with CallKitError; what returns no promise throws one. Every argument is checked before
 * anything happens (`invalid-argument`), then that `init` is done (`not-initialized`).
 *
 * Three equal ways to hear of something: `addEventListener("invite", (event) => event.detail)`,
 * `on("invite", (invite) => …)` and `onInvite = (invite) => …`. A listener that throws is reported as any listener's error
 * is, and stops nobody else.
 */
export class CallKit extends EventTarget {
  onInvite: ((invite: Invite) => void) | null = null;
  onAddPerson: ((info: AddPerson) => void) | null = null;
  onStateChange: ((change: StateChange) => void) | null = null;
  onError: ((error: CallKitError) => void) | null = null;
  onNetworkQuality: ((quality: NetworkQuality[]) => void) | null = null;
  onVolume: ((volumes: Volume[]) => void) | null = null;
  onCallRecord: ((record: CallRecord) => void) | null = null;
  onTokenWillExpire: ((info: { channel: Channel; expiresAt: number }) => void) | null = null;
  onConnectionChange: ((info: { online: boolean }) => void) | null = null;
  onDeviceChange: ((devices: MediaDevice[]) => void) | null = null;
  onWarning: ((warning: CallWarning) => void) | null = null;

  /** Sound while ringing, from the next ring on: a URL, or null for silence. The option of `init`, or the built-in tone, while undefined. */
  ringingSource: string | null | undefined;
  readonly #names = new Names();
  readonly #heard = new Set<string>();
  readonly #views = new Views((user, source) => this.#session?.phone?.picture(user, source) ?? null);
  #person = "";
  #lastRecord: CallRecord | null = null;
  #session: Session | null = null;

  // ---- signing in and out

  /**
   * Signs this page in: loads the WebAssembly core and subscribes to the connection.
   *
   * Rejects `already-initialized`, `unsupported-browser`, `wasm-load-failed`, and `connection-failed` where the connection's own
   * `subscribe` throws.
   *
   * @param appId       applications with different ids never hear each other
   * @param uid         this person's id in the media room; the connection's userId where null
   * @param connection  how messages reach other people; without one, pages of the same origin in this browser call each other
   *                    (a TabsConnection whose userId is `uid`, then required)
   */
  async init(appId: string, uid?: string | number | null, connection?: Connection, options?: CallKitOptions): Promise<void> {
    const settings = { ...options };
    check("init", { ...settings, appId, uid, connection, options });
    const roomId = uid === undefined || uid === null ? undefined : String(uid);
    const userId = connection?.userId ?? roomId ?? invalid("init.uid", "this person's id where no connection is given");
    const before = this.#session;
    if (before && !before.stopped) throw failure("already-initialized", "init");

    const session = new Session(
      { appId, userId, uid: roomId === userId ? undefined : roomId, connection, options: settings },
      { names: this.#names, emit: this.#emit, streamsChanged: () => this.#views.refresh(), wants: this.#wants, ringingSource: () => this.ringingSource },
    );
    this.#session = session;
    try {
      await before?.stop();
      this.#remember(appId, userId);
      this.#names.learn(userId, roomId);
      await session.start();
    } catch (error) {
      await this.#end(session);
      throw error;
    }
  }

  /**
   * Ends a running call, releases every device, timer and listener, and closes the connection where it has a `close`. `init` may follow.
   * During `init` it makes that reject `not-initialized`. Does nothing where there is nothing to release.
   */
  async destroy(): Promise<void> {
    if (this.#session) await this.#end(this.#session);
  }

  // ---- the call

  /**
   * Invites. Resolves when arguments and state are good and the invitations are queued (offline too); devices are asked for at
   * the same time, never first. In a running group call with the same channel (or none given) it invites further people into it.
   *
   * Rejects `already-in-call`, `too-many-members` before anything is sent, and `token-rejected` where `tokenHandler` gives none.
   */
  async startCall(options: StartCallOptions): Promise<CallInfo> {
    check("startCall", options);
    const ext = json("startCall.ext", options.ext);
    const to = [...new Set([options.to].flat())];
    const group = options.callType > 1;
    const chatType = options.chatType ?? (group ? "groupChat" : "singleChat");
    if (to.includes(this.userId!)) invalid("startCall.to", "other people than oneself");
    if (!group && to.length > 1) invalid("startCall.to", "exactly one person for callType 0 and 1", `${to.length}`);
    if (group === (chatType === "singleChat")) {
      invalid("startCall.chatType", group ? "groupChat or chatRoom for callType 2 and 3" : "singleChat for callType 0 and 1", chatType);
    }
    const { callType, channel, groupId, groupName, timeout, accessToken } = options;
    const phone = this.#phone("startCall");
    if (accessToken && !channel && this.#session!.signIn.options.tokenKey) {
      invalid("startCall.channel", "given together with accessToken: a token is for one channel, and one that is made up has none yet");
    }
    return this.#begins(phone.request("startCall", {
      callType,
      chatType: CHAT_TYPES.indexOf(chatType),
      to,
      microphone: options.microphone ?? true,
      camera: isVideo(callType) && (options.camera ?? true),
      message: options.message ?? "",
      channel, namesChannel: channel !== undefined, groupId, groupName, timeout, ext, accessToken,
    }));
  }

  /**
   * Answers the ringing call (the oldest, or `options.callId`): true accepts, false refuses on all of this person's devices.
   * `accessToken` is not needed to refuse. Accepting resolves when this device has the call, rejects `call-ended` when another has.
   */
  async answerCall(accept: boolean, accessToken?: string, options?: AnswerOptions): Promise<void> {
    check("answerCall", { ...options, accept, accessToken, options });
    const ext = json("answerCall.ext", options?.ext);
    const { callId, microphone, camera, reason } = options ?? {};
    await this.#request("answerCall", { accept, callId, microphone, camera, reason, ext, accessToken });
  }

  /** Stops the ringing on this device only; the person's other devices go on, and nobody is told. Throws `no-call` where nothing rings. */
  ignoreCall(callId?: CallId): void {
    check("ignoreCall", { callId });
    this.#order("ignoreCall", { callId });
  }

  /** Silences this ring, here; the call goes on ringing without sound. Does nothing where nothing rings. */
  silenceRing(): void {
    this.#order("silenceRing");
  }

  /**
   * Leaves the call; takes the invitation back where nobody has answered yet, and refuses what rings. Resolves when this device is released.
   * The others are told `reason` as the `message` of `user-left`; who is only invited or inviting, as that of `cancel` or `refuse`, with `ext`.
   * Rejects `no-call` where there is none.
   */
  async hangup(reason?: string, ext?: Record<string, unknown>): Promise<void> {
    check("hangup", { reason });
    const text = json("hangup.ext", ext);
    await this.#request("hangup", { reason, ext: text });
  }

  /** Takes back invitations to people who have not answered, while the group call goes on. Rejects `no-call` where there is none. */
  async cancelInvite(users: UserId | UserId[]): Promise<void> {
    check("cancelInvite", { users });
    await this.#request("cancelInvite", { to: [users].flat() });
  }

  /**
   * Enters a group call that is under way, without an invitation. Rejects `call-ended` where nobody of `members` lets this device in
   * within 10 s, and `already-in-call`, `too-many-members`, `token-rejected`.
   */
  async joinCall(options: JoinCallOptions): Promise<CallInfo> {
    check("joinCall", options);
    const { callId, channel, callType, members, groupId, groupName, microphone, camera, accessToken } = options;
    const to = [...new Set(members)].filter((user) => user !== this.userId);
    if (to.length === 0) invalid("joinCall.members", "other people than oneself");
    return this.#begins(this.#phone("joinCall").request("joinCall", {
      callId, channel, callType, to, groupId, groupName, microphone: microphone ?? true, camera: isVideo(callType) && (camera ?? true), accessToken,
    }));
  }

  /** Asks the page to choose people to add: fires `addperson`. The call window's button does this. Throws `no-call`, or `not-supported` in a call of two. */
  requestAddPerson(): void {
    this.#order("requestAddPerson");
  }

  /** Returns to the call this tab was in before it was reloaded. Rejects `no-call` where there is none. */
  async resume(): Promise<CallInfo> {
    return (await this.#request("resume"))!;
  }

  /** The call this tab was in before it was reloaded, where it can be returned to. */
  get resumable(): CallInfo | null {
    return this.#session?.phone?.resumable() ?? null;
  }

  /** Names to show: `{ [uid or userId]: "custom name" }`. Merged into what was set before. May be called before `init`. */
  setUserIdMap(map: Record<string, string>): void {
    check("setUserIdMap", { map });
    this.#names.give(map);
  }

  /** The custom name of a person, by user id or by their id in the media room; their user id where there is none. */
  displayName(user: UserId): string {
    check("displayName", { user });
    return this.#names.of(user);
  }

  /** Hands in a fresh token for the running call. Rejects `no-call` where there is none. */
  async renewToken(accessToken: string): Promise<void> {
    check("renewToken", { accessToken });
    await this.#request("renewToken", { accessToken });
  }

  // ---- media

  /** Opens or mutes the microphone of the running call. */
  async setMicrophone(on: boolean): Promise<void> {
    check("setMicrophone", { on });
    await this.#request("setMicrophone", { on });
  }

  /** Opens or closes the camera of the running call. Closing it puts out its light. `not-supported` in a voice call of two: see `switchCallType`. */
  async setCamera(on: boolean): Promise<void> {
    check("setCamera", { on });
    await this.#request("setCamera", { on });
  }

  /** Front to back and round again; a no-op on a device with one camera. Rejects `no-call` with neither a call nor a preview. */
  async switchCamera(): Promise<void> {
    await this.#phone("switchCamera").media.switchCamera();
  }

  /**
   * Shows a screen or window to the others (W3C Screen Capture), with its sound where the browser can: one person at a time, the last who
   * began. Call it while a click is handled. Rejects `no-call`, `permission-denied` where none is chosen, `not-supported`.
   */
  async shareScreen(on: boolean, options?: { audio?: boolean }): Promise<void> {
    check("shareScreen", { ...options, on, options });
    await this.#request("shareScreen", { on, audio: options?.audio ?? false });
  }

  /**
   * Asks to turn an audio call into a video call, or back, which needs no consent. Resolves when agreed; rejects `declined` when refused
   * or unanswered for 20 s. One's own camera starts only then. In a group nobody is asked, since everybody turns on their own camera.
   */
  async switchCallType(type: CallType): Promise<void> {
    check("switchCallType", { type });
    await this.#request("switchCallType", { type });
  }

  /** Answers a `call-type-request`; with true the cameras of both start. Rejects `no-call` where there is none to answer. */
  async answerCallType(accept: boolean): Promise<void> {
    check("answerCallType", { accept });
    await this.#request("answerCallType", { accept });
  }

  /** One's own camera before answering or calling, because this person asked to see it. Stops with `false`, with the ringing, or when the call takes it over. */
  async preview(on: boolean): Promise<MediaStream | null> {
    check("preview", { on });
    return this.#phone("preview").media.preview(on);
  }

  /** The microphones, cameras and loudspeakers of this device (W3C Media Capture and Streams, section 9). Named once one was allowed. */
  async listDevices(): Promise<MediaDevice[]> {
    return this.#phone("listDevices").media.list();
  }

  /** Uses a device from now on, here and after the next visit; "ringer" is where it rings. Rejects `device-not-found`, `device-in-use`, `permission-denied`, `not-supported`. */
  async setDevice(kind: MediaDevice["kind"], deviceId: string): Promise<void> {
    check("setDevice", { kind, deviceId });
    await this.#phone("setDevice").media.setDevice(kind, deviceId);
  }

  /** How loud one person of this call is here, 0 … 1, for this listener only. Throws `no-call` where they are in none. */
  setRemoteVolume(user: UserId, volume: number): void {
    check("setRemoteVolume", { user, volume });
    this.#phone("setRemoteVolume").media.setVolume(user, volume);
  }

  /** What this page sends of this person, where a device is open. */
  get localStream(): MediaStream | null {
    return this.#session?.phone?.localStream() ?? null;
  }

  /** What comes of a person: camera with microphone (the default), or the screen they share. Null before the answer. */
  remoteStream(user: UserId, source?: "camera" | "screen"): MediaStream | null {
    check("remoteStream", { user, source });
    return this.#session?.phone?.remoteStream(user, source ?? "camera") ?? null;
  }

  /**
   * Shows a person (or "local") in an element. May be called before they are there, shows nothing of them before the answer, lasts
   * across reconnections and calls until the returned function is called. Sets muted, autoplay, playsInline: CallKit itself
   * plays all remote sound. An element shows one person: a second attachView takes it over.
   */
  attachView(user: UserId | "local", element: HTMLVideoElement, source?: "camera" | "screen"): () => void {
    check("attachView", { user, element, source });
    return this.#views.attach(user, element, source ?? "camera");
  }

  // ---- what is going on

  get state(): CallState {
    return this.#session?.phone?.state ?? "idle";
  }

  /** The call this device is in (or calling, or the first that rings). Can be read at any time: a window mounted late misses nothing. */
  get call(): CallInfo | null {
    return this.#session?.phone?.call() ?? null;
  }

  /** What rings now, oldest first. */
  get invites(): Invite[] {
    return this.#session?.phone?.invites() ?? [];
  }

  /** How the last call of the person who is, or was last, signed in here went. */
  get lastRecord(): CallRecord | null {
    return this.#session?.phone?.lastRecord() ?? this.#lastRecord;
  }

  get userId(): UserId | null {
    return this.#session?.signIn.userId ?? null;
  }

  get deviceId(): DeviceId | null {
    return this.#session?.phone?.deviceId ?? null;
  }

  /** Raw measurements of every peer connection of the running call (W3C Identifiers for WebRTC's Statistics API); empty without a call. */
  async getStats(): Promise<PeerStats[]> {
    return this.#phone("getStats").stats();
  }

  /** How long each step of a call took, kept for the last 20 calls. */
  getTimings(callId: CallId): CallTimings | null {
    check("getTimings", { callId });
    return this.#session?.phone?.timings(callId) ?? null;
  }

  /** Past calls of this person, newest first, from this browser's own storage. `before` and the order go by `startedAt`. */
  async getCallRecords(query?: RecordQuery): Promise<CallRecord[]> {
    check("getCallRecords", { ...query, query });
    return this.#phone("getCallRecords").records.find(query ?? {});
  }

  /** Forgets this person's past calls in this browser. */
  async clearCallRecords(): Promise<void> {
    await this.#phone("clearCallRecords").records.clear();
  }

  /** What was sent, received and decided in a recent call, as JSON lines or as a Mermaid sequence diagram. Holds no tokens, SDP or addresses. */
  exportTrace(callId: CallId, format?: "json" | "mermaid"): string | null {
    check("exportTrace", { callId, format });
    return this.#phone("exportTrace").trace(callId, format ?? "json");
  }

  /** Listens until the returned function is called. */
  on<K extends keyof CallKitEvents>(type: K, listener: (detail: CallKitEvents[K]) => void): () => void {
    if (!Object.hasOwn(HANDLERS, type)) invalid("on.type", `one of ${Object.keys(HANDLERS).join(", ")}`);
    check("on", { listener });
    const heard = (event: CustomEvent<CallKitEvents[K]>) => listener(event.detail);
    this.addEventListener(type, heard);
    return () => this.removeEventListener(type, heard);
  }

  override addEventListener<K extends keyof CallKitEvents>(
    type: K, listener: (event: CustomEvent<CallKitEvents[K]>) => void, options?: boolean | AddEventListenerOptions): void;
  override addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  override addEventListener(type: string, listener: any, options?: boolean | AddEventListenerOptions): void {
    this.#heard.add(type);
    super.addEventListener(type, listener, options);
  }

  // ---- inside

  // What takes work to measure is measured for those who ask.
  readonly #wants = (type: keyof CallKitEvents): boolean => this.#heard.has(type) || this[HANDLERS[type]] !== null;

  readonly #emit = <K extends keyof CallKitEvents>(type: K, detail: CallKitEvents[K]): void => {
    if (type === "callrecord") this.#lastRecord = detail as CallRecord;
    this.dispatchEvent(new CustomEvent(type, { detail }));
    try {
      (this[HANDLERS[type]] as ((detail: CallKitEvents[K]) => void) | null)?.(detail);
    } catch (error) {
      report(error);
    }
  };

  #phone(method: string): Phone {
    const session = this.#session;
    if (!session?.phone || session.stopped) throw failure("not-initialized", method);
    return session.phone;
  }

  // For the window: the first change may be told when the microphone has been allowed, or never, and of a call that did not begin no end is.
  async #begins(call: Promise<CallInfo | undefined>): Promise<CallInfo> {
    const look = () => void this.dispatchEvent(new Event("calling"));
    look();
    return (await call.catch((error) => {
      look();
      throw error;
    }))!;
  }

  #request<R extends Request>(method: R, ...options: RequestOptions<R>): Promise<CallInfo | undefined> {
    return this.#phone(method).request(method, ...options);
  }

  // For what returns no promise: throws what is known at once, and tells as an event what is known later.
  #order<R extends Request>(method: R, ...options: RequestOptions<R>): void {
    let late = false;
    let early: CallKitError | null = null;
    const done = (error: CallKitError | null) => {
      if (error && late) this.#emit("error", error);
      early = error;
    };
    this.#phone(method).ask(done, method, ...options);
    late = true;
    if (early) throw early;
  }

  // Another person who signs in here finds nothing of the one before.
  #remember(appId: string, userId: UserId): void {
    const person = JSON.stringify([appId, userId]);
    if (person === this.#person) return;
    this.#person = person;
    this.#lastRecord = null;
  }

  async #end(session: Session): Promise<void> {
    await session.stop();
    if (this.#session === session) this.#session = null;
    this.#views.refresh();
  }
}

/** With the types of the events. */
export interface CallKit {
  removeEventListener<K extends keyof CallKitEvents>(
    type: K, listener: (event: CustomEvent<CallKitEvents[K]>) => void, options?: boolean | EventListenerOptions): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

const isVideo = (type: CallType) => type === 1 || type === 2;
