// Knows in which order the functions of the core lie best: each beside those it shares most with, which is what compression finds.

import { dissect, renamed } from "./wasm.mjs";

/** The pass of wasm-opt that puts them in the order of their names. */
export const BY_NAME = "--reorder-functions-by-name";

// Bytes that are compared at once: about one instruction and its operand.
const PIECE = 4;

/** The module with its functions' places as the first word of their names. */
export function ordered(bytes) {
  const { imported, functions } = dissect(bytes);
  const names = order(functions.map(({ code }) => code))
    .map((index, place) => [imported + index, `${String(place).padStart(5, "0")} ${functions[index].name}`])
    .sort(([one], [other]) => one - other);
  return renamed(bytes, names);
}

/** Begins with the longest function and goes on with what is most alike, each time. */
function order(bodies) {
  const shared = likeness(bodies);
  const left = new Set(bodies.keys());
  const found = [];
  let last = [...left].reduce((one, other) => (bodies[other].length > bodies[one].length ? other : one));
  for (;;) {
    found.push(last);
    left.delete(last);
    if (left.size === 0) return found;
    const near = shared[last];
    last = [...left].reduce((one, other) => (near[other] > near[one] ? other : one));
  }
}

// How many pieces two functions have in common, of as many as they could have.
function likeness(bodies) {
  const owners = new Map();
  const pieces = bodies.map((body, index) => {
    const own = new Set();
    for (let at = 0; at + PIECE <= body.length; at++) own.add(body.readInt32LE(at));
    for (const piece of own) owners.set(piece, [...owners.get(piece) ?? [], index]);
    return own.size;
  });
  const shared = bodies.map(() => new Float64Array(bodies.length));
  for (const some of owners.values()) {
    for (const one of some) for (const other of some) shared[one][other]++;
  }
  return shared.map((row, one) => row.map((count, other) => count / Math.sqrt((pieces[one] + 1) * (pieces[other] + 1))));
}
