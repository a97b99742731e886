// npm run build: writes dist/, the content of the npm package. Stages whose inputs are unchanged are skipped.

import { rmSync } from "node:fs";
import { buildBundle } from "./build/bundle.mjs";
import { buildCore } from "./build/core.mjs";
import { buildDeclarations } from "./build/declarations.mjs";
import { scratch } from "./build/stamp.mjs";
import { packages } from "./setup/packages.mjs";
import { prerequisites } from "./setup/prerequisites.mjs";
import { main, seconds, step } from "./setup/say.mjs";

await main(async () => {
  const start = performance.now();
  if (process.argv.includes("--force")) rmSync(scratch, { recursive: true, force: true });
  await prerequisites();
  await packages();
  await buildCore();
  await buildBundle();
  await buildDeclarations();
  step(`dist/ is ready (${seconds(start)})`);
});
