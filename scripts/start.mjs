// npm start: from a fresh clone to the demo in the browser.

import { buildBundle } from "./build/bundle.mjs";
import { buildCore } from "./build/core.mjs";
import { serve } from "./serve.mjs";
import { packages } from "./setup/packages.mjs";
import { prerequisites } from "./setup/prerequisites.mjs";
import { bold, main, seconds, step } from "./setup/say.mjs";

await main(async () => {
  const start = performance.now();
  await prerequisites();
  await packages();
  await buildCore();
  await buildBundle();
  const address = await serve();
  step(`Ready after ${seconds(start)}. Two people call each other on one page, here; Ctrl+C ends it.`);
  console.log(`\n  ${bold(address)}\n`);
});
