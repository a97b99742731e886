// Carries what a person asks for to the CallKit: tells the page first, then asks, and keeps what is under way and what went wrong.
// Leaves to the CallKit what becomes of it.

import type { CallKit, CallKitErrorCode } from "../index.js";
import type { Signals } from "./signals.js";
import { isText, type TextKey } from "./texts.js";
import type { Method, RequestName } from "./types.js";

/** A call of one method, on behalf of a button. */
export interface Request<M extends Method = Method> {
  name: RequestName;
  method: M;
  options: Parameters<CallKit[M]>;
}

// The window shows already what became of the call.
const SHOWN_ANYWAY = new Set(["call-ended", "no-call", "already-in-call", "media-failed", "connection-failed"]);
const PROBLEM_LASTS = 8_000;

export class Requests {
  readonly underWay = new Set<RequestName>();
  problem: TextKey | null = null;
  readonly #element: HTMLElement;
  readonly #changed: (problem: TextKey | null) => void;
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, changed: (problem: TextKey | null) => void) {
    this.#element = element;
    this.#changed = changed;
  }

  /** Resolves with what the method gave, undefined where it failed or was not asked. */
  async ask<M extends Method>(kit: CallKit, { name, method, options }: Request<M>, signals: Signals): Promise<unknown> {
    if (this.underWay.has(name)) return undefined;
    const detail = { request: name, method, arguments: options };
    const event = new CustomEvent("call-kit-request", { detail, bubbles: true, composed: true, cancelable: true });
    if (!this.#element.dispatchEvent(event)) return undefined;
    this.underWay.add(name);
    this.#changed(null);
    try {
      return await (kit[method] as (...options: unknown[]) => unknown)(...options);
    } catch (error) {
      const { code } = error as { code?: CallKitErrorCode };
      if (code === "not-supported") signals.lacking.add(method);
      // A person who closes the browser's own choice of screens has changed their mind; that is no mistake.
      if (method !== "shareScreen" || code !== "permission-denied") this.tell(code);
      return undefined;
    } finally {
      this.underWay.delete(name);
      this.#changed(null);
    }
  }

  /** Shows an error for a while. */
  tell(code: CallKitErrorCode | undefined): void {
    if (code && SHOWN_ANYWAY.has(code)) return;
    this.problem = isText(code) ? code : "failedRequest";
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(this.forget, PROBLEM_LASTS);
    this.#changed(this.problem);
  }

  readonly forget = (): void => {
    clearTimeout(this.#forgetting);
    this.problem = null;
    this.#changed(null);
  };
}
