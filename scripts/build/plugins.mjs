// What the bundler is taught for the window: small styles, and that importing it is safe where there is no page.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/run.mjs";

/** Makes the styles that stand in templates as small as the code around them. */
export const minifyStyles = {
  name: "minify-styles",
  setup({ onLoad, esbuild }) {
    onLoad({ filter: /[\\/]ui[\\/]styles[\w-]*\.ts$/ }, async ({ path }) => {
      const pieces = readFileSync(path, "utf8").split(/css`([^`]*)`/);
      const small = pieces.map(async (piece, index) => {
        if (index % 2 === 0) return piece;
        const { code } = await esbuild.transform(piece, { loader: "css", minify: true });
        return `css\`${code.trim().replaceAll("\n", "").replaceAll("\\", "\\\\")}\``;
      });
      return { contents: (await Promise.all(small)).join(""), loader: "ts" };
    });
  },
};

/** Gives Lit the names that it looks for while it is loaded, where the place it is loaded in has not got them. */
export const loadWithoutPage = {
  name: "load-without-page",
  setup({ onLoad }) {
    const names = `import { HTMLElement, document } from ${JSON.stringify(join(root, "src/js/ui/server.ts"))};\n`;
    onLoad({ filter: /[\\/](?:lit-html|reactive-element)\.js$/ }, ({ path }) => ({ contents: names + readFileSync(path, "utf8"), loader: "js" }));
  },
};
