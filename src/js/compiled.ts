// Knows how the compiled core is fetched and started; nobody else speaks to its glue. What is asked of it then is in `core`.

import { begin, Core as Compiled, imports } from "../../pkg/callkit.js";
import type { CoreClass } from "./core.js";
import { shippedWasm } from "./wasm-url.js";

let loading: Promise<void> | null = null;

/** The core's class, once it is loaded. */
export const CompiledCore = Compiled as unknown as CoreClass;

/** Fetches and compiles the core, once for all; after a failure the next call tries again. */
export function loadCore(wasmUrl?: string | URL): Promise<void> {
  loading ??= start(wasmUrl).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function start(wasmUrl?: string | URL): Promise<void> {
  const answer = await fetch(wasmUrl ?? (await shippedWasm()));
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText} for ${answer.url}`);
  begin((await compiled(answer)).instance);
}

// While it still comes, which a browser does only for what its server calls by the right name (WebAssembly Web API, section 3).
async function compiled(answer: Response): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  if (answer.headers.get("content-type") === "application/wasm") return WebAssembly.instantiateStreaming(answer, imports());
  console.warn("callkit: the core's MIME type is not application/wasm, so it starts later than it could");
  return WebAssembly.instantiate(await answer.arrayBuffer(), imports());
}
