import type { CallRecord } from "./types.js";

/** What people read of a call in their conversation: "Video call · 3:05", "Voice call · missed". */
export function chatText({ callType, status, duration }: CallRecord): string {
  const lasted = new Date(duration).toISOString().slice(11, 19).replace(/^00:0?/, "");
  return `${callType % 3 ? "Video" : "Voice"} call · ${status === "completed" ? lasted : status}`;
}
