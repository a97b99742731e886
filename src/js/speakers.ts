import type { Log } from "./log.js";
import type { UserId } from "./types.js";

type Sink = "speaker" | "ringer";

/** Where sound comes out, and how loud each person is here. */
export class Speakers {
  readonly #voices = new Map<HTMLAudioElement, UserId>();
  readonly #volumes = new Map<UserId, number>();
  readonly #chosen: (sink: Sink) => string | undefined;
  readonly #log: Log;
  #ringing: HTMLAudioElement | null = null;

  constructor(chosen: (sink: Sink) => string | undefined, log: Log) {
    this.#chosen = chosen;
    this.#log = log;
  }

  /** Whether the browser can play elsewhere than where it likes (W3C Audio Output Devices API, section 2). */
  static get canChoose(): boolean {
    return "setSinkId" in HTMLMediaElement.prototype;
  }

  /** A person is about to be heard from this element. */
  add(user: UserId, element: HTMLAudioElement): void {
    // One that is let go plays nothing.
    for (const voice of this.#voices.keys()) if (!voice.srcObject) this.#voices.delete(voice);
    this.#voices.set(element, user);
    this.#turn(element, user);
    this.#lead(element, "speaker");
  }

  /** The phone is about to ring from this element. */
  ring = (element: HTMLAudioElement): void => {
    this.#ringing = element;
    this.#lead(element, "ringer");
  };

  setVolume(user: UserId, volume: number): void {
    this.#volumes.set(user, volume);
    for (const [element, of] of this.#voices) if (of === user) this.#turn(element, user);
  }

  /** Leads what plays to the device that is chosen now. */
  lead(sink: Sink): void {
    if (sink === "speaker") for (const element of this.#voices.keys()) this.#lead(element, sink);
    else if (this.#ringing) this.#lead(this.#ringing, sink);
  }

  /** Throws where there is no such device, or the page may not use it. */
  static async test(deviceId: string): Promise<void> {
    await new Audio().setSinkId(deviceId);
  }

  // Where the volume is the system's alone, an element can still be muted.
  #turn(element: HTMLAudioElement, user: UserId): void {
    const volume = this.#volumes.get(user) ?? 1;
    element.volume = volume;
    element.muted = volume === 0;
  }

  #lead(element: HTMLAudioElement, sink: Sink): void {
    const id = this.#chosen(sink);
    if (id === undefined || !Speakers.canChoose) return;
    element.setSinkId(id).catch((error) => this.#log("info", `the ${sink} that was chosen is not there`, error));
  }
}
