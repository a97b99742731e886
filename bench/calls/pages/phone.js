// One person's page, whatever the library: when it started, rang, was answered, and when the other was first seen.

import { watch } from "./marks.js";

const video = document.querySelector("video");
const WIDTH = 16;
const HEIGHT = 12;
// Black, with what compression makes of it, stays below; the fake camera's picture is far above.
const BLANK_BELOW = 40;

const canvas = new OffscreenCanvas(WIDTH, HEIGHT).getContext("2d", { willReadFrequently: true });
/** Milliseconds by a clock that all pages share. */
const now = () => performance.timeOrigin + performance.now();

let phone;
let ring;
const times = {};

/** Opens a library's page for a person. */
async function open({ library, marks, ...options }) {
  const { join } = await import(`./${library}.js`);
  if (marks) watch(times, now);
  phone = await join({
    ...options,
    video,
    show,
    camera: () => navigator.mediaDevices.getUserMedia({ audio: true, video: options.picture }),
    onRing: () => { times.rang = now(); ring.resolve(); },
  });
}

/** Makes ready for the next call. */
function reset() {
  for (const name of Object.keys(times)) delete times[name];
  ring = Promise.withResolvers();
}

function show(stream) {
  if (video.srcObject === stream) return;
  video.srcObject = stream;
  video.play().catch(() => {});
}

// Nothing that is on the screen before the answer counts, and nothing may be.
async function seen() {
  for (;;) {
    const at = await new Promise((resolve) => video.requestVideoFrameCallback((_, { expectedDisplayTime }) => resolve(expectedDisplayTime)));
    if (isBlank()) continue;
    times.seen = performance.timeOrigin + at;
    return void (times.told = now());
  }
}

function isBlank() {
  canvas.drawImage(video, 0, 0, WIDTH, HEIGHT);
  const { data } = canvas.getImageData(0, 0, WIDTH, HEIGHT);
  let most = 0;
  for (let at = 0; at < data.length; at += 4) most = Math.max(most, data[at], data[at + 1], data[at + 2]);
  return most < BLANK_BELOW;
}

/** As the caller: resolves when the other is seen. */
async function call() {
  const looking = seen();
  times.started = now();
  await Promise.all([looking, phone.call()]);
}

/** As the callee: waits for the ring, then so long as a person takes, answers, and resolves when the other is seen. */
async function answer(afterMs) {
  await ring.promise;
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const looking = seen();
  times.answered = now();
  await Promise.all([looking, phone.answer()]);
}

/** Ends the call, on the side of who called or of who was called. */
async function end(side) {
  await phone.end(side);
  video.srcObject = null;
}

globalThis.bench = { open, reset, call, answer, end, times, phone: () => phone };
