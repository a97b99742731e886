// Shows the people of a call: a tile each, and puts them where `arrangement` says. Leaves buttons and headlines to others.

import { html, nothing, type TemplateResult } from "lit-html";
import type { CallInfo, Member } from "../index.js";
import { arrange, type Shape } from "./arrangement.js";
import { avatar } from "./avatar.js";
import { asking, type Face } from "./face.js";
import { icon } from "./icon.js";
import { isGroup } from "./kind.js";
import { progress } from "./progress.js";
import type { TextKey } from "./texts.js";

export interface Tile { member: Member; source: "camera" | "screen"; me: boolean }

const ABSENT: ReadonlySet<string> = new Set(["refused", "busy", "timeout", "lost"]);
const GONE: ReadonlySet<string> = new Set(["cancelled", "left"]);
const QUALITY = ["", "excellent", "good", "poor", "bad", "bad", "down"] as const;
const BARS = [0, 4, 3, 2, 1, 1, 0];

/** Who is to be seen, the most important first, and in which shape. */
export function tiles({ callType, members }: CallInfo, { kit, small, signals }: Face, swapped: boolean): { shape: Shape; shown: Tile[] } {
  const group = isGroup(callType);
  const present = members.filter(({ state, userId }) => userId === kit.userId || !group || !(ABSENT.has(state) || GONE.has(state)));
  const tile = (source: Tile["source"]) => (member: Member): Tile => ({ member, source, me: member.userId === kit.userId });
  const screens = present.map(tile("screen")).filter(({ member, me }) => member.screen && !me);
  const faces = present.map(tile("camera")).sort((a, b) => Number(a.me) - Number(b.me));
  const shown = [...screens, ...faces.filter(({ member, me }) => group || !me || member.camera)];
  if (small) return { shape: "grid", shown: [shown.find(({ member, me }) => !me && signals.speaking.has(member.userId)) ?? shown[0]!] };
  if (screens.length > 0) return { shape: "screen", shown };
  if (group || shown.length < 2) return { shape: "grid", shown };
  return { shape: "pair", shown: swapped ? shown.reverse() : shown };
}

export function stage(face: Face, call: CallInfo, swapped: boolean, swap: () => void): TemplateResult {
  const { shape, shown } = tiles(call, face, swapped);
  const group = isGroup(call.callType);
  const draw = (tile: Tile) => {
    const order = shown.indexOf(tile);
    return drawTile(face, tile, order, group, call, shape === "pair" && order === 1 ? swap : null);
  };
  // In the document everybody keeps their place, whoever comes and goes and however they are arranged: no picture starts anew.
  const mine = shown.filter(({ me }) => me);
  const screens = shown.filter(({ source }) => source === "screen");
  const others = shown.filter((tile) => !mine.includes(tile) && !screens.includes(tile));
  return html`<div class="stage" part="stage" data-shape=${shape}>${mine.map(draw)}${screens.map(draw)}${others.map(draw)}</div>
    ${group && !face.small ? absent(face, call) : nothing}`;
}

