// Knows from whom nothing comes although their path is up, and from whom something comes although it was thought broken. Leaves
// what is done about it to the core.

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

/** What was seen of one path; null where the browser gave no report. */
export type Look = [user: UserId, peer: RTCPeerConnection, report: RTCStatsReport | null];

/** Hears, once, that nothing comes from somebody who sends though the path is up; and that something comes over one that was thought broken. */
export type OnArrival = (user: UserId, something: boolean) => void;

/** Looks at every path. */
export class Arrivals {
  readonly #of: Observed;
  readonly #onArrival: OnArrival;
  // For each person: their path, the packets that have come over it, the looks since anything came.
  readonly #known = new Map<UserId, [peer: RTCPeerConnection, packets: number, quiet: number]>();
  readonly #timer: ReturnType<typeof setInterval>;

  /** `onLook` has what each look has seen, of all paths. */
  constructor(of: Observed, onArrival: OnArrival, onLook: (looks: Look[]) => void) {
    this.#of = of;
    this.#onArrival = onArrival;
    this.#timer = setInterval(() => void Promise.all(of.peers().map((path) => this.#look(...path))).then(onLook), LOOK);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(user: UserId, peer: RTCPeerConnection): Promise<Look> {
    const report = await peer.getStats().catch(() => null);
    const member = this.#of.call()?.members.find(({ userId }) => userId === user);
    if (!member || !report || peer.connectionState !== "connected") return [user, peer, report];
    let packets = 0;
    report.forEach(({ type, packetsReceived = 0 }) => void (type === "inbound-rtp" && (packets += packetsReceived)));
    const [last, before, quiet] = this.#known.get(user) ?? [peer, -1, 0];
    const sends = member.microphone || member.camera || member.screen;
    // What a new path has brought says nothing yet.
    const now = last !== peer ? quiet : sends && packets === before ? quiet + 1 : 0;
    this.#known.set(user, [peer, packets, now]);
    if (now === QUIET && now > quiet) this.#onArrival(user, false);
    if (last === peer && packets > before && member.state === "reconnecting") this.#onArrival(user, true);
    return [user, peer, report];
  }
}
