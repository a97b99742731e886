// Makes a part of the face, which users do not see, something that Node can import.

import { build } from "esbuild";

export async function source(path) {
  const { outputFiles: [{ text }] } = await build({ entryPoints: [`src/js/${path}`], bundle: true, format: "esm", write: false, logLevel: "error" });
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}