/** Puts the tiles of a stage in their places. */
export function place(element: HTMLElement): void {
  const { clientWidth: width, clientHeight: height, children } = element;
  const rightToLeft = getComputedStyle(element).direction === "rtl";
  const boxes = arrange(element.dataset["shape"] as Shape, children.length, width, height);
  for (const { style, dataset } of children as Iterable<HTMLElement> & HTMLCollection) {
    const box = boxes[Number(dataset["order"])];
    if (!box) continue;
    const left = rightToLeft ? width - box.x - box.width : box.x;
    Object.assign(style, { left: `${left}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
  }
}

function drawTile(face: Face, { member, source, me }: Tile, order: number, group: boolean, call: CallInfo, swap: (() => void) | null): TemplateResult {
  const { say, signals } = face;
  const { userId, name, state } = member;
  const screen = source === "screen";
  const pictured = screen || (member.camera && (me || state === "joined" || state === "reconnecting"));
  const waits = !me && state !== "joined" && call.state !== "connected" || state === "inviting" || state === "delivered" || state === "ringing";
  const label = me ? say("yourPicture") : say(screen ? "screenOf" : "picture", { name });
  const speaks = !screen && signals.speaking.has(userId) && member.microphone;
  return html`<div class="tile ${pictured ? "pictured" : ""} ${screen ? "screen" : ""} ${me ? "me" : ""} ${speaks ? "speaks" : ""} ${state}
      ${swap ? "small" : ""}" part="tile ${speaks ? "speaking" : ""}" data-order=${order}>
    ${pictured
      ? html`<video aria-label=${label} part="video" data-user=${me ? "local" : userId} data-source=${source}></video>`
      : avatar(userId, name, face.contactAvatar, waits && state !== "reconnecting" ? "calls" : "")}
    ${state === "reconnecting" || (group && waits && !me) ? html`<p class="state">${say(state as TextKey)}</p>` : nothing}
    ${!group && !me && !pictured && !face.small && (call.state !== "connected" || !call.callType) ? html`<p class="progress">${progress(call, face)}</p>` : nothing}
    ${face.small ? nothing : plate(face, member, group, me, screen, speaks)}
    ${!me && group && waits ? asking(face, { name: "take-back", icon: "close", label: say("takeBack", { name }) }, "cancelInvite", userId) : nothing}
    ${swap ? html`<button type="button" class="swap" part="swap-button" aria-label=${say("swap")} title=${say("swap")} @click=${swap}></button>` : nothing}
  </div>`;
}

// Name, microphone and network, at the foot of a tile. Of two people the head of the window names the other.
function plate({ say, signals }: Face, { name, userId, microphone, state }: Member, group: boolean, me: boolean, screen: boolean, speaks: boolean) {
  const muted = !microphone && state === "joined" && !screen;
  const text = screen ? say("screenOf", { name }) : me ? say("you") : name;
  const names = group || screen;
  if (!names && !muted) return nothing;
  return html`<div class="plate" part="name">${muted ? html`<span class="muted">${icon("microphone", true)}</span>` : nothing}${
    names ? html`<bdi>${text}</bdi>` : html`<span>${say("microphoneOff")}</span>`}${
    speaks ? html`<span class="unseen">${say("speaking")}</span>` : nothing}${
    muted && names ? html`<span class="unseen">${say("microphoneOff")}</span>` : nothing}${
    names && state === "joined" && !screen ? bars(say, signals.quality.get(userId)) : nothing}</div>`;
}

/** How good a person's network is, as bars with a name; nothing where it is not known. */
export function bars(say: Face["say"], quality: { uplink: number; downlink: number } | undefined): TemplateResult | typeof nothing {
  const worst = Math.max(quality?.uplink ?? 0, quality?.downlink ?? 0);
  if (!worst) return nothing;
  const label = say("network", { quality: say(QUALITY[worst] as TextKey) });
  return html`<span class="bars bars-${BARS[worst]}" part="network" role="img" aria-label=${label} title=${label}><i></i><i></i><i></i><i></i></span>`;
}

// People who did not come, or were lost: what became of them, and a button that calls them again.
function absent(face: Face, call: CallInfo) {
  const { kit, say } = face;
  const people = call.members.filter(({ state, userId }) => ABSENT.has(state) && userId !== kit.userId);
  if (people.length === 0) return nothing;
  const { callType, channel, groupId, groupName } = call;
  return html`<ul class="absent" part="absent">${people.map(({ userId, name, state }) => html`<li>
    ${avatar(userId, name, face.contactAvatar)}<span><bdi>${name}</bdi><small>${say(state as TextKey)}</small></span>
    ${asking(face, { name: "invite", icon: "phone", label: say("inviteAgain", { name }), look: "answer" },
      "startCall", { callType, channel, to: userId, ...(groupId && { groupId }), ...(groupName && { groupName }) })}</li>`)}</ul>`;
}
