// For developers: the events as they come, and what was sent and received in the last call.

import { attempt, by, kit, make } from "./page.js";
import { drawSequence } from "./sequence.js";
import { t } from "./words.js";

const EVENTS = ["invite", "statechange", "callrecord", "error", "connectionchange", "warning", "addperson"];
const MOST = 200;

function log(type, detail) {
  const { type: change, ...rest } = detail instanceof Error ? { code: detail.code, message: detail.message } : detail;
  by("events").prepend(make("li", {}, `${new Date().toLocaleTimeString()} `, make("b", { textContent: change ? `${type} · ${change}` : type }), ` ${JSON.stringify(rest)}`));
  while (by("events").children.length > MOST) by("events").lastChild.remove();
  by("count").textContent = `(${by("events").children.length})`;
}

function drawTrace({ callId }) {
  const [lines, mermaid] = [kit.exportTrace(callId), kit.exportTrace(callId, "mermaid")];
  if (!lines || !mermaid) return;
  by("trace").replaceChildren(drawSequence(lines.split("\n").map((line) => JSON.parse(line)), kit.userId));
  by("mermaid").textContent = mermaid;
  by("no-trace").hidden = true;
  for (const id of ["trace", "source", "copy-trace"]) by(id).hidden = false;
  drawTimings(kit.getTimings(callId));
}

function drawTimings(timings) {
  by("timings").hidden = !timings?.connected;
  if (!timings) return;
  const whole = Object.fromEntries(Object.entries(timings).map(([name, value]) => [name, typeof value === "number" ? Math.round(value) : "–"]));
  by("timings").textContent = t("rings after {ringing} ms, answered after {accepted} ms, connected after {connected} ms", whole);
}

export function installDeveloper() {
  for (const type of EVENTS) kit.on(type, (detail) => log(type, detail));
  kit.on("statechange", (change) => change.type === "ended" && drawTrace(change));
  by("copy-trace").addEventListener("click", () => attempt(async () => {
    await navigator.clipboard.writeText(by("mermaid").textContent);
    by("copy-trace").textContent = t("Copied");
  }));
}
