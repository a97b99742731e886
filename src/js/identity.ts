import { takeLock } from "./lock.js";
import { read, write } from "./storage.js";

// As long as a page that is going may take to let go of its lock, in milliseconds.
const MOMENT = 300;
const TAB = "sessionStorage";

/** Which device this page is. */
export interface Identity {
  /** 128 random bits, as text. */
  device: string;
  /** Counted up by each load of the page. */
  boot: number;
  /** What an earlier load of this page wanted this one to know. */
  memory: string;
  /** Keeps this for the next load, instead of what was kept before. */
  remember(text: string): void;
  /** From here on another page may be this device. */
  release(): void;
}

/** Takes up what this tab was before it was reloaded. A duplicated tab, whose storage is a copy, becomes a new device. */
export async function takeIdentity(app: string, user: string): Promise<Identity> {
  const key = `callkit\n${app}\n${user}`;
  const [known, boots] = read(TAB, key).split(" ");
  let device = known!, boot = Number(boots) + 1 || 1;
  const memoryKey = `${key}\ncall`;
  let memory = read(TAB, memoryKey);
  let release = device && (await hold(device));
  if (!release) {
    [device, boot, memory] = [randomName(), 1, ""];
    release = await hold(device);
    // What the copy says of the other tab's call is nothing to this one's next load.
    write(TAB, memoryKey, "");
  }
  if (release) write(TAB, key, `${device} ${boot}`);
  return { device, boot, memory, remember: (text) => write(TAB, memoryKey, text), release: () => release && release() };
}

/** Makes up a name from 128 random bits. */
export function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The Web Lock of the page that is this device. */
export function lockOf(device: string): string {
  return `callkit-device-${device}`;
}

function hold(device: string) {
  const limit = typeof AbortSignal.timeout === "function" ? { signal: AbortSignal.timeout(MOMENT) } : { ifAvailable: true };
  return takeLock(lockOf(device), limit);
}
