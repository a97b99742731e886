// Remembers of a CallKit what it tells once and nobody can ask again: who speaks, how good the network is, what is asked, why it ended.
// Shared by all windows of that CallKit, so that a second one, or one that was moved, shows the same.

import type { CallKit, CallWarning, NetworkQuality, StateChange, UserId } from "../index.js";

type Ending = Extract<StateChange, { type: "refuse" | "busy" | "timeout" | "cancel" | "answered-elsewhere" | "user-left" | "hangup" }>;

const ENDINGS = new Set<StateChange["type"]>(["refuse", "busy", "timeout", "cancel", "answered-elsewhere", "user-left", "hangup"]);
const ASKED_LASTS = 20_000;
const known = new WeakMap<CallKit, Signals>();

export class Signals {
  readonly quality = new Map<UserId, NetworkQuality>();
  readonly speaking = new Set<UserId>();
  /** What is wrong now, by code and person. */
  readonly warnings = new Set<`${CallWarning["code"]} ${UserId}`>();
  /** Methods that this CallKit has not got: their buttons stay hidden. */
  readonly lacking = new Set<string>();
  /** What another asks for; after `until` nobody waits for the answer. */
  asked: { from: UserId; until: number } | null = null;
  ending: Ending | null = null;

  static of(kit: CallKit): Signals {
    let signals = known.get(kit);
    if (!signals) known.set(kit, (signals = new Signals(kit)));
    return signals;
  }

  private constructor(kit: CallKit) {
    kit.on("volume", (volumes) => {
      this.speaking.clear();
      for (const { userId, speaking } of volumes) if (speaking) this.speaking.add(userId);
    });
    kit.on("networkquality", (qualities) => qualities.forEach((one) => this.quality.set(one.userId, one)));
    kit.on("warning", ({ code, userId, active }) => this.warnings[active ? "add" : "delete"](`${code} ${userId ?? ""}`));
    kit.on("statechange", (change) => this.#hear(change, kit));
  }

  #hear(change: StateChange, kit: CallKit): void {
    if (change.type === "call-type-request") this.asked = { from: change.from, until: Date.now() + ASKED_LASTS };
    if (change.type === "call-type") this.asked = null;
    if (ENDINGS.has(change.type)) this.ending = change as Ending;
    // What ends may be another invitation than the call that goes on.
    if (change.type === "ended" && kit.state === "idle") this.#forget();
  }

  #forget(): void {
    this.quality.clear();
    this.speaking.clear();
    this.warnings.clear();
    this.asked = null;
  }
}
