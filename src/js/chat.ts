import type { CallRecord } from "./types.js";

/** What stands in the conversation about a call: a text, as "Video call · 3:05" or "Voice call · missed", and the record for a bubble. */
export function recordChat(record: CallRecord): [text: string, ext: { record: CallRecord }] {
  const { callType, status, duration } = record;
  const lasted = new Date(duration).toISOString().slice(11, 19).replace(/^00:0?/, "");
  return [`${callType % 3 ? "Video" : "Voice"} call · ${status === "completed" ? lasted : status}`, { record }];
}
