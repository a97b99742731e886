// Says in a few words how a call went, for a bubble in a conversation.

import type { CallRecord } from "../index.js";
import { kindName } from "./kind.js";
import type { TextKey } from "./texts.js";
import { clock, wording, type Dictionaries } from "./wording.js";

const OUTCOMES: Record<Exclude<CallRecord["status"], "completed">, TextKey> = {
  cancelled: "cancelled",
  refused: "refused",
  busy: "busy",
  missed: "timeout",
  "answered-elsewhere": "elsewhere",
  failed: "failed",
};

/**
 * The text of a record for a chat bubble: "Video call · 3:05", "Voice call · No answer". Plain text, never HTML.
 *
 * @param lang          a language tag; English where it is neither Chinese nor in `dictionaries`
 * @param dictionaries  the same as the window's
 */
export function recordText(record: CallRecord, lang = "en", dictionaries?: Dictionaries): string {
  const say = wording(lang, dictionaries);
  const missed = record.status === "missed" && record.direction === "incoming";
  const outcome = record.status === "completed" ? clock(record.duration) : say(missed ? "youMissed" : OUTCOMES[record.status]);
  return `${kindName(record.callType, say)} · ${outcome}`;
}
