// What is asked for seldom in a call: which devices, front or back camera, from video back to voice.

import { html, nothing, type TemplateResult } from "lit-html";
import type { CallInfo, MediaDevice } from "../index.js";
import { asking, type Face } from "./face.js";
import { hasVideo, isGroup } from "./kind.js";

const KINDS = ["microphone", "camera", "speaker", "ringer"] as const;

/** Whether there is anything to choose. */
export function hasOptions(face: Face, call: CallInfo, devices: MediaDevice[]): boolean {
  return devices.length > 0 && face.shows("devices", "setDevice") || hasVideo(call.callType) && face.shows("call-type", "switchCallType");
}

export function options(face: Face, call: CallInfo, devices: MediaDevice[]): TemplateResult {
  const { say } = face;
  const video = hasVideo(call.callType);
  const of = (kind: MediaDevice["kind"]) => devices.filter((device) => device.kind === kind);
  return html`<div class="options" part="options" role="group" aria-label=${say("options")}>
    ${face.shows("devices", "setDevice") ? KINDS.map((kind) => choice(face, kind, of(kind))) : nothing}
    <div class="chips">
      ${video && of("camera")[1] ? asking(face, { name: "flip", icon: "flip", label: say("flip"), text: true }, "switchCamera") : nothing}
      ${video ? asking(face, { name: "call-type", icon: "phone", label: say("toVoice"), text: true }, "switchCallType", isGroup(call.callType) ? 3 : 0) : nothing}
    </div>
  </div>`;
}

function choice(face: Face, kind: MediaDevice["kind"], devices: MediaDevice[]) {
  const { say } = face;
  if (devices.length === 0) return nothing;
  const choose = ({ target }: Event) => face.ask("devices", "setDevice", kind, (target as HTMLSelectElement).value);
  return html`<label><span>${say(kind)}</span><select @change=${choose}>${devices.map(({ deviceId, label, selected }, index) =>
    html`<option value=${deviceId} .selected=${selected}>${label || `${say(kind)} ${index + 1}`}</option>`)}</select></label>`;
}
