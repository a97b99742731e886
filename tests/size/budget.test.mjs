// What a page really loads, compared with size-budget.json.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
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

// Loaded only by a page that gives `init` a token key.
const WITH_KEY = /\/tokens-[^/]*\.js$/;

test("importing the package loads little before init", (t) => {
  within(t, "beforeInit", loaded(entry, [STATIC]));
});

test("a page that calls loads no more than its budget", (t) => {
  const files = loaded(entry, [STATIC, DYNAMIC, ASSET]);
  assert.equal(files.filter((file) => WITH_KEY.test(file)).length, 1);
  within(t, "call", files.filter((file) => !WITH_KEY.test(file)));
});

test("a page that calls loads the core once", () => {
  const cores = loaded(entry, [STATIC, DYNAMIC, ASSET]).filter((file) => file.endsWith(".wasm"));
  assert.equal(cores.length, 1);
});

test("the call window adds no more than its budget", (t) => {
  const call = new Set(loaded(entry, [STATIC, DYNAMIC, ASSET]));
  within(t, "window", loaded(join(dist, "ui.js"), [STATIC, DYNAMIC, ASSET]).filter((file) => !call.has(file)));
});

function loaded(file, patterns, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  if (!file.endsWith(".js")) return [...found];
  const text = readFileSync(file, "utf8");
  for (const pattern of patterns) {
    for (const [, specifier] of text.matchAll(pattern)) loaded(join(dirname(file), specifier), patterns, found);
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
