// Who is here, and how they are called: one, several together, by name, or into a call that goes on.

import { all, attempt, avatar, by, kit, make, round } from "./page.js";
import { t } from "./words.js";

const chosen = new Set();
let others = [];

// ---- drawing

/** Draws who is here but this person. */
export function drawPeople(people, { cut }) {
  others = people;
  for (const user of chosen) if (!others.includes(user)) chosen.delete(user);
  const idle = kit.state === "idle";
  const rows = [...by("people").children];
  for (const row of rows) if (!others.includes(row.dataset.user) || row.lang !== document.documentElement.lang) row.remove();
  // Rows that stay are not touched, so that nobody loses what they are about to press.
  others.forEach((user, place) => {
    const before = by("people").children[place];
    if (before?.dataset.user !== user) by("people").insertBefore(somebody(user), before ?? null);
  });
  for (const button of all("button", by("people"))) button.disabled = !idle;
  by("nobody").hidden = others.length > 0;
  by("nobody-title").textContent = t(cut ? "The server does not answer. Trying again …" : "Nobody else yet");
  by("nobody-hint").textContent = hint();
  by("together").hidden = chosen.size === 0 || !idle;
  by("chosen").textContent = t("{count} chosen", { count: chosen.size });
}

function somebody(user) {
  const box = make("input", { type: "checkbox", ariaLabel: t("Choose {name}", { name: user }), checked: chosen.has(user) });
  box.addEventListener("change", () => {
    if (box.checked) chosen.add(user);
    else chosen.delete(user);
    drawPeople(others, { cut: null });
  });
  const row = make("li", { lang: document.documentElement.lang },
    make("label", {}, box, avatar(user), make("b", { dir: "auto", textContent: user })),
    round("voice", t("Voice call to {name}", { name: user }), () => call(0, user), t("Voice")),
    round("video", t("Video call to {name}", { name: user }), () => call(1, user), t("Video")));
  row.dataset.user = user;
  return row;
}

function hint() {
  if (by("nobody").dataset.way === "tabs") return t("Open this page in another tab and sign in there with another name.");
  const address = `${location.origin}${location.pathname}`;
  return /^(?:localhost|127\..*|\[::1\])$/.test(location.hostname)
    ? t("Open this page in another browser and sign in there with another name. For a phone or another machine start with npm start -- --tls, which prints the address to open there.")
    : t("Open {address} in another browser or on another machine, and sign in there with another name.", { address });
}

// ---- calling

function call(callType, to, group = {}) {
  return kit.startCall({ callType, to, message: by("message").value.trim(), ...group });
}

function chooseNone() {
  chosen.clear();
  for (const box of all("input", by("people"))) box.checked = false;
  by("together").hidden = true;
}

async function callTogether(callType) {
  const name = by("group-name").value.trim();
  await call(callType, [...chosen], name && { groupId: name, groupName: name });
  chooseNone();
}

// Whoever is in the call, or is being called, need not be asked.
function chooseWhomToAdd({ members, callType, channel, groupId }) {
  const here = others.filter((user) => !members.includes(user));
  by("addable").replaceChildren(...here.map((user) => make("li", {},
    make("label", {}, make("input", { type: "checkbox", value: user, ariaLabel: t("Choose {name}", { name: user }) }), avatar(user), make("b", { dir: "auto", textContent: user })))));
  by("also").value = "";
  by("adding").returnValue = "";
  by("adding").onclose = () => {
    const to = [...all("input:checked", by("addable")).map(({ value }) => value), by("also").value.trim()].filter(Boolean);
    if (by("adding").returnValue !== "call" || to.length === 0) return;
    attempt(() => kit.startCall({ callType, channel, to, ...(groupId && { groupId }) }));
  };
  by("adding").showModal();
}

export function installPeople() {
  kit.on("addperson", chooseWhomToAdd);
  // A call that ends takes the question whom to add with it.
  kit.on("statechange", ({ type }) => type === "ended" && by("adding").close());
  by("choose-none").addEventListener("click", chooseNone);
  for (const [form, act] of [["dial", (type) => call(type, by("whom").value.trim())], ["together", callTogether]]) {
    by(form).addEventListener("submit", (event) => {
      event.preventDefault();
      attempt(() => act(Number(event.submitter.value)));
    });
  }
}
