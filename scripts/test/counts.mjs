// Knows how each test runner says how many tests passed and failed: a line for each, or a line with the number.

const RUNNERS = {
  cargo: [/^test (?!result:).* \.\.\. ok$/gm, /^test (?!result:).* \.\.\. FAIL(?:ED)?$/gm],
  node: [/^ℹ pass (\d+)/gm, /^ℹ fail (\d+)/gm],
  playwright: [/^\s+(\d+) passed \(/gm, /^\s+(\d+) (?:failed|interrupted|did not run)$/gm],
};

export function count(runner, text) {
  const [passed, failed] = (RUNNERS[runner] ?? []).map((pattern) => sum(text, pattern));
  return { passed: passed ?? 0, failed: failed ?? 0 };
}

function sum(text, pattern) {
  return [...text.matchAll(pattern)].reduce((total, [, number]) => total + Number(number ?? 1), 0);
}
