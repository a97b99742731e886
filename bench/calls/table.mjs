// Shows what calls took, library by library.

import { spread } from "../figures.mjs";
import { bundleLibraries, libraries } from "../libraries.mjs";
import { conditions, measureCalls } from "./run.mjs";

const SIDES = ["callee", "caller"];

export async function calls({ calls, marks, choose }) {
  const only = choose(libraries.map(({ id }) => id), "library");
  const where = choose(conditions.map(({ id }) => id), "condition");
  await bundleLibraries();
  const rows = await measureCalls({ calls, only, where, marks });
  const measured = conditions.filter(({ id }) => where.includes(id));
  const tables = {
    "Calls": {
      table: [
        ["ms, median (middle eight of ten)", ...measured.flatMap(({ name }) => [`${name}: ring`, "callee sees", "caller sees"]), "KB loaded"],
        ...rows.map(({ library, kilobytes, seen }) => [library.name,
          ...measured.flatMap(({ id }) => ["ring", ...SIDES].map((what) => spread(seen[id][what]))), kilobytes ? kilobytes.toFixed(1) : "0"]),
      ],
      notes: [
        `${calls} calls each, of two pages in one browser, each calling half of them; one more each way before that is not counted. From the caller's start to the ring, and from the answer to the first picture that is not blank.`,
        "What rings: with callkit-web its `invite`, which the caller has confirmed; with PeerJS the offer, with JsSIP the INVITE, for which the caller's camera is opened first; with the others a message of the page's own, sent before anything else.",
        "The callee's camera is opened after the answer. KB: brotli of what the page asked for of the library in a whole call, without the carrier where that is the page's own.",
      ],
    },
  };
  if (marks) for (const { library, seen } of rows) for (const { id, name } of measured) tables[`${library.name}, ${name}: ms from the answer`] = { table: path(seen[id].marks) };
  return tables;
}

function path(marks) {
  const names = [...new Set(SIDES.flatMap((side) => Object.keys(marks[side])))];
  const when = (name) => Math.min(...SIDES.map((side) => marks[side][name]?.median ?? Infinity));
  return [["step", ...SIDES], ...names.sort((one, other) => when(one) - when(other)).map((name) => [name, ...SIDES.map((side) => spread(marks[side][name]))])];
}
