// Draws how a call ended and why, and knows the words for it. Leaves to the window how long it is shown.

import { html, nothing, type TemplateResult } from "lit-html";
import type { CallKit, CallRecord } from "../index.js";
import { avatar } from "./avatar.js";
import { asking, turning, type Face } from "./face.js";
import { isGroup, kindName } from "./kind.js";
import type { Signals } from "./signals.js";
import { clock, type Say } from "./wording.js";

/** A call that has ended, with what was told of its end. */
export interface Ended { record: CallRecord; ending: Signals["ending"] }

export function ended(face: Face, { record, ending }: Ended, close: () => void): TemplateResult {
  const { kit, say } = face;
  const { callType, groupId, groupName, status, duration } = record;
  const peer = peers(record, kit)[0] ?? record.from;
  const title = groupName || kit.displayName(peer);
  const words = message(ending);
  return html`<section class="ended" part="ended" data-drag>
    ${groupName && face.groupAvatar ? avatar(groupId ?? groupName, groupName, face.groupAvatar) : avatar(peer, title, face.contactAvatar)}
    <div class="who">
      <h2 id="title" part="title"><bdi>${title}</bdi></h2>
      <p>${outcome({ record, ending }, say, kit)}</p>
      <p class="faint">${kindName(callType, say)}${status === "completed" ? ` · ${clock(duration)}` : nothing}</p>
    </div>
    ${words ? html`<blockquote part="message" dir="auto">${words}</blockquote>` : nothing}
    <div class="chips"><slot name="ended"></slot>
      ${again(face, record)}
      ${turning(face, { name: "close", icon: "close", label: say("close"), text: true }, close)}
    </div>
  </section>`;
}

/** How it ended, in one line. */
export function outcome({ record, ending }: Ended, say: Say, kit: CallKit): string {
  const { status, direction, error } = record;
  const outgoing = direction === "outgoing";
  const name = isGroup(record.callType) && record.groupName ? record.groupName : kit.displayName(peers(record, kit)[0] ?? record.from);
  switch (status) {
    case "completed": return say(error === "connection-failed" ? "lost" : "ended");
    case "refused": return outgoing ? say("theyRefused", { name }) : say("youRefused");
    case "busy": return say("theyBusy", { name });
    case "missed": return outgoing ? say("theyMissed", { name }) : say("youMissed");
    case "cancelled": return say("youCancelled");
    case "answered-elsewhere": {
      if (ending?.type !== "answered-elsewhere" || !ending.deviceName) return say("elsewhere");
      return say(ending.accepted ? "elsewhereOn" : "refusedOn", { device: ending.deviceName });
    }
    case "failed": return say("failed");
  }
}

// The words that somebody sent along with ending it.
function message(ending: Signals["ending"]): string | undefined {
  if (ending?.type === "refuse" || ending?.type === "cancel") return ending.reason;
  return ending?.type === "user-left" ? ending.message : undefined;
}

function again(face: Face, record: CallRecord) {
  const { kit, say } = face;
  const { callType, chatType, direction, groupId, groupName, status } = record;
  const to = peers(record, kit);
  if (to.length === 0 || status === "answered-elsewhere" || (status === "completed" && !record.error)) return nothing;
  return asking(face, { name: "call-again", icon: "phone", label: say(direction === "outgoing" ? "callAgain" : "callBack"), look: "answer", text: true },
    "startCall", { callType, chatType, to, ...(groupId && { groupId }), ...(groupName && { groupName }) });
}

function peers({ members, from }: CallRecord, kit: CallKit): string[] {
  return [...new Set([...members, from])].filter((user) => user !== kit.userId);
}
