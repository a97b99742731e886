// How loud a microphone is, muted or not: Web Audio on a copy of its track, since a muted track is silent for everybody.

/** Samples looked at together: nearly as long as the time between two looks, so that no word falls between them. */
const WINDOW = 8192;
/** Every so many of them is enough to tell how loud it is. */
const STRIDE = 8;
/** Seconds of sound that are processed at once: what costs is how often, and nobody waits for it. */
const SELDOM = 0.17;

/** Listens to one track at a time; gives back what it opened for it. */
export class Ears {
  #track: MediaStreamTrack | null = null;
  #copy: MediaStreamTrack | null = null;
  #context: AudioContext | null = null;
  #analyser: AnalyserNode | null = null;
  #samples = new Float32Array(new ArrayBuffer(0));

  /** Turns to another track; to none with null. */
  turnTo(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#copy?.stop();
    void this.#context?.close();
    this.#copy = this.#context = this.#analyser = null;
    if (!track) return;
    this.#copy = track.clone();
    this.#copy.enabled = true;
    this.#context = new AudioContext({ latencyHint: SELDOM });
    this.#analyser = this.#context.createAnalyser();
    this.#analyser.fftSize = WINDOW;
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#context.createMediaStreamSource(new MediaStream([this.#copy])).connect(this.#analyser);
  }

  /** Whether there is anything to listen to, in a browser that lets us. */
  get open(): boolean {
    return this.#context?.state === "running";
  }

  /** From 0 to 1: the root mean square of the last 170 milliseconds or so. */
  level(): number {
    if (!this.#analyser) return 0;
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (let at = 0; at < WINDOW; at += STRIDE) sum += this.#samples[at]! ** 2;
    return Math.sqrt(sum / WINDOW * STRIDE);
  }
}
