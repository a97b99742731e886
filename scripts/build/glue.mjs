// Knows what is changed in the JavaScript that wasm-bindgen writes for the core: names, and who loads it.

import { readFileSync, writeFileSync } from "node:fs";
import { Stop } from "../setup/say.mjs";

/** The pass of wasm-opt that makes short, in the core, the names by which the two find each other: they are long, with hashes that do not
 * compress, and read by nobody else. It prints which became which. */
export const SHORT_NAMES = "--minify-imports-and-exports-and-modules";

// The face fetches the core in one way; the glue would bring all that there are.
const LOADER = "export { initSync, __wbg_init as default };";
const PARTS = "export { __wbg_get_imports as imports, __wbg_finalize_init as begin };";
const TYPES = `
/** What the core imports. */
export function imports(): WebAssembly.Imports;
/** Takes the core into use. */
export function begin(core: WebAssembly.Instance): unknown;
`;

/** Makes the names the same in the glue, and leaves fetching the core to others. */
export function fit(glue, printed) {
  const { imports, exports } = JSON.parse(printed);
  let text = readFileSync(glue, "utf8");
  const replace = (found, short) => {
    if (!text.includes(found)) throw new Stop(`The glue has no ${found}: wasm-bindgen writes it in another way than scripts/build/glue.mjs expects.`);
    text = text.replaceAll(found, short);
  };
  for (const [, name, short] of imports) replace(` ${name}: function`, ` ${short}: function`);
  const [[module, , ]] = imports;
  replace(`"${module}": import0`, `a: import0`);
  replace(LOADER, PARTS);
  for (const [name, short] of exports) text = text.replace(new RegExp(`\\bwasm\\.${name}\\b`, "g"), `wasm.${short}`);
  writeFileSync(glue, text);
  const types = glue.replace(/\.js$/, ".d.ts");
  writeFileSync(types, readFileSync(types, "utf8") + TYPES);
}
