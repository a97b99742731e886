import type { CallWarning } from "../types.js";

type Code = CallWarning["code"];

/** Of the last five samples, how many must be bad; so many good ones in a row end it. */
const SEEN = 5;
const BAD = 3;

/** Beyond which value a sample is bad: milliseconds, a share of packets, bits per second. */
export const BOUNDS = { "high-rtt": 400, "high-jitter": 60, "high-loss": 0.05, "low-bitrate": 40_000 } as const;

/** What is wrong with one person's media, or with this device: raised and ended once each, never in a flutter. */
export class Warnings {
  readonly #userId: string | null;
  readonly #tell: (warning: CallWarning) => void;
  readonly #samples = new Map<Code, { bad: boolean[]; active: boolean }>();

  constructor(userId: string | null, tell: (warning: CallWarning) => void) {
    this.#userId = userId;
    this.#tell = tell;
  }

  /** Takes a sample of one kind: whether it is bad, and the value to tell. */
  take(code: Code, isBad: boolean, value: number | null = null): void {
    let known = this.#samples.get(code);
    if (!known) this.#samples.set(code, (known = { bad: [], active: false }));
    known.bad = [...known.bad, isBad].slice(-SEEN);
    const bad = known.bad.filter(Boolean).length;
    if (!known.active && bad >= BAD) this.#set(code, known, true, value);
    else if (known.active && bad === 0 && known.bad.length === SEEN) this.#set(code, known, false, value);
  }

  /** Ends what is raised: the person, or the call, is gone. */
  end(): void {
    for (const [code, known] of this.#samples) if (known.active) this.#set(code, known, false, null);
    this.#samples.clear();
  }

  #set(code: Code, known: { active: boolean }, active: boolean, value: number | null): void {
    known.active = active;
    this.#tell({ code, userId: this.#userId, active, value });
  }
}
