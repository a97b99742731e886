// What the page says of an invitation before its phone rings, and of the path that may be built meanwhile. By number, as the core takes it.

import { report } from "./errors.js";
import type { CallKitOptions, Invite } from "./types.js";

const BUILD = 2;
const VERDICTS = new Map<unknown, number>([[false, 1], ["ignore", 2]]);

/** How much of a path is made before the answer; for an invitation, where the page decides for each. */
export function ahead({ preconnect, iceTransportPolicy }: CallKitOptions, invite?: Invite): number {
  if (typeof preconnect === "function") return invite && says(preconnect, invite) ? BUILD : 0;
  if (preconnect) return preconnect === "ring" ? BUILD : 0;
  return iceTransportPolicy === "relay" ? 1 : 0;
}

/** Whether the phone rings, and its path is built meanwhile. What fails, rings. */
export async function verdict(options: CallKitOptions, invite: Invite): Promise<number> {
  let answer: unknown;
  // The core is in the middle of a turn.
  await null;
  try {
    answer = await options.beforeRing?.(invite);
  } catch (error) {
    report(error);
  }
  return VERDICTS.get(answer) ?? (ahead(options, invite) ? 3 : 0);
}

function says(preconnect: (invite: Invite) => boolean, invite: Invite): boolean {
  try {
    return preconnect(invite) === true;
  } catch (error) {
    report(error);
    return false;
  }
}
