// Knows from whom nothing comes although their path is up. Leaves what is done about it to the core.

import type { Peers } from "../core.js";
import type { CallInfo, UserId } from "../types.js";

/** Milliseconds between looks. */
const LOOK = 1000;
/** So many looks in a row at which nothing has come are no accident. */
const QUIET = 3;

/** The call, and its paths. */
export interface Observed {
  call(): CallInfo | null;
  peers(): Peers;
}

/** Notices that nothing comes from somebody who sends, though the path is up: the core then makes the path anew. */
export class Arrivals {
  readonly #of: Observed;
  readonly #onNothing: (user: UserId) => void;
  // For each person: their path, the packets that have come over it, the looks since anything came.
  readonly #known = new Map<UserId, [peer: RTCPeerConnection, packets: number, quiet: number]>();
  readonly #timer: ReturnType<typeof setInterval>;

  /** Hears of a person once, until something comes from them again. `onLook` is called at each look. */
  constructor(of: Observed, onNothing: (user: UserId) => void, onLook: () => void) {
    this.#of = of;
    this.#onNothing = onNothing;
    this.#timer = setInterval(() => {
      onLook();
      for (const [user, peer] of of.peers()) void this.#look(user, peer);
    }, LOOK);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(user: UserId, peer: RTCPeerConnection): Promise<void> {
    const member = this.#of.call()?.members.find(({ userId }) => userId === user);
    const report = await peer.getStats().catch(() => null);
    if (!member || !report || peer.connectionState !== "connected") return;
    let packets = 0;
    report.forEach(({ type, packetsReceived = 0 }) => void (type === "inbound-rtp" && (packets += packetsReceived)));
    const [last, before, quiet] = this.#known.get(user) ?? [peer, -1, 0];
    const sends = member.microphone || member.camera || member.screen;
    // What a new path has brought says nothing yet.
    const now = last !== peer ? quiet : sends && packets === before ? quiet + 1 : 0;
    this.#known.set(user, [peer, packets, now]);
    if (now === QUIET && now > quiet) this.#onNothing(user);
  }
}
