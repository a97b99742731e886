// Knows the words for how far a call is, or how long it lasts.

import type { CallInfo } from "../index.js";
import { peerOf, type Face } from "./face.js";
import { isGroup } from "./kind.js";
import type { TextKey } from "./texts.js";
import { clock } from "./wording.js";

export function progress(call: CallInfo, { kit, say }: Pick<Face, "kit" | "say">): string {
  if (call.state === "connected") return clock(Date.now() - (call.connectedAt ?? Date.now()));
  if (call.state !== "calling") return say(call.state as TextKey);
  const state = isGroup(call.callType) ? "inviting" : peerOf(call.members, kit)?.state;
  return say(state === "delivered" || state === "ringing" ? state : "inviting");
}
