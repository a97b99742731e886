import { codeOf } from "./devices.js";
import type { Log } from "./log.js";

export interface ScreenOwner {
  opened(ticket: number, code: string): void;
  /** The browser's own button ended it. */
  ended(): void;
  changed(): void;
}

/**
 * The screen that this person shows (W3C Screen Capture, section 5.1). Its sound goes where the microphone goes, mixed here: that
 * place is in every description already, so nothing is negotiated, and whoever listens plays one sound per person.
 */
export class Screen {
  readonly #owner: ScreenOwner;
  readonly #log: Log;
  #stream: MediaStream | null = null;
  #context: AudioContext | null = null;
  #mixed: MediaStreamAudioDestinationNode | null = null;
  #voice: [track: MediaStreamTrack, node: MediaStreamAudioSourceNode] | null = null;
  #generation = 0;

  constructor(owner: ScreenOwner, log: Log) {
    this.#owner = owner;
    this.#log = log;
  }

  /** Asks which one, and tells `opened` unless it was closed meanwhile. Called while a click is handled. */
  async open(ticket: number, audio: boolean): Promise<void> {
    const generation = ++this.#generation;
    let code = "";
    try {
      // What the others say must not come back to them.
      const sound = { restrictOwnAudio: true, echoCancellation: false, noiseSuppression: false, autoGainControl: false } as MediaTrackConstraints;
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: audio && sound });
      if (generation !== this.#generation) return stream.getTracks().forEach((track) => track.stop());
      this.#adopt(stream);
    } catch (error) {
      this.#log("warn", "no screen is shown", error);
      code = navigator.mediaDevices && !navigator.mediaDevices.getDisplayMedia ? "not-supported" : codeOf(error);
    }
    if (generation === this.#generation) this.#owner.opened(ticket, code);
  }

  close(): void {
    this.#generation++;
    if (!this.#stream) return;
    for (const track of this.#stream.getTracks()) {
      track.onended = null;
      track.stop();
    }
    void this.#context?.close();
    this.#stream = this.#context = this.#mixed = this.#voice = null;
    this.#owner.changed();
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  get track(): MediaStreamTrack | null {
    return this.#stream?.getVideoTracks()[0] ?? null;
  }

  /** What is sent as sound: the microphone, with that of the screen where it has any. */
  mix(microphone: MediaStreamTrack | null): MediaStreamTrack | null {
    if (!this.#mixed) return microphone;
    if (this.#voice?.[0] !== microphone) {
      this.#voice?.[1].disconnect();
      this.#voice = microphone && [microphone, this.#connect(microphone)];
    }
    return this.#mixed.stream.getAudioTracks()[0]!;
  }

  #adopt(stream: MediaStream): void {
    this.#stream = stream;
    const [picture] = stream.getVideoTracks();
    // Letters are to be sharp, rather than to move.
    picture!.contentHint = "detail";
    picture!.onended = () => {
      this.close();
      this.#owner.ended();
    };
    const [sound] = stream.getAudioTracks();
    if (sound) {
      const context = (this.#context = new AudioContext());
      // One that does not run would silence the microphone; without a loudspeaker Firefox never lets it.
      context.resume().then(() => {
        if (this.#context !== context) return;
        this.#mixed = context.createMediaStreamDestination();
        this.#connect(sound);
        this.#owner.changed();
      }, () => {});
    }
    this.#owner.changed();
  }

  #connect(track: MediaStreamTrack): MediaStreamAudioSourceNode {
    const node = this.#context!.createMediaStreamSource(new MediaStream([track]));
    node.connect(this.#mixed!);
    return node;
  }
}
