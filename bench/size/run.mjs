// What takes the room in a page's load: the largest functions of the core and the largest modules of the face, and what each room has.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { compile } from "../../scripts/build/core.mjs";
import { scratch } from "../../scripts/build/stamp.mjs";
import { dissect } from "../../scripts/build/wasm.mjs";
import { root } from "../../scripts/setup/run.mjs";

const LARGEST = 10;
const LONGEST_NAME = 70;
// The place that the build gives a function, and what the compiler tells versions of a crate apart by.
const UNNAMED = /^\d+ |\[[0-9a-f]{16}\]/g;
const ROOMS = [
  [/drop_in_place|drop_glue/, "drop glue"],
  [/callkit::(call|wire|browser|api)\b/, null],
  // The exports, by the name of the class.
  [/^core_/, "api"],
  [/talc/, "allocator"],
  [/serde/, "serde"],
  [/js_sys|web_sys|gloo|futures|wasm_bindgen|__wbindgen|__wbg|__externref/, "bindings"],
  [/\b(?:core|alloc|std)::|^mem|^__rust/, "std"],
];

/** Resolves with two tables: the largest pieces, and the rooms. "saves" is what the file loses, compressed, when the piece is not there. */
export async function measureSize() {
  const wasm = await compile(join(scratch, "bench-named"), { names: true });
  const { sections, functions } = dissect(readFileSync(wasm));
  const pieces = [...functions.map(({ name, code }) => ({ name: name.replace(UNNAMED, ""), code }))
    .map(({ name, code }) => ({ name, room: roomOf(name), bytes: code })), ...(await modules())];
  const core = pieces.filter(({ room }) => !room.startsWith("js"));
  const face = pieces.filter(({ room }) => room.startsWith("js"));
  const saving = (among) => (some) => (compressed(among) - compressed(among.filter((piece) => !some.includes(piece)))) / 1024;
  const saves = { core: saving(core), face: saving(face) };
  const saved = (some) => (core.includes(some[0]) ? saves.core : saves.face)(some);
  const length = (some) => some.reduce((sum, { bytes }) => sum + bytes.length, 0);

  const largest = [...pieces].sort((one, other) => other.bytes.length - one.bytes.length).slice(0, LARGEST);
  const rooms = [...new Set(pieces.map(({ room }) => room))].map((room) => pieces.filter((piece) => piece.room === room))
    .sort((one, other) => length(other) - length(one));
  const rest = sections.filter(({ id }) => ![0, 10].includes(id));
  return {
    "The largest pieces": { table: [["piece", "room", "bytes", "saves KB"], ...largest.map((piece) => [short(piece.name), piece.room, `${piece.bytes.length}`, saved([piece]).toFixed(2)])] },
    "The rooms": { table: [["room", "pieces", "bytes", "saves KB"],
      ...rooms.map((some) => [some[0].room, `${some.length}`, `${length(some)}`, saved(some).toFixed(2)]),
      ["core: imports, tables, data", "", `${length(rest)}`, (compressed(rest) / 1024).toFixed(2)]] },
  };
}

const compressed = (pieces) => brotliCompressSync(Buffer.concat(pieces.map(({ bytes }) => bytes))).length;

const short = (name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name);

function roomOf(name) {
  for (const [pattern, room] of ROOMS) {
    const found = pattern.exec(name);
    if (found) return room ?? found[1];
  }
  return "other";
}

// The face as it is bundled, module by module; text of one is near enough to where it lies in the bundle.
async function modules() {
  const { build, stop, transform } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: root, entryPoints: ["src/js/index.ts"], outdir: "unwritten", write: false, metafile: true,
    bundle: true, splitting: true, format: "esm", target: "es2022", minify: true, legalComments: "none", logLevel: "error",
  });
  const inputs = new Map();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) inputs.set(path, (inputs.get(path) ?? 0) + bytesInOutput);
  }
  const found = await Promise.all([...inputs].filter(([path, size]) => size > 0 && !path.includes("node_modules/jose")).map(async ([path, size]) => {
    const loader = path.endsWith(".ts") ? "ts" : "js";
    const { code } = await transform(readFileSync(join(root, path), "utf8"), { loader, minify: true, target: "es2022", legalComments: "none" });
    return { name: path, room: roomOfModule(path), bytes: Buffer.from(code).subarray(0, size) };
  }));
  await stop();
  return found;
}

const roomOfModule = (path) => (path.startsWith("pkg/") ? "js: glue" : path.startsWith("node_modules/") ? "js: libraries" : "js: face");
