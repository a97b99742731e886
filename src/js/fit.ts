// What each sender of a mesh may take, so that what a home sends fits its uplink however many are in the call.

/** By its place in every description. */
export type Place = "microphone" | "camera" | "screen";

export interface Fit {
  /** Bits per second, to each of the others. */
  maxBitrate: number;
  maxFramerate?: number;
  /** The shorter side of a picture at most, in pixels. */
  height?: number;
}

// By how many people are in the call, oneself included, from two to eight.
const CAMERA: [height: number, rate: number, kilobits: number][] = [
  [720, 30, 1_700], [540, 30, 900], [480, 24, 600], [360, 24, 450], [360, 20, 350], [270, 20, 280], [270, 15, 240],
];
const SCREEN: [rate: number, kilobits: number][] = [
  [15, 2_500], [15, 1_500], [10, 1_000], [10, 750], [8, 600], [5, 500], [5, 430],
];
const MICROPHONE = [40, 40, 40, 32, 32, 24, 24];

/** Decides what one sender may take in a call of so many people. Faces are made smaller, letters are sent less often. */
export function fit(place: Place, people: number): Fit {
  const at = Math.min(Math.max(people, 2), 8) - 2;
  if (place === "microphone") return { maxBitrate: MICROPHONE[at]! * 1000 };
  if (place === "screen") return { height: Infinity, maxFramerate: SCREEN[at]![0], maxBitrate: SCREEN[at]![1] * 1000 };
  const [height, maxFramerate, kilobits] = CAMERA[at]!;
  return { height, maxFramerate, maxBitrate: kilobits * 1000 };
}
