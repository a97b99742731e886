// Draws an invitation: who, what kind, with whom, and what can be done about it.

import { html, nothing, type TemplateResult } from "lit-html";
import type { CallId, Invite } from "../index.js";
import { avatar } from "./avatar.js";
import { asking, type Face } from "./face.js";
import { hasVideo, isGroup, kindName } from "./kind.js";
import { people } from "./wording.js";

/** The first invitation, as the whole window. */
export function incoming(face: Face, invite: Invite, previewed: MediaStream | null): TemplateResult {
  const { say } = face;
  const { callId, callType, from, fromName, message } = invite;
  const group = isGroup(callType);
  const video = hasVideo(callType);
  return html`<section class="incoming" part="incoming" data-drag>
    ${previewed
      ? html`<video class="preview" part="preview" aria-label=${say("yourPicture")} muted autoplay playsinline .srcObject=${previewed}></video>`
      : group && face.groupAvatar
        ? avatar(invite.groupId ?? callId, invite.groupName ?? fromName, face.groupAvatar, "calls")
        : avatar(from, fromName, face.contactAvatar, "calls")}
    <div class="who">
      <h2 id="title" part="title"><bdi>${(group && invite.groupName) || fromName}</bdi></h2>
      <p class="faint">${group && invite.groupName ? say("calls", { name: fromName, kind: kindName(callType, say) }) : kindName(callType, say)}</p>
      ${others(face, invite)}
    </div>
    ${message ? html`<blockquote part="message" dir="auto">${message}</blockquote>` : nothing}
    <div class="chips">
      ${asking(face, { name: "silence", icon: "bell", off: true, label: say("silence"), text: true }, "silenceRing")}
      ${ignore(face, callId, true)}
      ${video ? asking(face, { name: "preview", icon: "eye", label: say(previewed ? "previewOff" : "preview"), text: true }, "preview", !previewed) : nothing}
      <slot name="incoming"></slot>
    </div>
    <div class="answers">
      ${refuse(face, callId, true)}
      ${video ? asking(face, { name: "answer-voice", icon: "phone", label: say("answerVoice"), text: true },
        "answerCall", true, undefined, { callId, camera: false }) : nothing}
      ${asking(face, { name: "answer", icon: video ? "camera" : "phone", label: say(video ? "answerVideo" : "answer"), look: "answer", text: true },
        "answerCall", true, undefined, { callId })}
    </div>
  </section>`;
}

/** An invitation beside a call that goes on, or beside another invitation. */
export function waiting(face: Face, { callId, callType, from, fromName }: Invite): TemplateResult {
  const { kit, say } = face;
  return html`<div class="banner" part="banner" role="group" aria-label=${say("calls", { name: fromName, kind: kindName(callType, say) })}>
    ${avatar(from, fromName, face.contactAvatar)}
    <span class="grow"><b><bdi>${fromName}</bdi></b><small>${kindName(callType, say)}</small></span>
    ${ignore(face, callId)}${refuse(face, callId)}
    ${asking(face, { name: "answer", icon: "phone", label: say(kit.state === "ringing" ? "answer" : "answerInstead"), look: "answer" },
      "answerCall", true, undefined, { callId })}
  </div>`;
}

const ignore = (face: Face, callId: CallId, text = false) =>
  asking(face, { name: "ignore", icon: "close", label: face.say("ignore"), text }, "ignoreCall", callId);

const refuse = (face: Face, callId: CallId, text = false) =>
  asking(face, { name: "refuse", icon: "hangup", label: face.say("refuse"), look: "danger", text }, "answerCall", false, undefined, { callId });

function others({ kit, say }: Face, { to }: Invite) {
  const names = to.filter((user) => user !== kit.userId).map((user) => kit.displayName(user));
  return names.length > 0 ? html`<p class="faint">${say("with", { names: people(names, say) })}</p>` : nothing;
}
