// Keeps every <video data-user> of the window attached to the person it names, for as long as it is in the window.

import type { CallKit } from "../index.js";

export class Pictures {
  readonly #shown = new Map<HTMLVideoElement, { of: string; undo: () => void }>();
  #kit: CallKit | null = null;

  /** Attaches what has come and undoes what has gone; with null all of it. */
  show(root: ParentNode | null, kit: CallKit | null): void {
    const videos = new Set(root?.querySelectorAll<HTMLVideoElement>("video[data-user]"));
    for (const [video, { of, undo }] of this.#shown) {
      if (kit === this.#kit && videos.has(video) && of === name(video)) continue;
      undo();
      this.#shown.delete(video);
    }
    this.#kit = kit;
    for (const video of kit ? videos : []) {
      if (this.#shown.has(video)) continue;
      const { user, source } = video.dataset;
      this.#shown.set(video, { of: name(video), undo: kit!.attachView(user!, video, source as "camera" | "screen") });
    }
  }
}

const name = ({ dataset: { user, source } }: HTMLVideoElement) => `${source} ${user}`;
