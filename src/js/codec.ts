// In which codec each picture of a mesh is sent. Every other person costs an encoder of their own, so the cheapest is the rule.

import type { Place } from "./fit.js";

/** From the one that takes least of a processor. */
const SPARING = ["video/VP8", "video/H264", "video/VP9", "video/AV1"];
/** So many people at most, oneself included: what encodes in hardware does so for a few at a time. */
const HARDWARE = 4;
/** Letters are sharper in VP9 at the same rate; a screen is sent seldom enough for that. */
const SHARP = 3;

/** Chooses among the codecs that both sides know: what this machine encodes without effort, else what takes least. Undefined: none of these. */
export function codec(place: Place, people: number, known: string[], efficient: string[]): string | undefined {
  const usable = SPARING.filter((type) => known.includes(type));
  const easy = people > HARDWARE ? undefined : usable.find((type) => efficient.includes(type));
  const sharp = place === "screen" && people <= SHARP ? usable.find((type) => type === "video/VP9") : undefined;
  return sharp ?? easy ?? usable[0];
}

/** Asks which of them this machine encodes without effort (W3C Media Capabilities, section 2.2.3: powerEfficient). */
export async function easyCodecs(): Promise<string[]> {
  const asked = SPARING.map(async (contentType) => {
    const video = { contentType, width: 1280, height: 720, bitrate: 1_700_000, framerate: 30 };
    const info = await navigator.mediaCapabilities.encodingInfo({ type: "webrtc", video });
    return info.powerEfficient ? contentType : "";
  });
  // A browser that cannot say knows of no hardware.
  return Promise.all(asked).catch(() => []);
}
