import { check } from "../check.js";
import { failure } from "../errors.js";
import type { Connection, UserId } from "../types.js";

type Listener = (message: { from: UserId; text: string }) => void;

/**
 * Pages of one origin in one browser, over BroadcastChannel (HTML Standard, section 9.5). For tests, demos and a first try: no
 * server, and nobody proves who they are.
 *
 * The channel is open while somebody listens, so whoever ends the last subscription has closed it.
 */
export class TabsConnection implements Connection {
  readonly userId: UserId;
  readonly #name: string;
  readonly #listeners = new Set<Listener>();
  #channel: BroadcastChannel | null = null;

  /** @param options channelName: pages with different names never hear each other. */
  constructor(userId: UserId, options?: { channelName?: string }) {
    check("TabsConnection", { ...options, userId, options });
    this.userId = userId;
    this.#name = options?.channelName ?? "callkit";
  }

  async send(to: UserId, text: string): Promise<void> {
    const channel = this.#channel ?? this.#open();
    channel.postMessage({ from: this.userId, to, text });
    if (!this.#channel) channel.close();
  }

  subscribe(listener: Listener): () => void {
    const own: Listener = (message) => listener(message);
    this.#listeners.add(own);
    this.#channel ??= this.#open();
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.#shut();
    };
  }

  /** Ends every subscription. */
  async close(): Promise<void> {
    this.#listeners.clear();
    this.#shut();
  }

  #open(): BroadcastChannel {
    if (typeof BroadcastChannel === "undefined") throw failure("unsupported-browser", "TabsConnection");
    return new BroadcastChannel(this.#name);
  }

  #shut(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  #hear(data: { from?: unknown; to?: unknown; text?: unknown } | null): void {
    const { from, to, text } = data ?? {};
    if (to !== this.userId || typeof from !== "string" || typeof text !== "string") return;
    for (const listener of this.#listeners) listener({ from, text });
  }
}
