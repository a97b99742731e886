// Draws a call that is being made or under way: headline, people, what is asked, and the buttons.

import { html, nothing, type TemplateResult } from "lit-html";
import type { CallInfo, MediaDevice } from "../index.js";
import { avatar } from "./avatar.js";
import { controls } from "./controls.js";
import { asking, peerOf, turning, type Face } from "./face.js";
import { waiting } from "./incoming.js";
import { hasVideo, isGroup, kindName } from "./kind.js";
import { options } from "./options.js";
import { progress } from "./progress.js";
import { bars, stage } from "./stage.js";
import { people } from "./wording.js";

/** What the window alone knows, and what it does about itself. */
export interface Frame {
  size: string;
  fullScreen: boolean;
  swapped: boolean;
  optionsOpen: boolean;
  devices: MediaDevice[];
  canPip: boolean;
  canFullScreen: boolean;
  swap(): void;
  toggleOptions(): void;
  resize(size: string): void;
  toggleFullScreen(): void;
  openPip(): void;
  grab(event: KeyboardEvent): void;
}

export function talk(face: Face, call: CallInfo, frame: Frame): TemplateResult {
  const group = isGroup(call.callType);
  return html`<section class="talk ${group ? "group" : ""} ${hasVideo(call.callType) ? "video" : "voice"}" part="talk" data-drag=${face.small ? "" : nothing}>
    ${head(face, call, frame, group)}
    ${stage(face, call, frame.swapped, frame.swap)}
    ${face.small ? nothing : html`<div class="banners">${banners(face, call)}</div>`}
    ${frame.optionsOpen ? options(face, call, frame.devices) : nothing}
    ${controls(face, call, frame)}
  </section>`;
}

/** Who the call is with: the other person, the group, or the people in it. */
export function headline({ members, callType, groupName }: CallInfo, { kit, say }: Pick<Face, "kit" | "say">): string {
  if (isGroup(callType)) {
    return groupName || people(members.filter(({ userId }) => userId !== kit.userId).map(({ name }) => name), say);
  }
  return peerOf(members, kit)?.name ?? "";
}

function head(face: Face, call: CallInfo, frame: Frame, group: boolean) {
  const { say, signals, kit } = face;
  const peer = peerOf(call.members, kit);
  const timed = call.state === "connected";
  const large = frame.size === "large";
  return html`<header part="header" data-drag>
    ${turning(face, { name: "move", icon: "grip", label: say("move") }, () => {})}
    ${group && face.groupAvatar && !face.small ? avatar(call.groupId ?? call.callId, headline(call, face), face.groupAvatar) : nothing}
    <div class="who grow">
      <h2 id="title" part="title"><bdi>${headline(call, face)}</bdi></h2>
      <p class="faint" part="progress"><span class="kind">${kindName(call.callType, say)} · </span><span
        role=${timed ? "timer" : nothing} aria-label=${timed ? say("duration") : nothing}>${progress(call, face)}</span>${
        group || !peer ? nothing : bars(say, signals.quality.get(peer.userId))}</p>
    </div>
    <slot name="header"></slot>
    ${face.small
      ? turning(face, { name: "minimise", icon: "enlarge", label: say("restore") }, () => frame.resize("normal"))
      : html`
        ${frame.canPip ? turning(face, { name: "pip", icon: "pip", label: say("pip") }, () => frame.openPip()) : nothing}
        ${turning(face, { name: "minimise", icon: "minimise", label: say("minimise") }, () => frame.resize("mini"))}
        ${turning(face, { name: "size", icon: "enlarge", label: say(large ? "reduce" : "enlarge") }, () => frame.resize(large ? "normal" : "large"))}
        ${frame.canFullScreen ? turning(face, { name: "full-screen", icon: "full",
          label: say(frame.fullScreen ? "leaveFullScreen" : "fullScreen") }, () => frame.toggleFullScreen()) : nothing}`}
  </header>`;
}

function banners(face: Face, call: CallInfo) {
  const { kit, say, signals, requests } = face;
  const asked = signals.asked;
  const warnings = [...signals.warnings].join();
  const warned = warnings.includes("speaking-while-muted") ? "mutedSpeaking" : /high-(loss|rtt)|low-bitrate/.test(warnings) ? "slow" : null;
  return html`
    ${kit.invites.filter(({ callId }) => callId !== call.callId).map((invite) => waiting(face, invite))}
    ${asked && asked.until > Date.now() && asked.from !== kit.userId ? html`<div class="banner" part="banner"><span class="grow">${say("wantsVideo", { name: kit.displayName(asked.from) })}</span>
      ${asking(face, { name: "refuse-type", icon: "close", label: say("refuse"), look: "danger" }, "answerCallType", false)}
      ${asking(face, { name: "accept-type", icon: "camera", label: say("accept"), look: "answer" }, "answerCallType", true)}</div>` : nothing}
    ${requests.underWay.has("call-type") ? html`<p class="banner" part="banner">${say("asking")}</p>` : nothing}
    ${warned ? html`<p class="banner" part="banner">${say(warned)}</p>` : nothing}
    ${problem(face)}`;
}

/** What went wrong a moment ago. */
export function problem(face: Face) {
  const { requests, say } = face;
  return requests.problem
    ? html`<div class="banner problem" part="problem"><span class="grow">${say(requests.problem)}</span>${
      turning(face, { name: "close-problem", icon: "close", label: say("close") }, requests.forget)}</div>`
    : nothing;
}
