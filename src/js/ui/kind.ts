// Knows what the four kinds of call have in common, and their names.

import type { CallType } from "../index.js";
import type { Say } from "./wording.js";

export const isGroup = (type: CallType) => type > 1;
export const hasVideo = (type: CallType) => type === 1 || type === 2;

export function kindName(type: CallType, say: Say): string {
  return say((["voiceCall", "videoCall", "groupVideoCall", "groupVoiceCall"] as const)[type]);
}
