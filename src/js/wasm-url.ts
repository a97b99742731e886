// Knows where the WebAssembly file is: beside the module that asks for it, wherever a bundler has put the two.

const FILE = "callkit-web/callkit_bg.wasm";
const VITE_CACHE = /^(.*?\/)(?:@fs\/.*\/)?node_modules\/\.vite\/deps[^/]*\//;

/** Returns the address of the file that the package ships. */
export async function shippedWasm(): Promise<string> {
  // Bundlers look for this one expression, and ship the file that it names.
  const url = new URL("callkit_bg.wasm", import.meta.url).href;
  const base = VITE_CACHE.exec(url)?.[1];
  return base ? askVite(base) : url;
}

// The development server of Vite 5 to 7 moves a package's modules into its cache, away from the package's other files. It knows
// where those are: it answers with a module whose default export is the path. Vite 5 does not answer.
async function askVite(base: string): Promise<string> {
  const answer = await fetch(`${base}@id/${FILE}?import&url`);
  const path = /^export default "([^"]+)"/.exec(await answer.text())?.[1];
  return new URL(path ?? "node_modules/callkit-web/dist/callkit_bg.wasm", base).href;
}
