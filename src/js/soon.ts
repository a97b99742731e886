/** Makes a function that does something once for all that asks for it within so many milliseconds, and after them. */
export function soon(act: () => void, millis: number): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  return () => {
    due ??= setTimeout(() => {
      due = undefined;
      act();
    }, millis);
  };
}

/** Waits so many milliseconds for what is in somebody else's hands. */
export function inTime<T>(millis: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${millis} ms`)), millis);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
