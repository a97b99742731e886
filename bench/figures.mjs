// Knows how figures are summed up and shown: medians with their spread, tables for the terminal and in Markdown.

import { bold } from "../scripts/setup/say.mjs";

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** The median, and between which two values the middle eight of ten lie; null where there is nothing. */
export function sum(values) {
  const sorted = values.filter(Number.isFinite).sort((one, other) => one - other);
  if (sorted.length === 0) return null;
  return { median: at(sorted, 0.5), low: at(sorted, 0.1), high: at(sorted, 0.9), count: sorted.length };
}

/** As in "34 (31–40)". */
export const spread = (summed) => (summed ? `${Math.round(summed.median)} (${Math.round(summed.low)}–${Math.round(summed.high)})` : "–");

/** For the terminal; the first row is the head. */
export function print(table) {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  console.log();
  table.forEach((row, index) => {
    const line = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  ");
    console.log(index === 0 ? bold(line) : line);
  });
  console.log();
}

/** The same as Markdown. */
export function markdown([head, ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
