import type { Log } from "./log.js";
import type { CallKitOptions } from "./types.js";

/** What is captured: for the call, or to look at before it. */
export type Slot = "microphone" | "camera" | "preview";
/** What a device is chosen for. */
export type Source = "microphone" | "camera";
/** What became of each that was asked for: the code of an error, or an empty text. */
export type Outcome = Partial<Record<Source, string>>;

export interface DeviceOwner {
  opened(ticket: number, outcome: Outcome): void;
  /** It stopped by itself, and nothing can take its place: the code of the error says why. */
  ended(source: Source, why: string): void;
  /** There are other tracks than before. */
  changed(): void;
  /** The device that is to be used; the browser's choice where undefined. */
  chosen(source: Source): string | undefined;
}

/** The names of errors of getUserMedia (W3C Media Capture and Streams, section 10.3), as codes. */
export function codeOf(error: unknown): string {
  switch ((error as Error | undefined)?.name) {
    case "NotFoundError":
    case "OverconstrainedError": return "device-not-found";
    case "NotReadableError":
    case "AbortError": return "device-in-use";
    // NotAllowedError, SecurityError, and the TypeError of a page that is not secure.
    default: return "permission-denied";
  }
}

/** The microphone and camera of this page: opened, refused, muted, exchanged, lost and closed. */
export class Devices {
  readonly #options: CallKitOptions;
  readonly #owner: DeviceOwner;
  readonly #log: Log;
  readonly #open: Record<Slot, MediaStreamTrack | null> = { microphone: null, camera: null, preview: null };
  #stream: MediaStream | null = null;
  #looking: MediaStream | null = null;
  #previewing: Promise<void> | null = null;
  // What was asked for before is forgotten.
  #generation = 0;
  readonly #exchanges: Record<Slot, number> = { microphone: 0, camera: 0, preview: 0 };
  #muted = false;
  // The person is not asked any more.
  #isAllowed = false;

  constructor(options: CallKitOptions, owner: DeviceOwner, log: Log) {
    this.#options = options;
    this.#owner = owner;
    this.#log = log;
    void this.#learn();
  }

