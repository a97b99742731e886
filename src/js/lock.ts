/** Takes a Web Lock (W3C Web Locks API, section 2.3) and gives what lets go of it; null where it cannot be had. */
export function takeLock(name: string, options: LockOptions): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    const hold = (lock: Lock | null) => new Promise<void>((release) => resolve(lock && release));
    try {
      navigator.locks.request(name, options, hold).catch(() => resolve(null));
    } catch {
      resolve(null);
    }
  });
}
