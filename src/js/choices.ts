import { read, write } from "./storage.js";
import type { MediaDevice } from "./types.js";

export type Kind = MediaDevice["kind"];

const KEY = "callkit-devices";
// Loudspeakers are chosen twice: for people, and for the ringing.
const KINDS: [Kind, MediaDeviceKind][] = [["microphone", "audioinput"], ["camera", "videoinput"], ["speaker", "audiooutput"], ["ringer", "audiooutput"]];

/** Which devices there are, and which this person has chosen; kept by the browser across visits. */
export class Choices {
  readonly #chosen: Partial<Record<Kind, string>>;

  constructor() {
    this.#chosen = kept();
  }

  of(kind: Kind): string | undefined {
    const chosen: unknown = this.#chosen[kind];
    return typeof chosen === "string" ? chosen : undefined;
  }

  /** Uses a device from now on; until the page is gone, or for good. */
  choose(kind: Kind, deviceId: string, forGood: boolean): void {
    this.#chosen[kind] = deviceId;
    if (forGood) write("localStorage", KEY, JSON.stringify({ ...kept(), [kind]: deviceId }));
  }

  /** Lists them (W3C Media Capture and Streams, section 9.2), with the one that is in use, or would be. */
  async list(inUse: (kind: Kind) => string | undefined): Promise<MediaDevice[]> {
    const found = await navigator.mediaDevices.enumerateDevices();
    return KINDS.flatMap(([kind, browsers]) => {
      const of = found.filter((device) => device.kind === browsers);
      const has = (id: string | undefined) => (of.some(({ deviceId }) => deviceId === id) ? id : undefined);
      const selected = has(inUse(kind)) ?? has(this.of(kind)) ?? of[0]?.deviceId;
      return of.map(({ deviceId, label }) => ({ kind, deviceId, label, selected: deviceId === selected }));
    });
  }
}

function kept(): Partial<Record<Kind, string>> {
  try {
    return { ...JSON.parse(read("localStorage", KEY)) };
  } catch {
    return {};
  }
}
