// Knows what a screen reader says of what happens in a call, and how urgently.

import type { CallKit, StateChange } from "../index.js";
import { isGroup, kindName } from "./kind.js";
import type { TextKey } from "./texts.js";
import type { Say } from "./wording.js";

export interface Announcement { text: string; urgent?: boolean }

const PLAIN: Partial<Record<StateChange["type"], TextKey>> = {
  ringing: "ringing", connecting: "connecting", connected: "connected", reconnecting: "reconnecting", reconnected: "connected",
};
const OUTCOMES: Partial<Record<StateChange["type"], TextKey>> = { refuse: "refused", busy: "busy", timeout: "timeout" };

export function announce(change: StateChange, kit: CallKit, say: Say): Announcement | null {
  const name = "userId" in change && change.userId !== undefined ? kit.displayName(change.userId) : "";
  const [plain, outcome] = [PLAIN[change.type], OUTCOMES[change.type]];
  if (plain) return { text: name && isGroup(change.callType) ? `${name}: ${say(plain)}` : say(plain) };
  if (change.type === "call-type-request") return { text: say("wantsVideo", { name: kit.displayName(change.from) }), urgent: true };
  if (change.type === "call-type") return { text: kindName(change.callType, say) };
  if (!isGroup(change.callType)) return null;
  if (outcome) return { text: `${name}: ${say(outcome)}` };
  if (change.type === "user-joined") return { text: say("joined", { name }) };
  return change.type === "user-left" ? { text: say("leftCall", { name }) } : null;
}
