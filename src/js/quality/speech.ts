// Who speaks, from how loud they are.

/** Above a person's own noise by so much, in the scale of 0 to 1. */
const ABOVE_NOISE = 0.02;
/** How long a pause between words may be, in milliseconds. */
const PAUSE = 600;
/** How fast the idea of somebody's noise rises towards what is heard; it falls at once. */
const LEARNS = 0.02;

/** Tells speech from silence and from a steady noise, and holds through the gaps between words. */
export class Speech {
  #noise = 1;
  #spokeAt = -Infinity;

  /** Takes a level from 0 to 1 at a time in milliseconds; tells whether the person speaks. */
  hears(level: number, now: number): boolean {
    this.#noise = level < this.#noise ? level : this.#noise + (level - this.#noise) * LEARNS;
    if (level > this.#noise + ABOVE_NOISE) this.#spokeAt = now;
    return now - this.#spokeAt < PAUSE;
  }
}
