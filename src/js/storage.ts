type Where = "sessionStorage" | "localStorage";

// Blocked storage is empty storage.

/** What is kept under a key; nothing as an empty text. */
export function read(where: Where, key: string): string {
  try {
    return globalThis[where].getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Keeps a text under a key; an empty one is nothing. */
export function write(where: Where, key: string, value: string): void {
  try {
    if (value) globalThis[where].setItem(key, value);
    else globalThis[where].removeItem(key);
  } catch { /* nothing is kept */ }
}
