// Each room keeps to its own words, imports point one way, no file grows without end, and what breaks rules on purpose still fits.

import assert from "node:assert/strict";
import { posix } from "node:path";
import test from "node:test";
import { read, tracked } from "./files.mjs";
import { glue, longest, modules, rust } from "./rooms.mjs";

const IMPORT = /(?:^\s*(?:import|export)\b[^;'"]*?|\bimport\(\s*)["']([^"']+)["']/gm;
const TYPES_ONLY = /^\s*(?:import|export)\s+type\b/;

for (const { room, words, rooms } of rust) {
  test(`${room} keeps to its own words`, () => {
    const patterns = [...words.map(word), ...rooms.map(crateRoom)];
    const found = within(room, /\.rs$/).flatMap((file) => {
      const text = withoutComments(read(file));
      return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => `${file}:${lineOf(text, match)}: ${match[0]}`));
    });
    assert.deepEqual(found, []);
  });
}

for (const { room, from } of modules) {
  test(`${room} imports from ${from.join(", ")} only`, () => {
    const found = within(room, /\.(?:ts|tsx|js|mjs)$/).flatMap((file) =>
      imports(file).filter(({ path }) => path !== null && !from.some((place) => path === place || path.startsWith(`${place}/`)))
        .map(({ path }) => `${file} imports ${path}`));
    assert.deepEqual(found, []);
  });
}

test("each break of a rule has its one place in the sources", () => {
  const breaks = JSON.parse(read("tests/sim/mutants.json"));
  assert.deepEqual(breaks.filter(({ file, text }) => read(file).split(text).length !== 2).map(({ file, text }) => `${file}: ${text}`), []);
});

test("one module speaks to the compiled core", () => {
  const found = within("src/js", /\.ts$/).filter((file) => imports(file).some(({ path, typeOnly }) => path === glue && !typeOnly));
  assert.ok(found.length <= 1, `more than one: ${found.join(", ")}`);
});

test(`no source file is longer than ${longest} lines`, () => {
  const found = tracked()
    .filter((file) => /^(?:src|www|server\/src|scripts)\/.*\.(?:rs|ts|tsx|js|mjs|css)$/.test(file))
    .map((file) => [file, read(file).split("\n").length - 1])
    .filter(([, length]) => length > longest)
    .map(([file, length]) => `${file}: ${length}`);
  assert.deepEqual(found, []);
});

function within(room, name) {
  return tracked().filter((file) => file.startsWith(`${room}/`) && name.test(file));
}

function word(text) {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<!\\w)${escaped}${/\w$/.test(text) ? "(?!\\w)" : ""}`, "g");
}

function crateRoom(name) {
  return new RegExp(`\\bcrate::(?:\\{[^;]*?\\b)?${name}\\b`, "g");
}

function withoutComments(text) {
  return text.replace(/\/\/.*$/gm, "");
}

function lineOf(text, { index }) {
  return text.slice(0, index).split("\n").length;
}

function imports(file) {
  return [...read(file).matchAll(IMPORT)].map(([whole, specifier]) => ({
    path: place(file, specifier),
    typeOnly: TYPES_ONLY.test(whole),
  }));
}

// Where a specifier points, as a path from the root of the project; null for a package.
function place(file, specifier) {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(file), specifier);
  return specifier.startsWith("/") ? specifier.slice(1) : null;
}
