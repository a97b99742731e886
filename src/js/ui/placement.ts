// Knows where the window stands in the page: where it was dragged or moved to, and never outside. Leaves its size to the styles.

interface Spot { x: number; y: number }

const MARGIN = 8;
const STEP = 24;
const STEPS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Placement {
  // One for each kind of window: small ones are put where large ones would be in the way.
  readonly #spots = new Map<string, Spot>();
  #frame: HTMLElement | null = null;
  #kind = "";

  /** Puts the window where it was left, or where the styles want it. */
  show(frame: HTMLElement | null, kind: string): void {
    this.#frame = frame;
    this.#kind = kind;
    if (!frame) return;
    const spot = this.#spots.get(kind);
    frame.toggleAttribute("data-placed", !!spot);
    if (spot) this.#put(spot);
    else Object.assign(frame.style, { left: "", top: "" });
  }

  /** Keeps the window within a page that has changed its size. */
  readonly keep = (): void => this.show(this.#frame, this.#kind);

  /** Follows a pointer that has taken the window, until it lets go. */
  drag(event: PointerEvent): void {
    const frame = this.#frame;
    if (!frame || event.button !== 0) return;
    const { left, top } = frame.getBoundingClientRect();
    const [dx, dy] = [event.clientX - left, event.clientY - top];
    const follow = (move: PointerEvent) => this.#move({ x: move.clientX - dx, y: move.clientY - dy });
    frame.setPointerCapture(event.pointerId);
    frame.addEventListener("pointermove", follow);
    frame.addEventListener("lostpointercapture", () => frame.removeEventListener("pointermove", follow), { once: true });
  }

  /** Moves the window by a step for an arrow key. Returns whether it was one. */
  nudge(key: string): boolean {
    const step = STEPS[key];
    if (!step || !this.#frame) return false;
    const { left, top } = this.#frame.getBoundingClientRect();
    this.#move({ x: left + step[0] * STEP, y: top + step[1] * STEP });
    return true;
  }

  #move(spot: Spot): void {
    this.#spots.set(this.#kind, spot);
    this.keep();
  }

  #put(spot: Spot): void {
    const { style, offsetWidth, offsetHeight, ownerDocument } = this.#frame!;
    const { clientWidth, clientHeight } = ownerDocument.documentElement;
    const height = ownerDocument.defaultView?.innerHeight ?? clientHeight;
    spot.x = Math.max(MARGIN, Math.min(spot.x, clientWidth - offsetWidth - MARGIN));
    spot.y = Math.max(MARGIN, Math.min(spot.y, height - offsetHeight - MARGIN));
    style.left = `${spot.x}px`;
    style.top = `${spot.y}px`;
  }
}
