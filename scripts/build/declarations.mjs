// Writes the .d.ts files beside the modules in dist/, and with that checks every type in src/js.

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root, run } from "../setup/run.mjs";
import { Stop, step } from "../setup/say.mjs";
import { entries } from "./entries.mjs";
import { scratch, unlessFresh } from "./stamp.mjs";

export async function buildDeclarations() {
  await unlessFresh("declarations", {
    inputs: ["src/js", "pkg/callkit.d.ts", "package-lock.json", "tsconfig.json", "tsconfig.build.json", "scripts/build"],
    outputs: Object.values(entries).map((name) => `dist/${name}.d.ts`),
  }, build);
}

async function build() {
  step("Checking types and writing declarations");
  const fresh = join(scratch, `types-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  await run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json", "--outDir", fresh]);
  for (const file of reachable(fresh)) {
    const target = join(root, "dist", relative(fresh, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
  rmSync(fresh, { recursive: true, force: true });
}

// Only what an entry leads to belongs to the package; a declaration that leads out of it would be broken for its users.
function reachable(types) {
  const found = new Set();
  const visit = (file, from) => {
    if (found.has(file)) return;
    if (!existsSync(file)) throw new Stop(`The declarations of ${from} name ${relative(types, file)}, which the package does not contain.`);
    found.add(file);
    for (const [, specifier] of readFileSync(file, "utf8").matchAll(/(?:from\s+|import\s+|import\()["'](\.[^"']+)["']/g)) {
      visit(join(dirname(file), specifier.replace(/\.js$/, ".d.ts")), relative(types, file));
    }
  };
  for (const name of Object.values(entries)) visit(join(types, `${name}.d.ts`), "package.json");
  return found;
}
