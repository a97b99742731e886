// The row of buttons of a call: microphone, camera, screen, people, options, hang up.

import { html, nothing, type TemplateResult } from "lit-html";
import type { CallInfo } from "../index.js";
import { asking, turning, type Face } from "./face.js";
import { hasVideo, isGroup } from "./kind.js";
import { hasOptions } from "./options.js";
import type { Frame } from "./talk.js";

export function controls(face: Face, call: CallInfo, frame: Frame): TemplateResult {
  const { kit, say, small } = face;
  const { microphone = false, camera = false, screen = false } = call.members.find(({ userId }) => userId === kit.userId) ?? {};
  const group = isGroup(call.callType);
  const talking = call.state === "connected" || call.state === "reconnecting";
  return html`<div class="controls" part="controls" role="group" aria-label=${say("window")}>
    ${asking(face, { name: "microphone", icon: "microphone", label: say(microphone ? "mute" : "unmute"), off: !microphone }, "setMicrophone", !microphone)}
    ${small ? nothing : html`
      ${hasVideo(call.callType) ? asking(face, { name: "camera", icon: "camera", label: say(camera ? "cameraOff" : "cameraOn"), off: !camera }, "setCamera", !camera)
        : talking ? asking(face, { name: "call-type", icon: "camera", label: say("toVideo") }, "switchCallType", group ? 2 : 1) : nothing}
      ${talking && canShare() ? asking(face, { name: "screen", icon: "screen", label: say(screen ? "shareOff" : "share"), look: screen ? "on" : "plain" },
        "shareScreen", !screen) : nothing}
      ${group ? asking(face, { name: "add", icon: "add", label: say("add") }, "requestAddPerson") : nothing}
      ${hasOptions(face, call, frame.devices)
        ? turning(face, { name: "options", icon: "options", label: say("options"), look: frame.optionsOpen ? "on" : "plain", expanded: frame.optionsOpen }, () => frame.toggleOptions())
        : nothing}
      <slot name="controls"></slot>`}
    ${asking(face, { name: "hangup", icon: "hangup", label: say(call.state === "calling" ? "cancel" : "hangup"), look: "danger", text: !small }, "hangup")}
  </div>`;
}

function canShare(): boolean {
  return "getDisplayMedia" in (navigator.mediaDevices ?? {});
}
