import type { UserId } from "./types.js";

type Source = "camera" | "screen";
type Stream = (user: UserId, source: Source) => MediaStream | null;

/** Which element shows whom. A view stays until it is undone, whatever comes and goes behind it. */
export class Views {
  readonly #stream: Stream;
  readonly #shown = new Map<HTMLVideoElement, () => void>();

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  attach(user: UserId, element: HTMLVideoElement, source: Source): () => void {
    const draw = () => show(element, this.#stream(user, source));
    this.#shown.set(element, draw);
    Object.assign(element, { muted: true, autoplay: true, playsInline: true });
    draw();
    return () => {
      if (this.#shown.get(element) !== draw) return;
      this.#shown.delete(element);
      element.srcObject = null;
    };
  }

  /** Draws every view again, at once, also in the middle of the core's turn: what is shown first is seen first. */
  refresh(): void {
    for (const draw of this.#shown.values()) draw();
  }
}

function show(element: HTMLVideoElement, stream: MediaStream | null): void {
  if (element.srcObject === stream) return;
  element.srcObject = stream;
  // An element that was paused by hand does not start by its autoplay attribute alone.
  if (stream) element.play()?.catch(() => {});
}
