// Knows how each test runner says how many tests passed, failed and were skipped: a line for each, or a line with the number.

const RUNNERS = {
  cargo: [/^test (?!result:).* \.\.\. ok$/gm, /^test (?!result:).* \.\.\. FAIL(?:ED)?$/gm],
  node: [/^ℹ pass (\d+)/gm, /^ℹ fail (\d+)/gm, /^ℹ skipped (\d+)/gm],
  playwright: [/^\s+(\d+) passed \(/gm, /^\s+(\d+) (?:failed|interrupted|did not run)$/gm, /^\s+(\d+) skipped$/gm],
};

export function count(runner, text) {
  const [passed = 0, failed = 0, skipped = 0] = (RUNNERS[runner] ?? []).map((pattern) => sum(text, pattern));
  return { passed, failed, skipped };
}

function sum(text, pattern) {
  return [...text.matchAll(pattern)].reduce((total, [, number]) => total + Number(number ?? 1), 0);
}
