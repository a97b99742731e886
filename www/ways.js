// The two ways to reach people: through callkit-server, or without any server between the tabs of one browser.
// Each gives a connection, options for `init`, and who is here.

import { TabsConnection, WebSocketConnection } from "./dist/connections.js";
import { hereInTabs } from "./tabs-here.js";
import { t } from "./words.js";

export async function serverRuns() {
  try {
    const answer = await fetch("healthz", { cache: "no-store" });
    return answer.ok && (await answer.text()).trim() === "ok";
  } catch {
    return false;
  }
}

export async function throughServer(me) {
  await askToken(me);
  const connection = new WebSocketConnection("ws", { userId: me, token: () => askToken(me) });
  return {
    connection,
    options: { iceServers: async () => (await ask("ice-servers", {}, await askToken(me))).iceServers },
    watch: (listener) => connection.watch(listener),
    get cut() { return connection.error ?? null; },
    onStatus: (listener) => connection.onStatus(listener),
  };
}

export async function betweenTabs(me) {
  return { connection: new TabsConnection(me), options: {}, watch: (listener) => hereInTabs(me, listener), cut: null, onStatus: () => () => {} };
}

/** Asks callkit-server for something; `token` says for whom. */
async function ask(path, body, token) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  let answer, said;
  try {
    answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    said = await answer.json();
  } catch {
    throw new Error(t("The server does not answer. See that it runs: npm start"));
  }
  if (!answer.ok) throw new Error(said.error.message);
  return said;
}

const askToken = async (userId) => (await ask("sign-in", { userId })).token;
