// What is measured beside each other: how each library is bundled, which page drives it, and what its ring is.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scratch } from "../scripts/build/stamp.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Where the bundles lie. */
export const bundles = join(scratch, "bench-lib");

/** `page` is the module that drives it, `options` what that is told. */
export const libraries = [
  { id: "ring", name: "callkit-web, preconnect \"ring\"", page: "callkit", options: { preconnect: "ring" } },
  { id: "accept", name: "callkit-web, preconnect \"accept\"", page: "callkit", options: { preconnect: "accept" } },
  { id: "peerjs", name: "PeerJS", page: "peerjs", source: `export { Peer } from "peerjs";` },
  { id: "simple-peer", name: "simple-peer", page: "simple-peer", source: `export { default } from "@thaunknown/simple-peer";` },
  { id: "jssip", name: "JsSIP", page: "jssip", source: `export { default } from "jssip";` },
  { id: "bare", name: "RTCPeerConnection by hand", page: "bare" },
  { id: "bare-early", name: "the same, path built while it rings", page: "bare", options: { early: true } },
];

/** Makes one minified module of each library, as a page would ship it. */
export async function bundleLibraries() {
  mkdirSync(bundles, { recursive: true });
  const { build, stop } = await import("esbuild");
  for (const { page, source } of libraries) {
    if (!source) continue;
    await build({
      stdin: { contents: source, resolveDir: here },
      outfile: join(bundles, `${page}.js`),
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      legalComments: "none",
      define: { global: "globalThis" },
      logLevel: "error",
    });
  }
  await stop();
}
