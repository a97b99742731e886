// What the page says of an invitation, its own or another's: whether it rings, and how much of its path is made meanwhile. By number, as
// the core takes it.

import type { RawInvite, StartOptions } from "./core.js";
import { report } from "./errors.js";
import { randomName } from "./identity.js";
import type { CallKitOptions, Invite, UserId } from "./types.js";

const BUILD = 2;
const VERDICTS = new Map<unknown, number>([[false, 1], ["ignore", 2]]);

/** How much of a path is made before the answer; for an invitation, where the page decides for each. */
export function ahead({ preconnect, iceTransportPolicy }: CallKitOptions, invite?: Invite): number {
  if (typeof preconnect === "function") return invite && says(preconnect, invite) ? BUILD : 0;
  if (preconnect) return preconnect === "ring" ? BUILD : 0;
  return iceTransportPolicy === "relay" ? 1 : 0;
}

/** What a call is started with: what the page left out, and what it has no say in. */
export function started(options: StartOptions, own: CallKitOptions, from: UserId, show: (raw: RawInvite) => Invite): object {
  const { callType, chatType, to, message, ext, groupId, groupName } = options;
  const [callId, channel] = [randomName(), options.channel ?? randomName()];
  const invite = { callId, channel, callType, chatType, from, to, message, ext, groupId, groupName } as RawInvite;
  return { ...options, callId, channel, preconnect: ahead(own, show(invite)) };
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
