// Knows how the scripts talk to the person at the terminal.

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = (text) => paint(1, text);
export const green = (text) => paint(32, text);
export const red = (text) => paint(31, text);

export function step(text, estimate) {
  console.log(`${bold("»")} ${text}${estimate ? ` (${estimate})` : ""}`);
}

export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/** A problem that the person can solve: shown as it is, without a stack. */
export class Stop extends Error {}

export async function main(work) {
  try {
    await work();
  } catch (problem) {
    console.error(`\n${red("✗")} ${problem instanceof Stop ? problem.message : (problem?.stack ?? problem)}\n`);
    process.exit(1);
  }
}
