import { failure } from "./errors.js";
import type { Phone } from "./phone.js";

/**
 * Loads the core and what is needed to speak to it, once for all; after a failure the next call tries again. That part of the
 * package, and the WebAssembly file it names, come only now: a page that never signs in never loads them.
 */
export async function load(wasmUrl?: string | URL): Promise<typeof Phone> {
  if (typeof document === "undefined" || typeof WebAssembly === "undefined") throw failure("unsupported-browser", "init");
  try {
    const { Phone } = await import("./phone.js");
    await Phone.load(wasmUrl);
    return Phone;
  } catch (cause) {
    throw failure("wasm-load-failed", "init", { cause, field: wasmUrl ? "init.wasmUrl" : undefined });
  }
}
