// What a page really loads, compared with size-budget.json.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const dist = join(root, "dist");
const entry = join(dist, "index.js");
const budget = JSON.parse(readFileSync(join(root, "size-budget.json"), "utf8"));

const STATIC = /(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g;
const DYNAMIC = /\bimport\(\s*["'](\.[^"']+)["']/g;
const ASSET = /\bnew URL\(\s*["']([^"']+)["'],\s*import\.meta\.url/g;

// Loaded only by a page that gives `init` a token key, listens to what is measured, or asks for measurements; see tests/e2e/loading.spec.ts.
const ON_USE = /^(tokens|meter|sample)-/;

test("importing the package loads little before init", (t) => {
  within(t, "beforeInit", loaded(entry, [STATIC]));
});

test("a page that calls loads no more than its budget", (t) => {
  within(t, "call", loaded(entry, [STATIC, DYNAMIC, ASSET]));
});

test("only what few calls need is loaded on use", () => {
  const names = readdirSync(dist).map((file) => ON_USE.exec(file)?.[1]).filter(Boolean);
  assert.deepEqual(names.sort(), ["meter", "sample", "tokens"]);
});

test("a page that calls loads the core once", () => {
  const cores = loaded(entry, [STATIC, DYNAMIC, ASSET]).filter((file) => file.endsWith(".wasm"));
  assert.equal(cores.length, 1);
});

test("the call window adds no more than its budget", (t) => {
  const call = new Set(loaded(entry, [STATIC, DYNAMIC, ASSET]));
  // It shows what the meter measures.
  const meter = readdirSync(dist).find((file) => file.startsWith("meter-"));
  const files = ["ui.js", meter].flatMap((file) => loaded(join(dist, file), [STATIC, DYNAMIC, ASSET]));
  within(t, "window", [...new Set(files)].filter((file) => !call.has(file)));
});

function loaded(file, patterns, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  if (!file.endsWith(".js")) return [...found];
  const text = readFileSync(file, "utf8");
  for (const pattern of patterns) {
    for (const [, specifier] of text.matchAll(pattern)) {
      if (!ON_USE.test(basename(specifier))) loaded(join(dirname(file), specifier), patterns, found);
    }
  }
  return [...found];
}

function within(t, name, files) {
  const sizes = files.map((file) => [relative(root, file), compressed(file)]);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const row = (what, size) => t.diagnostic(`${what.padEnd(34)} ${kilobytes(size)}`);
  for (const [file, size] of sizes) row(file, size);
  row(`${name}: total`, total);
  row(`${name}: budget`, budget[name] * 1024);
  row(`${name}: aim`, budget.aims[name] * 1024);
  assert.ok(total <= budget[name] * 1024, `${name} is ${kilobytes(total)}, over its budget of ${budget[name]} KB`);
}

function compressed(file) {
  return brotliCompressSync(readFileSync(file), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(2)} KB`.padStart(9);
}
