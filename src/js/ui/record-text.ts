// Says in a few words how a call went, for a bubble in a conversation.

import type { CallRecord } from "../index.js";
import { kindName } from "./kind.js";
import type { TextKey } from "./texts.js";
import { clock, wording, type Dictionaries } from "./wording.js";

// The others are called by their own names.
const OUTCOMES: Partial<Record<CallRecord["status"], TextKey>> = { missed: "timeout", "answered-elsewhere": "elsewhere" };

/**
 * The text of a record for a chat bubble: "Video call · 3:05", "Voice call · No answer". Plain text, never HTML.
 *
 * @param lang          a language tag; English where it is neither Chinese nor in `dictionaries`
 * @param dictionaries  the same as the window's
 */
export function recordText(record: CallRecord, lang = "en", dictionaries?: Dictionaries): string {
  const say = wording(lang, dictionaries);
  const missed = record.status === "missed" && record.direction === "incoming";
  const { status } = record;
  const outcome = status === "completed" ? clock(record.duration) : say(missed ? "youMissed" : OUTCOMES[status] ?? (status as TextKey));
  return `${kindName(record.callType, say)} · ${outcome}`;
}
