import CallKit, { CallKit as Named } from "callkit-web";
import { TabsConnection } from "callkit-web/connections";

const callkit: Named = new CallKit();
await callkit.init("app", "alice", new TabsConnection("alice"));
const state: string = callkit.state;
document.title = state;
