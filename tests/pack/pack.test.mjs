// The tarball, as npm would publish it, installed into small projects that set nothing up for it, and opened.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser } from "./page.mjs";
import { nodeModule, pack, project, root, run, serveCommand, serveFiles } from "./project.mjs";

const CONTENT = /^(?:package\.json|README\.md|LICENSE-(?:MIT|APACHE|THIRD-PARTY)|dist\/(?:[\w-]+\/)*[\w-]+\.d\.ts|dist\/[\w-]+\.(?:js|wasm))$/;
const DUE = ["package.json", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "LICENSE-THIRD-PARTY", "dist/index.js", "dist/index.d.ts",
  "dist/connections.js", "dist/connections.d.ts", "dist/ui.js", "dist/ui.d.ts", "dist/react.js", "dist/react.d.ts", "dist/callkit_bg.wasm"];

let tarball;
let browser;

before(async () => {
  tarball = await pack();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await tarball?.remove();
});

test("the tarball holds what users need, and nothing else", () => {
  assert.deepEqual(DUE.filter((file) => !tarball.files.includes(file)), []);
  assert.deepEqual(tarball.files.filter((file) => !CONTENT.test(file)), []);
});

test("a plain page imports it", async (t) => {
  const directory = await project(t, "plain", tarball);
  await browser.becomesIdle(await serveFiles(t, directory));
});

test("the page of the README calls", async (t) => {
  const directory = await project(t, "plain", tarball);
  const readme = await readFile(nodeModule(directory, "callkit-web/README.md"), "utf8");
  await writeFile(join(directory, "index.html"), /```html\n(.*?)```/s.exec(readme)[1]);
  await browser.callsFromTabToTab(await serveFiles(t, directory));
});

test("Vite builds a page with it", async (t) => {
  const directory = await project(t, "vite", tarball);
  await run(process.execPath, [nodeModule(directory, "vite/bin/vite.js"), "build"], directory);
  await browser.becomesIdle(await serveFiles(t, join(directory, "dist")));
});

for (const name of ["vite", "vite-7", "vite-5"]) {
  test(`the development server of ${name} serves a page with it`, async (t) => {
    const directory = await project(t, name, tarball);
    await browser.becomesIdle(await serveCommand(t, directory, [nodeModule(directory, "vite/bin/vite.js")]));
  });
}

test("webpack builds a page with it", async (t) => {
  const directory = await project(t, "webpack", tarball);
  const said = await run(process.execPath, [nodeModule(directory, "webpack-cli/bin/cli.js"), "--mode", "production"], directory);
  assert.doesNotMatch(said, /WARNING/);
  await browser.becomesIdle(await serveFiles(t, directory));
});

test("a React page in strict mode, written for another call kit, calls with it", async (t) => {
  const directory = await project(t, "react", tarball);
  await run(process.execPath, [nodeModule(directory, "vite/bin/vite.js"), "build"], directory);
  await browser.callsInReact(await serveFiles(t, join(directory, "dist")));
});

test("the development server of Vite serves a React page with it", async (t) => {
  const directory = await project(t, "react", tarball);
  await browser.becomesIdle(await serveCommand(t, directory, [nodeModule(directory, "vite/bin/vite.js")]));
});

test("TypeScript takes its declarations, strict, and checks them too", async (t) => {
  const directory = await project(t, "types", tarball);
  const tsc = nodeModule(root, "typescript/bin/tsc");
  await run(process.execPath, [tsc], directory);
  await run(process.execPath, [tsc, "--module", "esnext", "--moduleResolution", "bundler"], directory);
});
