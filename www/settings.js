// What a person has chosen: whether and how it rings, devices, language and colours. Kept by the browser; devices are kept by CallKit itself.

import { drawHistory } from "./history.js";
import { attempt, by, kit, make } from "./page.js";
import { speak, t } from "./words.js";

const LOOK = "callkit-demo-look";
const KINDS = ["microphone", "camera", "speaker", "ringer"];
const SWITCHES = ["quiet", "silent", "second", "preconnect"];
// These are told to `init` once.
const ONCE = ["second", "preconnect"];

let key = "";
let chosen = {};
let previewed = false;

/** What `init` is told. */
export function settings() {
  return {
    quiet: () => !!chosen.quiet,
    beforeRing: () => !chosen.quiet,
    busyWhenInCall: !chosen.second,
    preconnect: chosen.preconnect ? "ring" : "accept",
  };
}

/** Reads what this person has chosen. */
export function settle(me) {
  key = `callkit-demo-settings ${me}`;
  chosen = read(key);
  for (const name of SWITCHES) by(name).checked = !!chosen[name];
  ring();
}

function ring() {
  kit.ringingSource = chosen.silent ? null : undefined;
}

function read(where) {
  try {
    return JSON.parse(localStorage.getItem(where)) ?? {};
  } catch {
    return {};
  }
}

// ---- devices

async function drawDevices() {
  if (!kit.userId) return;
  const devices = await kit.listDevices().catch(() => []);
  for (const kind of KINDS) {
    const these = devices.filter((device) => device.kind === kind);
    const options = these.map(({ deviceId, label, selected }, index) =>
      make("option", { value: deviceId, textContent: label || `${by(kind).labels[0].firstElementChild.textContent} ${index + 1}`, selected }));
    if (!these.some(({ selected }) => selected)) options.unshift(make("option", { value: "", textContent: t("The browser chooses"), selected: true, disabled: these.length > 0 }));
    by(kind).replaceChildren(...options);
    by(kind).disabled = these.length === 0;
  }
}

async function preview(on) {
  const stream = await kit.preview(on);
  previewed = stream !== null;
  by("preview").srcObject = stream;
  by("preview").hidden = !previewed;
  by("try").textContent = t(previewed ? "Close the camera" : "Try the camera");
  await drawDevices();
}

// ---- language and colours

function look() {
  const { language = "", theme = "" } = read(LOOK);
  by("language").value = language;
  by("theme").value = theme;
  document.documentElement.style.colorScheme = theme || "light dark";
  speak(language || navigator.language);
  by("try").textContent = t(previewed ? "Close the camera" : "Try the camera");
}

/**
 * @param changed  what is to be drawn again, whatever was chosen
 * @param renewed  what is to be done where `init` has to hear of it
 */
export function installSettings({ changed, renewed }) {
  look();
  const everything = () => {
    look();
    changed();
    drawHistory();
    drawDevices();
  };
  for (const name of ["language", "theme"]) {
    by(name).addEventListener("change", () => {
      localStorage.setItem(LOOK, JSON.stringify({ ...read(LOOK), [name]: by(name).value }));
      everything();
    });
  }
  // What was chosen in one tab is so in all.
  addEventListener("storage", (event) => event.key === LOOK && everything());

  for (const name of SWITCHES) {
    by(name).addEventListener("change", () => {
      chosen = { ...chosen, [name]: by(name).checked };
      localStorage.setItem(key, JSON.stringify(chosen));
      ring();
      if (ONCE.includes(name)) renewed();
      changed();
    });
  }
  for (const kind of KINDS) by(kind).addEventListener("change", () => attempt(() => kit.setDevice(kind, by(kind).value).finally(drawDevices)));
  by("try").addEventListener("click", () => attempt(() => preview(!previewed)));
  kit.on("devicechange", drawDevices);
  // A call takes the camera over, or it is put out here.
  kit.on("statechange", ({ type }) => {
    if (type !== "connecting" && type !== "ended" && type !== "connected") return;
    drawDevices();
    if (previewed) preview(false).catch(() => {});
  });
  by("nav").addEventListener("click", () => {
    drawDevices();
    if (previewed) attempt(() => preview(false));
  });
  installNotifications();
}

function installNotifications() {
  const asks = () => (by("notify").hidden = !("Notification" in globalThis) || Notification.permission !== "default");
  asks();
  by("notify").addEventListener("click", () => Notification.requestPermission().then(asks));
}
