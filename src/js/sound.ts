import { takeLock } from "./lock.js";
import type { Log } from "./log.js";
import { makeTone } from "./tone.js";

/** Sounds that wait for a gesture; beyond, the one that has waited longest is given up. */
export const MOST_WAITING = 32;

// With touch the finger's leaving is the gesture, with a mouse its coming.
const GESTURES = ["pointerdown", "pointerup", "keydown"];

export interface SoundOwner {
  /** The browser wants a gesture first. */
  onBlocked(): void;
  /** The ring was silenced in another page of this person. */
  silence(): void;
  /** Leads what rings to where it is to sound. */
  lead(element: HTMLAudioElement): void;
}

/** How sound is played: at once, at the next gesture where the browser wants one, or when no other page of this person rings. */
export class Sound {
  readonly #own: () => string | null | undefined;
  readonly #lock: string;
  readonly #owner: SoundOwner;
  readonly #log: Log;
  readonly #builtIn: string[] = [];
  readonly #waiting: ((may: boolean) => void)[] = [];
  #wasBlocked = false;
  #stop = () => {};
  #others: BroadcastChannel | null = null;

  /** `own` gives the page's sound for a phone that rings, null for silence. Of the pages with the same `lock` one rings aloud. */
  constructor(own: () => string | null | undefined, lock: string, owner: SoundOwner, log: Log) {
    this.#own = own;
    this.#lock = lock;
    this.#owner = owner;
    this.#log = log;
  }

  /** Plays an element as soon as it may sound, unless it has nothing to play by then. Tells whether it sounds. */
  async play(element: HTMLAudioElement): Promise<boolean> {
    while (element.srcObject || element.src) {
      try {
        await element.play();
        return true;
      } catch (error) {
        const { name } = error as Error;
        if (name === "NotAllowedError" && (await this.#gesture())) continue;
        // After the last, something else started or stopped it.
        if (name !== "NotAllowedError" && name !== "AbortError") {
          this.#log("warn", "a sound cannot be played; its source must be allowed (media-src)", error);
        }
        return false;
      }
    }
    return false;
  }

  /** Starts a tone (0 where this phone rings, 1 where the other's does) once the page has heard what is going on. Any before it stops. */
  ring(tone?: number): void {
    this.#stop();
    this.#stop = () => {};
    this.#others = null;
    if (tone !== 0 && tone !== 1) return;
    const element = new Audio();
    this.#owner.lead(element);
    let isOver = false;
    let release: (() => void) | null = null;
    const others = tone === 0 && globalThis.BroadcastChannel ? new BroadcastChannel(this.#lock) : null;
    if (others) others.onmessage = () => this.#owner.silence();
    this.#others = others;
    this.#stop = () => {
      isOver = true;
      others?.close();
      element.pause();
      element.removeAttribute("src");
      release?.();
    };
    queueMicrotask(async () => {
      // Read only here: what hears of the invitation may choose its sound.
      const own = this.#own();
      if (isOver || own === null) return;
      element.loop = true;
      element.src = (tone === 0 && own) || (this.#builtIn[tone] ??= makeTone(tone === 0));
      // Only a page that was able to sound asks for the lock. Tones begin with silence that covers this moment.
      if (!(await this.play(element)) || tone === 1) return;
      release = await takeLock(this.#lock, { ifAvailable: true });
      if (!release) {
        element.pause();
        release = await takeLock(this.#lock, {});
        await this.play(element);
      }
      if (isOver) release?.();
    });
  }

  /** What rings in other pages of this person is silenced, as it is here. */
  silenceOthers(): void {
    this.#others?.postMessage("silence");
  }

  /** Tries again what the browser would not play. */
  retry(): void {
    this.#resume(true);
  }

  /** Stops the tone and forgets what waits for a gesture. */
  close(): void {
    this.#stop();
    this.#resume(false);
    this.#builtIn.forEach((url) => URL.revokeObjectURL(url));
  }

  #gesture(): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.#waiting.push(resolve) > MOST_WAITING) this.#waiting.shift()!(false);
      for (const kind of GESTURES) addEventListener(kind, this.#onGesture, true);
      if (this.#wasBlocked) return;
      this.#wasBlocked = true;
      this.#owner.onBlocked();
    });
  }

  #onGesture = () => this.#resume(true);

  #resume(may: boolean): void {
    for (const kind of GESTURES) removeEventListener(kind, this.#onGesture, true);
    for (const resolve of this.#waiting.splice(0)) resolve(may);
  }
}
