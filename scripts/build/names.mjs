// Knows the names by which the core and its glue find each other: long, with hashes that do not compress, and read by nobody else.

import { readFileSync, writeFileSync } from "node:fs";
import { Stop } from "../setup/say.mjs";

/** The pass of wasm-opt that makes them short in the core; it prints which became which. */
export const SHORT_NAMES = "--minify-imports-and-exports-and-modules";

/** Makes them the same in the glue. */
export function renameIn(glue, printed) {
  const { imports, exports } = JSON.parse(printed);
  let text = readFileSync(glue, "utf8");
  const replace = (found, short) => {
    if (!text.includes(found)) throw new Stop(`The glue has no ${found}: wasm-bindgen writes it in another way than scripts/build/names.mjs expects.`);
    text = text.replaceAll(found, short);
  };
  for (const [, name, short] of imports) replace(` ${name}: function`, ` ${short}: function`);
  const [[module, , ]] = imports;
  replace(`"${module}": import0`, `a: import0`);
  for (const [name, short] of exports) text = text.replace(new RegExp(`\\bwasm\\.${name}\\b`, "g"), `wasm.${short}`);
  writeFileSync(glue, text);
}
