// A page for tests of the package itself: people of one page on a carrier that is an object, and what was refused to them.

import * as callkit from "/dist/index.js";
import * as connections from "/dist/connections.js";

/** Carries texts at once, inside `send`. */
export function carrier() {
  const listeners = new Set();
  return {
    listeners,
    connection: (userId, more = {}) => ({
      userId,
      async send(to, text) {
        for (const { user, listener } of [...listeners]) if (user === to) listener({ from: userId, text });
      },
      subscribe(listener) {
        const entry = { user: userId, listener };
        listeners.add(entry);
        return () => listeners.delete(entry);
      },
      ...more,
    }),
  };
}

/** Signs people in, each on a device of their own. */
export async function people(...names) {
  const shared = carrier();
  const kits = names.map(() => new callkit.CallKit());
  await Promise.all(kits.map((kit, index) => kit.init("lab", null, shared.connection(names[index]))));
  return kits;
}

/** The code with which something was refused, or "done". */
export async function outcome(doing) {
  try {
    await doing();
    return "done";
  } catch (error) {
    return error.code ?? String(error);
  }
}

/** Resolves when a CallKit is in a state. */
export function reach(kit, ...states) {
  return new Promise((resolve) => {
    const look = () => states.includes(kit.state) && resolve(kit.state);
    kit.addEventListener("statechange", look);
    kit.addEventListener("invite", look);
    look();
  });
}

/** A call of the first by the second, as far as both are connected. */
export async function connected(caller, callee, options = {}) {
  const ringing = reach(callee, "ringing");
  const call = await caller.startCall({ callType: 0, to: callee.userId, ...options });
  await ringing;
  await callee.answerCall(true);
  await Promise.all([reach(caller, "connected"), reach(callee, "connected")]);
  return call;
}

globalThis.lab = { ...callkit, ...connections, carrier, people, outcome, reach, connected };
