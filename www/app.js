// The application: who is signed in, by which way, and which part is seen. The parts draw themselves, and `<call-kit>` draws every call.

import "./dist/ui.js";
import { installDeveloper } from "./developer.js";
import { drawHistory, installHistory } from "./history.js";
import { all, attempt, avatar, by, kit, problem } from "./page.js";
import { drawPeople, installPeople } from "./people.js";
import { installSettings, settings, settle } from "./settings.js";
import { betweenTabs, serverRuns, throughServer } from "./ways.js";
import { t } from "./words.js";

const NAME = "callkit-demo-name";
const STATES = { calling: "Calling", ringing: "Ringing", connecting: "Connecting …", connected: "In a call", reconnecting: "Reconnecting …" };

let open = null;
let way = null;
let unwatch = () => {};
let here = [];

// ---- signing in and out

async function enter(me) {
  problem(null);
  try {
    settle(me);
    way = await open(me);
    await kit.init("callkit-demo", null, way.connection, { ...way.options, ...settings() });
  } catch (error) {
    await way?.connection.close();
    way = null;
    problem(error);
    return askName();
  }
  // Only a page that can be called says that it is here.
  unwatch = way.watch((users) => {
    here = users;
    draw();
  });
  way.onStatus(draw);
  sessionStorage.setItem(NAME, me);
  document.title = me;
  by("my-name").textContent = me;
  avatar(me, by("my-avatar"));
  by("sign-in").hidden = true;
  for (const id of ["views", "nav"]) by(id).hidden = false;
  // Who stands beside another on the first page stays who they are.
  by("sign-out").hidden = parent !== window;
  await drawHistory();
  draw();
}

/** With other settings of `init`, where there is no call: that takes a new one. */
async function enterAgain() {
  if (kit.state !== "idle" || !kit.userId) return;
  const me = kit.userId;
  await leave();
  await enter(me);
}

async function leave() {
  unwatch();
  way = null;
  await kit.destroy();
}

async function signOut() {
  sessionStorage.removeItem(NAME);
  await leave();
  location.replace(location.pathname);
}

function askName() {
  for (const id of ["views", "nav", "sign-out"]) by(id).hidden = true;
  by("status").textContent = t("Nobody is signed in");
  by("sign-in").hidden = false;
  by("name").focus();
}

// ---- drawing

function draw() {
  if (!way) return;
  const idle = kit.state === "idle";
  const reached = here.length > 0;
  const alone = way.cut ? "No connection" : reached ? (settings().quiet() ? "Do not disturb" : "Online") : "Connecting …";
  by("status").textContent = t(idle ? alone : STATES[kit.state]);
  by("app").dataset.state = idle ? (reached ? "idle" : "cut") : kit.state;
  drawPeople(here.filter((user) => user !== kit.userId).sort(), way);
  drawOffer();
}

function drawOffer() {
  const call = kit.state === "idle" ? kit.resumable : null;
  by("offer").hidden = !call;
  const names = call?.members.filter(({ userId }) => userId !== kit.userId).map(({ name }) => name).join(", ");
  by("offer-text").textContent = call ? t("You were in a call with {names}.", { names }) : "";
}

function show(view) {
  by("app").dataset.view = view;
  for (const button of all("button", by("nav"))) {
    if (button.dataset.view === view) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
}

// ---- beginning

document.querySelector("call-kit").kit = kit;
installPeople();
installHistory();
installDeveloper();
installSettings({ changed: draw, renewed: () => attempt(enterAgain) });
for (const type of ["invite", "statechange", "callrecord", "connectionchange"]) kit.on(type, draw);
kit.on("error", problem);
by("nav").addEventListener("click", ({ target }) => {
  const view = target.closest("button")?.dataset.view;
  if (view) show(view);
});
by("sign-out").addEventListener("click", () => attempt(signOut));
by("return").addEventListener("click", () => attempt(() => kit.resume()));
by("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  const me = by("name").value.trim();
  if (me !== "") enter(me);
});

// Who is named in the address is somebody among the tabs, whatever serves the page: two of them stand side by side in index.html.
const named = (new URLSearchParams(location.search).get("name") ?? "").trim();
const known = named || sessionStorage.getItem(NAME);
const server = isSecureContext && !named && (await serverRuns());
open = server ? throughServer : betweenTabs;
by("nobody").dataset.way = server ? "server" : "tabs";
if (!isSecureContext) {
  by("status").textContent = t("Nobody is signed in");
  by("unable").hidden = false;
} else {
  by("note").dataset.t = "There is no server here, so you reach the other tabs of this browser. For other browsers and machines: npm start.";
  by("note").textContent = t(by("note").dataset.t);
  by("note").hidden = server || named !== "";
  if (known) await enter(known);
  else askName();
}
