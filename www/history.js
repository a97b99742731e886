// Past calls, and calling back.

import { recordText } from "./dist/ui.js";
import { attempt, avatar, by, kit, make, round } from "./page.js";
import { t } from "./words.js";

const MOST = 100;

export async function drawHistory() {
  const records = kit.userId ? await kit.getCallRecords({ limit: MOST }).catch(() => []) : [];
  by("records").replaceChildren(...records.map(row));
  by("no-records").hidden = records.length > 0;
  by("clear-history").hidden = records.length === 0;
}

function row(record) {
  const { callType, direction, status, from, members, groupId, groupName, startedAt } = record;
  const to = [...new Set([...members, from])].filter((user) => user !== kit.userId);
  const name = groupName || to.map((user) => kit.displayName(user)).join(", ");
  const missed = direction === "incoming" && status === "missed";
  const video = callType === 1 || callType === 2;
  const again = () => kit.startCall({ callType, to, ...(groupId && { groupId }), ...(groupName && { groupName }) });
  return make("li", {},
    avatar(groupName || to[0] || from),
    make("span", { className: "grow" },
      make("b", { dir: "auto", textContent: name }),
      make("small", { className: missed ? "missed" : "" },
        make("span", { ariaHidden: "true", textContent: direction === "outgoing" ? "↗ " : "↙ " }), recordText(record, document.documentElement.lang))),
    make("time", { dateTime: new Date(startedAt).toISOString(), textContent: when(startedAt) }),
    ...(to.length > 0 ? [round(video ? "video" : "voice", t("Call {name} back", { name }), again)] : []));
}

// The hour of a call of today, the day of an older one.
function when(time) {
  const date = new Date(time);
  const today = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(document.documentElement.lang, today ? { timeStyle: "short" } : { month: "short", day: "numeric" });
}

export function installHistory() {
  kit.on("callrecord", () => drawHistory());
  by("clear-history").addEventListener("click", () => attempt(async () => {
    await kit.clearCallRecords();
    await drawHistory();
  }));
}
