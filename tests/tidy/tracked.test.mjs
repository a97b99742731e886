// What the repository holds means the same to everybody: it names no machine, no registry's host, no ticket by number.

import assert from "node:assert/strict";
import test from "node:test";
import { read, tracked } from "./files.mjs";

const STYLES = /\.(?:css|html|svg)$/;

test("no file names a path of one machine", () => {
  assert.deepEqual(lines(/(?<![\w.\-*])(?:\/work\/|\/root\/|\/home\/\w+\/|\/Users\/\w+\/|[A-Z]:\\Users\\)/), []);
});

test("no file names the host of a package registry", () => {
  assert.deepEqual(lines(/\bregistry\.(?:npmjs|yarnpkg|npmmirror)\b|\b(?:index|static)\.crates\.io\b|\bartifactory\b|\bpypi\.org\b/i), []);
});

test("no lockfile says where a package was fetched from", () => {
  const found = tracked().filter((file) => /(?:^|\/)package-lock\.json$/.test(file) && read(file).includes('"resolved": "http'));
  assert.deepEqual(found, []);
});

test("no file names a ticket by its number", () => {
  const named = lines(/\b(?:issue|issues|fix|fixes|fixed|close|closes|closed|ticket|bug|pull|pr|see)\s*:?\s*#\d+\b/i);
  const bare = lines(/(?:^|[\s(])#\d{1,5}\b(?!;)/, (file) => !STYLES.test(file) && !file.endsWith(".ts"));
  assert.deepEqual([...new Set([...named, ...bare])], []);
});

function lines(pattern, among = () => true) {
  return tracked().filter(among).flatMap((file) => {
    const text = read(file);
    if (text.includes("\0")) return [];
    return text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 160)}`] : []));
  });
}
