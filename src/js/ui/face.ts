// What every part of the window is drawn from, and the one button that they all use.

import { html, nothing, type TemplateResult } from "lit-html";
import type { CallKit, Member } from "../index.js";
import { icon, type IconName } from "./icon.js";
import type { Requests } from "./requests.js";
import type { Signals } from "./signals.js";
import type { Method, RequestName, Source } from "./types.js";
import type { Say } from "./wording.js";

export interface Face {
  readonly kit: CallKit;
  readonly say: Say;
  readonly signals: Signals;
  readonly requests: Requests;
  readonly contactAvatar: Source;
  readonly groupAvatar: Source;
  readonly small: boolean;
  /** Whether a button of this name may be shown. */
  shows(button: string, method?: Method): boolean;
  ask<M extends Method>(name: RequestName, method: M, ...options: Parameters<CallKit[M]>): void;
}

interface Button<Name extends string = string> {
  /** As the attribute `hide`, the part and the request name it. */
  name: Name;
  icon: IconName;
  label: string;
  off?: boolean;
  look?: "answer" | "danger" | "plain" | "on";
  /** Whether the label is to be seen, too. */
  text?: boolean;
  expanded?: boolean;
}

/** A button that calls a method of the CallKit. Nothing where the page hides it or the CallKit has not got the method. */
export function asking<M extends Method>(face: Face, button: Button<RequestName>, method: M, ...options: Parameters<CallKit[M]>): TemplateResult | typeof nothing {
  const { name } = button;
  return face.shows(name, method) ? draw(button, () => face.ask(name, method, ...options), face.requests.underWay.has(name)) : nothing;
}

/** A button that changes the window alone. */
export function turning(face: Face, button: Button, turn: (event: Event) => unknown): TemplateResult | typeof nothing {
  return face.shows(button.name) ? draw(button, turn, false) : nothing;
}

function draw({ name, icon: picture, label, off, look = "plain", text, expanded }: Button, click: (event: Event) => unknown, waits: boolean): TemplateResult {
  return html`<button type="button" class="button ${name}-button ${look} ${off ? "off" : ""} ${text ? "text" : ""}" part="button ${name}-button"
    aria-label=${text ? nothing : label} title=${text ? nothing : label} aria-busy=${waits ? "true" : nothing}
    aria-expanded=${expanded ?? nothing} @click=${click}><span class="disc">${icon(picture, off)}</span>${
    text ? html`<span>${label}</span>` : nothing}</button>`;
}

/** The other of two; of more, the first. */
export function peerOf(members: Member[], kit: CallKit): Member | undefined {
  return members.find(({ userId }) => userId !== kit.userId);
}
