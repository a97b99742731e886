// Knows whether a stage of the build has anything to do: a stamp is the hash of everything that went into it.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../setup/run.mjs";

export const scratch = join(root, ".build");

/** Runs `work` unless it ran with the same inputs before and `outputs` are still there. */
export async function unlessFresh(name, { inputs, outputs, salt = "" }, work) {
  const stamp = join(scratch, `${name}.stamp`);
  const hash = fingerprint(inputs, salt);
  if (outputs.every((path) => existsSync(join(root, path))) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

function fingerprint(inputs, salt) {
  const hash = createHash("sha256").update(salt);
  for (const input of inputs) {
    for (const file of filesUnder(join(root, input))) {
      hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest("hex");
}

export function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).sort().flatMap((name) => filesUnder(join(path, name)));
}