  /** Opens devices and tells `opened`, unless all were closed meanwhile. A preview becomes the camera of the call, or ends. */
  async open(ticket: number, microphone: boolean, camera: boolean): Promise<void> {
    const generation = this.#generation;
    // Whoever was muted when the microphone was lost is not when it is opened again.
    if (microphone) this.#muted = false;
    // Whoever closes at once is not asked.
    await null;
    if (generation !== this.#generation) return;
    this.#exchanges.preview++;
    if (!camera && this.#open.preview) void this.preview(false);
    const tell = (outcome: Outcome) => {
      if (generation === this.#generation) this.#owner.opened(ticket, outcome);
    };
    const preview = camera && this.#open.preview;
    if (preview) {
      this.#open.preview = this.#looking = null;
      this.#adopt("camera", preview);
      this.#owner.changed();
      tell({ camera: "" });
    }
    tell(await this.#ask(generation, microphone, camera && !preview, tell));
    void this.#learn();
  }

  /** Mutes or opens the microphone that is open, or the next. */
  enableMicrophone(on: boolean): void {
    this.#muted = !on;
    if (this.#open.microphone) this.#open.microphone.enabled = on;
  }

  closeCamera(): void {
    this.#stop("camera");
    this.#owner.changed();
  }

  /** Stops everything, and what a request under way may still open. */
  close(): void {
    this.#generation++;
    this.#muted = false;
    for (const slot of ["microphone", "camera", "preview"] as const) this.#stop(slot);
    this.#looking = null;
    this.#owner.changed();
  }

  track(slot: Slot): MediaStreamTrack | null {
    return this.#open[slot];
  }

  /** Microphone and camera in one stream, which stays the same; none while nothing is open. */
  get stream(): MediaStream | null {
    return this.#open.microphone || this.#open.camera ? this.#stream : null;
  }

  /** This person's camera, where it was opened to look at. */
  get looking(): MediaStream | null {
    return this.#looking;
  }

  /** Opens the camera for this person alone, or closes it. Throws what the browser threw. */
  async preview(on: boolean): Promise<MediaStream | null> {
    if (!on) {
      this.#exchanges.preview++;
      this.#stop("preview");
      this.#looking = this.#previewing = null;
    } else if (!this.#open.preview) {
      const opening = (this.#previewing ??= this.#exchange("preview"));
      await opening.finally(() => this.#previewing === opening && (this.#previewing = null));
    }
    this.#owner.changed();
    return this.#looking;
  }

  /** Uses another device from now on, where one is open for this. Throws what the browser threw; then the one before goes on. */
  async use(source: Source, constraints: MediaTrackConstraints): Promise<void> {
    const slot = source === "camera" && !this.#open.camera ? "preview" : source;
    if (this.#open[slot]) await this.#exchange(slot, constraints);
  }

  #own(source: Source): MediaTrackConstraints | undefined {
    return source === "camera" ? this.#options.video : this.#options.audio;
  }

  // What became of all that was asked for, but what was told before.
  async #ask(generation: number, microphone: boolean, camera: boolean, tell: (outcome: Outcome) => void): Promise<Outcome> {
    const request = (microphone: boolean, camera: boolean) => this.#request(generation, microphone, camera);
    if (microphone && camera) {
      // One question for both; where none is asked, the picture does not wait until the sound is open.
      const together = !this.#isAllowed && (await request(true, true));
      // A question that was answered after the end is not followed by another.
      if (together === "" || generation !== this.#generation) return { microphone: "", camera: "" };
      // Asked again for all, the person would have to refuse again.
      if (together === "permission-denied") return { microphone: await request(true, false), camera: together };
      const outcome: Outcome = {};
      await Promise.all([
        request(false, true).then((code) => (outcome.camera = code)),
        request(true, false).then((code) => {
          // A voice that is heard is said to be on, however long the camera takes. Both together are told as one.
          if (outcome.camera === undefined) tell({ microphone: code });
          else outcome.microphone = code;
        }),
      ]);
      return outcome;
    }
    if (microphone) return { microphone: await request(true, false) };
    return camera ? { camera: await request(false, true) } : {};
  }

  // Before it is needed: the browser takes as long for this as for opening a microphone.
  async #learn(): Promise<void> {
    const asked = ["camera", "microphone"].map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state);
    this.#isAllowed = await Promise.all(asked).then((states) => states.every((state) => state === "granted"), () => false);
  }

  async #request(generation: number, microphone: boolean, camera: boolean): Promise<string> {
    try {
      const stream = await this.#capture(microphone, camera);
      for (const track of stream.getTracks()) {
        if (generation !== this.#generation) track.stop();
        else this.#adopt(track.kind === "audio" ? "microphone" : "camera", track);
      }
      if (generation === this.#generation) this.#owner.changed();
      return "";
    } catch (error) {
      this.#log("warn", "no device: the page must be secure (https or localhost), allowed to use devices, and have them", error);
      return codeOf(error);
    }
  }

  // The device that was chosen, where it is there; a browser that is told what would be nice may take another.
  async #capture(microphone: boolean, camera: boolean): Promise<MediaStream> {
    const ask = (chooses: boolean) => navigator.mediaDevices.getUserMedia({
      ...(microphone && { audio: this.#constraints("microphone", chooses) }),
      ...(camera && { video: this.#constraints("camera", chooses) }),
    });
    const chooses = (microphone && !!this.#owner.chosen("microphone")) || (camera && !!this.#owner.chosen("camera"));
    try {
      return await ask(chooses);
    } catch (error) {
      // Of two that were asked for together each is asked for by itself next.
      if (!chooses || (error as Error).name !== "OverconstrainedError" || (microphone && camera)) throw error;
      return ask(false);
    }
  }

  #constraints(source: Source, chooses: boolean): MediaTrackConstraints | true {
    const chosen = chooses && this.#owner.chosen(source);
    return chosen ? { ...this.#own(source), deviceId: { exact: chosen } } : this.#own(source) ?? true;
  }

  // Opens another device for what is open, or for the preview; the last wish counts. Some machines open one camera at a time.
  async #exchange(slot: Slot, wanted?: MediaTrackConstraints): Promise<void> {
    const generation = this.#generation;
    const exchange = ++this.#exchanges[slot];
    const isWanted = () => generation === this.#generation && exchange === this.#exchanges[slot];
    const source = slot === "microphone" ? slot : "camera";
    const ask = async (wanted?: MediaTrackConstraints) => {
      const { deviceId, facingMode, ...own } = this.#own(source) ?? {};
      const constraints = { ...own, ...wanted };
      const stream = await (!wanted ? this.#capture(source === "microphone", source === "camera")
        : navigator.mediaDevices.getUserMedia(source === "microphone" ? { audio: constraints } : { video: constraints }));
      const [track] = stream.getTracks();
      if (!isWanted()) track!.stop();
      else this.#adopt(slot, track!);
    };
    const before = this.#open[slot];
    try {
      await ask(wanted);
    } catch (error) {
      if (codeOf(error) !== "device-in-use" || !before || !isWanted()) throw error;
      const { deviceId } = before.getSettings();
      before.stop();
      await ask(wanted).catch(async () => {
        if (isWanted()) await ask(deviceId ? { deviceId: { exact: deviceId } } : {}).then(() => this.#owner.changed());
        throw error;
      });
    }
    this.#owner.changed();
  }

  #adopt(slot: Slot, track: MediaStreamTrack): void {
    this.#stop(slot, track);
    track.enabled = slot !== "microphone" || !this.#muted;
    // Faces are to move, rather than to be sharp.
    if (slot !== "microphone") track.contentHint = "motion";
    const stream = slot === "preview" ? (this.#looking ??= new MediaStream()) : (this.#stream ??= new MediaStream());
    stream.addTrack(track);
    this.#open[slot] = track;
    track.onended = () => void this.#onEnded(track);
  }

  // Unplugged: what is left takes its place.
  async #onEnded(track: MediaStreamTrack): Promise<void> {
    const slot = (["microphone", "camera", "preview"] as const).find((slot) => this.#open[slot] === track);
    if (!slot) return;
    const generation = this.#generation;
    try {
      await this.#exchange(slot);
    } catch (error) {
      if (generation !== this.#generation || this.#open[slot] !== track) return;
      this.#log("warn", "a device is gone, and there is no other", error);
      this.#stop(slot);
      if (slot === "preview") this.#looking = null;
      this.#owner.changed();
      if (slot !== "preview") this.#owner.ended(slot, codeOf(error));
    }
  }

  #stop(slot: Slot, next: MediaStreamTrack | null = null): void {
    const track = this.#open[slot];
    if (!next) this.#exchanges[slot]++;
    if (!track) return;
    this.#open[slot] = null;
    track.onended = null;
    if (track !== next) track.stop();
    (slot === "preview" ? this.#looking : this.#stream)?.removeTrack(track);
  }
}
