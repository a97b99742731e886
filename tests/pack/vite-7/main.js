import CallKit from "callkit-web";
import { TabsConnection } from "callkit-web/connections";

const callkit = new CallKit();
await callkit.init("app", "alice", new TabsConnection("alice"));
document.querySelector("output").textContent = callkit.state;
