import { file } from "../errors.js";
import type { Log } from "../log.js";
import type { PeerStats } from "../types.js";
import { Arrivals, type OnArrival } from "./arrivals.js";
import type { Measured, Meter } from "./meter.js";

const MEASURED = ["networkquality", "volume", "warning"] as const;

/** What is looked at in the running call, from its first path to its end: always whether anything arrives, and the rest where somebody listens. */
export class Quality {
  readonly #of: Measured;
  readonly #onArrival: OnArrival;
  readonly #log: Log;
  #arrivals: Arrivals | null = null;
  #meter: Meter | null = null;
  #isMeterWanted = false;
  // How often a network did not give it, and the looks before it is asked again.
  #failures = 0;
  #waits = 0;

  constructor(of: Measured, onArrival: OnArrival, log: Log) {
    this.#of = of;
    this.#onArrival = onArrival;
    this.#log = log;
  }

  start(): void {
    if (this.#arrivals) return;
    const arrivals = (this.#arrivals = new Arrivals(this.#of, this.#onArrival, (looks) => {
      if (this.#arrivals !== arrivals) return;
      this.#openMeter();
      this.#meter?.look(looks);
    }));
    this.#openMeter();
  }

  stop(): void {
    this.#arrivals?.stop();
    this.#meter?.stop();
    this.#arrivals = this.#meter = null;
    this.#isMeterWanted = false;
    this.#failures = this.#waits = 0;
  }

  streamsChanged(): void {
    this.#meter?.streamsChanged();
  }

  /** Raw measurements of every path. */
  async stats(): Promise<PeerStats[]> {
    const { sample } = await file(import("./sample.js"), "getStats");
    return Promise.all(this.#of.peers().map(async ([userId, peer]) => {
      const report = await peer.getStats();
      const { path, protocol } = sample(report);
      return { userId, state: peer.connectionState, path, protocol, report };
    }));
  }

  // Loaded once somebody listens, which they may begin at any time.
  #openMeter(): void {
    if (this.#isMeterWanted || this.#waits-- > 0 || !MEASURED.some((type) => this.#of.wants(type))) return;
    this.#isMeterWanted = true;
    const during = this.#arrivals;
    import("./meter.js").then(({ Meter }) => {
      if (this.#arrivals === during) this.#meter = new Meter(this.#of);
    }).catch((error) => {
      this.#log("warn", "a file of CallKit did not load; until it does, nothing is told of this call's quality", error);
      if (this.#arrivals !== during) return;
      this.#isMeterWanted = false;
      this.#waits = 2 ** this.#failures++;
    });
  }
}
