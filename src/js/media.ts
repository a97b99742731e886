import { Choices, type Kind } from "./choices.js";
import { codeOf, Devices, type Source } from "./devices.js";
import { CallKitError, failure } from "./errors.js";
import type { Log } from "./log.js";
import { Presence } from "./presence.js";
import { Screen } from "./screen.js";
import { soon } from "./soon.js";
import { Speakers } from "./speakers.js";
import type { CallInfo, CallKitOptions, MediaDevice, UserId } from "./types.js";

/** Who decides, and who hears of it. */
export interface MediaOwner {
  take(what: "devicesOpened" | "sourceEnded" | "screenOpened" | "carry", ticket: number, options: object): void;
  streamsChanged(): void;
  deviceChange(devices: MediaDevice[]): void;
  call(): CallInfo | null;
  /** A key of the keyboard or the headset, as the methods of the class. */
  press(key: "hangup" | "setMicrophone" | "setCamera", on?: boolean): void;
}

const SOURCES = ["microphone", "camera", "screen"] as const;
/** Milliseconds until the page hears of other devices where a call has opened or closed some. */
const RELIST = 500;
const FACES: Record<string, string> = { user: "environment", environment: "user" };

/** Camera, microphone, loudspeakers and screen of this page, and which of the devices there are is used for each. */
export class Media {
  readonly devices: Devices;
  readonly screen: Screen;
  readonly speakers: Speakers;
  readonly presence: Presence;
  readonly #owner: MediaOwner;
  readonly #log: Log;
  readonly #choices = new Choices();
  #there: MediaDevice[] = [];
  #listed = "";
  // What this asks of the browser would be in the way of what a call begins with.
  readonly #relistSoon = soon(() => void this.#relist(), RELIST);

