// Who is here among the tabs of this browser. Each holds a lock with its name for as long as it is open, so that nobody is overlooked, and
// nobody stays who has crashed.

const PREFIX = "callkit-demo ";

/** Says that this person is here, and tells who is, oneself included, until the returned function is called. */
export function hereInTabs(me, listener) {
  const channel = new BroadcastChannel(PREFIX);
  const leaving = new AbortController();
  const mine = PREFIX + JSON.stringify([crypto.randomUUID(), me]);
  const awaited = new Set([mine]);

  async function look() {
    const { held } = await navigator.locks.query();
    if (leaving.signal.aborted) return;
    // Shared, it is held for a moment by those who awaited its end.
    const locks = held.filter(({ name, mode }) => mode === "exclusive" && name.startsWith(PREFIX)).map(({ name }) => name);
    for (const lock of locks) if (!awaited.has(lock)) awaitEnd(lock);
    listener([...new Set(locks.map((lock) => JSON.parse(lock.slice(PREFIX.length))[1]))]);
  }

  // Whoever holds it has gone when it can be had.
  function awaitEnd(lock) {
    awaited.add(lock);
    const gone = () => {
      awaited.delete(lock);
      look();
    };
    navigator.locks.request(lock, { mode: "shared", signal: leaving.signal }, gone).catch(() => {});
  }

  navigator.locks.request(mine, () => {
    channel.postMessage("here");
    look();
    return new Promise((resolve) => leaving.signal.addEventListener("abort", resolve));
  });
  channel.onmessage = look;
  return () => {
    leaving.abort();
    channel.close();
  };
}
