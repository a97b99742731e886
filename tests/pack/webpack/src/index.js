import CallKit from "callkit-web";
import { TabsConnection } from "callkit-web/connections";

async function start() {
  const callkit = new CallKit();
  await callkit.init("app", "alice", new TabsConnection("alice"));
  document.querySelector("output").textContent = callkit.state;
}

start();