  constructor(options: CallKitOptions, owner: MediaOwner, log: Log) {
    this.#owner = owner;
    this.#log = log;
    const changed = () => this.#changed();
    this.devices = new Devices(options, {
      opened: (ticket, outcome) => owner.take("devicesOpened", ticket, outcome),
      ended: (source, why) => owner.take("sourceEnded", 0, { source: SOURCES.indexOf(source), why }),
      chosen: (source) => this.#choices.of(source),
      changed,
    }, log);
    this.screen = new Screen({
      opened: (ticket, screen) => owner.take("screenOpened", ticket, { screen }),
      ended: () => owner.take("sourceEnded", 0, { source: SOURCES.indexOf("screen"), why: "device-not-found" }),
      changed,
    }, log);
    this.speakers = new Speakers((sink) => this.#sink(sink), log);
    this.presence = new Presence(owner.press, owner.call);
    navigator.mediaDevices?.addEventListener?.("devicechange", this.#onPlugged);
  }

  /** Stops everything that this page captures. */
  closeAll(): void {
    this.screen.close();
    this.devices.close();
  }

  /** Gives everything back, for good. */
  free(): void {
    this.closeAll();
    this.presence.attend(null);
    navigator.mediaDevices?.removeEventListener?.("devicechange", this.#onPlugged);
  }

  async list(): Promise<MediaDevice[]> {
    try {
      return await this.#choices.list((kind) => this.#inUse(kind));
    } catch (cause) {
      throw failure("permission-denied", "listDevices", { cause });
    }
  }

  async setDevice(kind: Kind, deviceId: string): Promise<void> {
    const where = `setDevice ${kind}`;
    const isSound = kind === "speaker" || kind === "ringer";
    if (isSound && !Speakers.canChoose) throw failure("not-supported", where, { field: "setDevice.kind" });
    const known = (await this.list()).filter((device) => device.kind === kind);
    // Before the first permission the browser names none.
    if (!known.some((device) => device.deviceId === deviceId) && known.some((device) => device.deviceId)) {
      throw failure("device-not-found", where, { field: "setDevice.deviceId" });
    }
    await this.#try(where, () => (isSound ? Speakers.test(deviceId) : this.devices.use(kind, { deviceId: { exact: deviceId } })));
    this.#choices.choose(kind, deviceId, true);
    if (isSound) this.speakers.lead(kind);
    await this.#relist();
  }

  /** To the camera on the other side, where the device says which that is, else to the next of the list. */
  async switchCamera(): Promise<void> {
    if (!this.#owner.call() && !this.devices.track("preview")) throw failure("no-call", "switchCamera");
    const { facingMode = "" } = (this.devices.track("camera") ?? this.devices.track("preview"))?.getSettings() ?? {};
    const face = FACES[facingMode];
    const cameras = (await this.list()).filter(({ kind }) => kind === "camera");
    if (cameras.length < 2) return;
    if (face && (await this.#faces(face))) return this.#relist();
    const next = cameras[(cameras.findIndex(({ selected }) => selected) + 1) % cameras.length]!.deviceId;
    await this.#try("switchCamera", () => this.devices.use("camera", { deviceId: { exact: next } }));
    this.#choices.choose("camera", next, false);
    await this.#relist();
  }

  /** What this person looks like here: what is sent, or what they look at before that. */
  own(source: "camera" | "screen"): MediaStream | null {
    return source === "screen" ? this.screen.stream : this.devices.stream ?? this.devices.looking;
  }

  setVolume(user: UserId, volume: number): void {
    if (!this.#owner.call()?.members.some(({ userId }) => userId === user)) throw failure("no-call", "setRemoteVolume");
    this.speakers.setVolume(user, volume);
  }

  async preview(on: boolean): Promise<MediaStream | null> {
    const state = this.#owner.call()?.state ?? "idle";
    if (on && state !== "idle" && state !== "ringing") throw failure("already-in-call", "preview");
    let stream: MediaStream | null = null;
    await this.#try("preview", async () => (stream = await this.devices.preview(on)));
    return stream;
  }

  async #faces(facingMode: string): Promise<boolean> {
    try {
      await this.devices.use("camera", { facingMode: { exact: facingMode } });
      const id = this.#inUse("camera");
      if (id) this.#choices.choose("camera", id, false);
      return true;
    } catch {
      return false;
    }
  }

  async #try(where: string, what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
    } catch (cause) {
      throw cause instanceof CallKitError ? cause : failure(codeOf(cause), where, { cause });
    }
  }

  #inUse(kind: Kind): string | undefined {
    if (kind === "speaker" || kind === "ringer") return undefined;
    const track = this.devices.track(kind) ?? (kind === "camera" ? this.devices.track("preview") : null);
    return track?.getSettings().deviceId;
  }

  // What was chosen, or where the machine likes while that is not plugged in: led there again, it is heard again.
  #sink(sink: "speaker" | "ringer"): string | undefined {
    const chosen = this.#choices.of(sink);
    const known = this.#there.filter(({ kind, deviceId }) => kind === sink && deviceId);
    return chosen && known.length > 0 && !known.some(({ deviceId }) => deviceId === chosen) ? "" : chosen;
  }

  #changed(): void {
    const { devices, screen } = this;
    const microphone = screen.mix(devices.track("microphone"));
    this.#owner.take("carry", 0, { microphone, camera: devices.track("camera"), screen: screen.track });
    this.#owner.streamsChanged();
    this.#relistSoon();
  }

  // Something was plugged in or out. What was chosen and is back is used again.
  #onPlugged = async (): Promise<void> => {
    const devices = (this.#there = await this.list().catch(() => []));
    for (const source of ["microphone", "camera"] as Source[]) {
      const chosen = this.#choices.of(source);
      const isBack = devices.some(({ kind, deviceId, selected }) => kind === source && deviceId === chosen && !selected);
      if (!chosen || !isBack) continue;
      await this.devices.use(source, { deviceId: { exact: chosen } })
        .catch((error) => this.#log("info", `the ${source} that was chosen is back, and cannot be used`, error));
    }
    this.speakers.lead("speaker");
    this.speakers.lead("ringer");
    await this.#relist();
  };

  /** Tells the page where the list is not what it was. */
  async #relist(): Promise<void> {
    const devices = await this.list().catch(() => null);
    const text = JSON.stringify(devices);
    if (!devices || text === this.#listed) return;
    this.#listed = text;
    this.#owner.deviceChange(devices);
  }
}
