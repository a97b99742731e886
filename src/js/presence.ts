import type { CallInfo } from "./types.js";

type Press = (key: "hangup" | "setMicrophone" | "setCamera", on?: boolean) => void;

const KEYS = ["hangup", "togglemicrophone", "togglecamera"] as const;

/** What the machine knows of a call: the screen stays on in a video call (W3C Screen Wake Lock), the keys of a headset work (W3C Media Session). */
export class Presence {
  readonly #press: Press;
  readonly #now: () => CallInfo | null;
  #call: CallInfo | null = null;
  #lock: Promise<WakeLockSentinel> | null = null;

  /** `now` gives the call as it is, since what was told of it last may have changed by the time a key is pressed. */
  constructor(press: Press, now: () => CallInfo | null) {
    this.#press = press;
    this.#now = now;
  }

  /** Hears of the call at every change of it. */
  attend(call: CallInfo | null): void {
    const was = this.#call;
    this.#call = call && ["connecting", "connected", "reconnecting"].includes(call.state) ? call : null;
    if (!was && !this.#call) return;
    if (!was) document.addEventListener("visibilitychange", this.#wake);
    if (!this.#call) document.removeEventListener("visibilitychange", this.#wake);
    this.#wake();
    this.#show(!was);
  }

  // The browser takes the lock of a page that is hidden.
  #wake = (): void => {
    const isWanted = this.#call?.callType === 1 || this.#call?.callType === 2;
    if (isWanted && document.visibilityState === "visible") {
      this.#lock ??= navigator.wakeLock?.request("screen") ?? null;
      const lock = this.#lock;
      const forget = () => void (this.#lock === lock && (this.#lock = null));
      lock?.then((held) => held.addEventListener("release", forget), forget);
    } else if (!isWanted) {
      this.#lock?.then((held) => held.release(), () => {});
      this.#lock = null;
    }
  };

  #show(isNew: boolean): void {
    const session = navigator.mediaSession as MediaSession | undefined;
    if (!session) return;
    const [me, ...others] = this.#call?.members ?? [];
    session.metadata = this.#call && new MediaMetadata({ title: others.map(({ name }) => name).join(", ") });
    // Elsewhere these are no hint: they mute what is captured, and open it after a gesture only.
    if ("MediaStreamTrackProcessor" in globalThis) {
      session.setMicrophoneActive?.(!!me?.microphone);
      session.setCameraActive?.(!!me?.camera);
    }
    if (this.#call && !isNew) return;
    for (const key of KEYS) {
      try {
        session.setActionHandler(key as MediaSessionAction, this.#call && (() => this.#on(key)));
      } catch { /* a key that this browser does not know */ }
    }
  }

  #on(key: (typeof KEYS)[number]): void {
    const me = this.#now()?.members[0];
    if (key === "hangup") this.#press(key);
    else if (key === "togglemicrophone") this.#press("setMicrophone", !me?.microphone);
    else this.#press("setCamera", !me?.camera);
  }
}
