// The phone of a person who signs in at callkit-server, and the list of who else is there, in this or any other browser or machine.

import { CallType } from "./dist/index.js";
import { WebSocketConnection } from "./dist/connections.js";
import { avatar, by, DO, draw, install, kit, name, problem, show } from "./phone.js";

const NAME = "callkit-demo-name";
let connection = null;
let here = [];

DO.voice = ({ value }) => kit.startCall({ callType: CallType.Audio, to: value });
DO.video = ({ value }) => kit.startCall({ callType: CallType.Video, to: value });
DO.signOut = signOut;

// ---- the server

/** Asks callkit-server for something; `token` says for whom. */
async function ask(path, body, token) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  let answer, said;
  try {
    answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    said = await answer.json();
  } catch {
    throw new Error("The server does not answer. See that it runs: npm start");
  }
  if (!answer.ok) throw new Error(said.error.message);
  return said;
}

async function askToken(userId) {
  return (await ask("sign-in", { userId })).token;
}

async function runs() {
  try {
    const answer = await fetch("healthz", { cache: "no-store" });
    return answer.ok && (await answer.text()).trim() === "ok";
  } catch {
    return false;
  }
}

// ---- signing in and out

async function signIn(me) {
  await askToken(me);
  connection = new WebSocketConnection("ws", { userId: me, token: () => askToken(me) });
  await kit.init("callkit-demo", null, connection, {
    iceServers: async () => (await ask("ice-servers", {}, await askToken(me))).iceServers,
  });
  // Only a page that can be called says that it is here.
  connection.watch((users) => {
    here = users;
    draw();
  });
  connection.onStatus(draw);
  sessionStorage.setItem(NAME, me);
  document.title = `${me}’s phone`;
  name("me", me);
  by("here").hidden = by("sign-out").hidden = false;
  draw();
}

async function signOut() {
  sessionStorage.removeItem(NAME);
  await kit.destroy();
  location.reload();
}

async function enter(me) {
  problem(null);
  try {
    await signIn(me);
  } catch (error) {
    await connection?.close();
    problem(error);
    askName();
  }
}

function askName() {
  by("status").textContent = "Nobody is signed in";
  show("nobody");
  by("name").focus();
}

// ---- drawing

function drawPeople() {
  const idle = kit.state === "idle";
  const others = here.filter((user) => user !== kit.userId).sort();
  const rows = [...by("people").children];
  for (const row of rows) if (!others.includes(row.dataset.user)) row.remove();
  // Rows that stay are not touched, so that nobody loses what they are about to press.
  others.forEach((user, place) => {
    const before = by("people").children[place];
    if (before?.dataset.user !== user) by("people").insertBefore(somebody(user), before ?? null);
  });
  by("nobody").hidden = others.length > 0;
  by("nobody").textContent = connection?.error ? "The server does not answer. Trying again …" : "Nobody else yet";
  for (const button of by("people").querySelectorAll("button")) button.disabled = !idle;
  if (idle) by("status").textContent = connection.error ? "No connection" : here.length > 0 ? "Online" : "Connecting …";
  by("phone-of").classList.toggle("cut", idle && here.length === 0);
}

function somebody(user) {
  const row = by("somebody").content.cloneNode(true).firstElementChild;
  row.dataset.user = user;
  avatar(row.querySelector(".avatar"), user);
  row.querySelector("b").textContent = user;
  for (const button of row.querySelectorAll("button")) {
    button.value = user;
    button.ariaLabel = `${button.dataset.do === "video" ? "Video" : "Voice"} call to ${user}`;
  }
  return row;
}

function unable(title, remedy) {
  by("status").textContent = "Not signed in";
  by("unable-title").textContent = title;
  by("remedy").textContent = remedy;
  show("unable");
}

// ---- beginning

install(drawPeople);
by("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  const me = by("name").value.trim();
  if (me !== "") enter(me);
});
by("elsewhere").textContent = /^(?:localhost|127\..*|\[::1\])$/.test(location.hostname)
  ? "Open this page in another browser and sign in there with another name. For a phone or another machine start with npm start -- --tls, which prints the address to open there."
  : `Open ${location.origin}${location.pathname} in another browser or on another machine, and sign in there with another name.`;

const known = sessionStorage.getItem(NAME);
if (!isSecureContext) {
  unable("Calls need https here", "A browser opens microphone and camera only on a page that came by https, or from localhost. Start with npm start -- --tls and open the https address that it prints.");
} else if (!(await runs())) {
  unable("There is no server here", "This page signs in at callkit-server, and what serves it is something else. Start both with npm start and open the address that it prints.");
} else if (known) {
  await enter(known);
} else {
  askName();
}
