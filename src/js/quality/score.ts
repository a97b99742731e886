// How good a direction of a path is, in one number.

/** 0 unknown, 1 excellent … 5 bad, 6 down. */
export type Grade = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** The least opinion score of each grade, from excellent to poor; below is bad. */
const LEAST = [4.3, 4.03, 3.6, 2.58];
/** How many samples in a row it takes to change for the worse, and for the better. */
const WORSE = 2;
const BETTER = 3;

/**
 * Estimates what people would say of a conversation, from 1 to 4.4: the E-model (ITU-T G.107) in its usual short form, where delay
 * hurts little until it hinders talking and loss hurts at once. Times in milliseconds, `loss` from 0 to 1.
 */
export function opinion(rtt: number, jitter: number, loss: number): number {
  const delay = rtt / 2 + 2 * jitter + 10;
  const heard = 93.2 - (delay < 160 ? delay / 40 : (delay - 120) / 10) - 250 * loss;
  const factor = Math.max(0, Math.min(100, heard));
  return Math.max(1, 1 + 0.035 * factor + 7e-6 * factor * (factor - 60) * (100 - factor));
}

export function grade(score: number): Grade {
  const place = LEAST.findIndex((least) => score >= least);
  return (place < 0 ? 5 : place + 1) as Grade;
}

/** A grade that does not flicker: it follows what lasts. The first is taken as it comes, and so is down. */
export class Steady {
  value: Grade = 0;
  #next: Grade = 0;
  #times = 0;

  take(grade: Grade): Grade {
    this.#times = grade === this.#next ? this.#times + 1 : 1;
    this.#next = grade;
    const needed = this.value % 6 === 0 || grade % 6 === 0 ? 1 : grade > this.value ? WORSE : BETTER;
    if (this.#times >= needed) this.value = grade;
    return this.value;
  }
}
