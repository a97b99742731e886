// Builds dist/: the TypeScript face as small modules, and the core beside them.

import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/run.mjs";
import { Stop, step } from "../setup/say.mjs";
import { entries } from "./entries.mjs";
import { loadWithoutPage, minifyStyles } from "./plugins.mjs";
import { scratch, unlessFresh } from "./stamp.mjs";

const WASM = "callkit_bg.wasm";

export async function buildBundle() {
  await unlessFresh("bundle", {
    inputs: ["src/js", "pkg", "package.json", "package-lock.json", "scripts/build"],
    outputs: [`dist/${WASM}`, ...Object.values(entries).map((name) => `dist/${name}.js`)],
  }, build);
}

async function build() {
  step("Bundling the npm package into dist/");
  const { build: bundle, stop } = await import("esbuild");
  const fresh = join(scratch, `dist-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });

  await bundle({
    absWorkingDir: root,
    entryPoints: Object.values(entries).map((name) => `src/js/${name}.ts`),
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    chunkNames: "[name]-[hash]",
    external: ["react", "react/*", "react-dom", "react-dom/*"],
    plugins: [minifyStyles, loadWithoutPage],
    logLevel: "warning",
  });
  await stop();
  await makeSmaller(fresh);
  tightenTemplates(join(fresh, "ui.js"));
  copyFileSync(join(root, "pkg", WASM), join(fresh, WASM));
  checkWasmUrl(fresh);

  rmSync(join(root, "dist"), { recursive: true, force: true });
  renameSync(fresh, join(root, "dist"));
}

// What the bundler leaves, above all of the core's glue, another minifier finds: a twentieth.
async function makeSmaller(dist) {
  const { minify } = await import("terser");
  for (const name of readdirSync(dist).filter((name) => name.endsWith(".js"))) {
    // Nobody makes an object with one of our functions by `new`; "use client" is no standard directive, and stays.
    const compress = { passes: 3, unsafe_arrows: true, directives: false };
    const { code } = await minify(readFileSync(join(dist, name), "utf8"), { module: true, ecma: 2022, compress });
    writeFileSync(join(dist, name), code);
  }
}

// In a minified module lines end within templates of HTML alone, where tags need no space between them and words need one.
function tightenTemplates(file) {
  const text = readFileSync(file, "utf8").trimEnd();
  writeFileSync(file, text.replace(/>\n\s*(?=[<$])/g, ">").replace(/\}\n\s*(?=<)/g, "}").replace(/\n\s*/g, " "));
}

// Bundlers ship a file for every such URL they meet: two would ship the core twice, none would lose it.
function checkWasmUrl(dist) {
  const urls = readdirSync(dist)
    .filter((name) => name.endsWith(".js"))
    .flatMap((name) => readFileSync(join(dist, name), "utf8").match(/new URL\([^)]*import\.meta\.url\)/g) ?? []);
  if (urls.length === 1 && urls[0].includes(WASM)) return;
  throw new Stop(`dist/ must name ${WASM} by exactly one new URL(…, import.meta.url); found: ${urls.join(", ") || "none"}.`);
}
