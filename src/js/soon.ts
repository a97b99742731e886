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
