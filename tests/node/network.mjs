// What a page has and Node.js may not: a WebSocket; and a clock that can be made to run faster, which writes down what it is asked for.

import { WebSocket } from "undici";

const { setTimeout: wait } = globalThis;

/** Every socket that was opened. */
export const sockets = [];

/** How many times faster than the world's this clock runs, the milliseconds of every alarm that was set, and how many have passed unnoticed. */
export const clock = { speed: 1, alarms: [], passed: 0 };

globalThis.WebSocket = class extends WebSocket {
  ended = false;

  constructor(...options) {
    super(...options);
    this.addEventListener("close", () => (this.ended = true));
    sockets.push(this);
  }
};

globalThis.setTimeout = (what, milliseconds, ...more) => {
  clock.alarms.push(milliseconds);
  return wait(what, milliseconds / clock.speed, ...more);
};

const now = performance.now.bind(performance);
performance.now = () => now() + clock.passed;

/** Resolves as soon as something is so, and fails where it is not in half a minute. */
export async function until(isSo) {
  const start = performance.now();
  while (!isSo()) {
    if (performance.now() - start > 30_000) throw new Error(`not so after 30 s: ${isSo}`);
    await new Promise((resolve) => wait(resolve, 5));
  }
}
