import CallKit, { CallKit as Named } from "callkit-web";
import { TabsConnection } from "callkit-web/connections";
import { CallKitElement, recordText } from "callkit-web/ui";

const callkit: Named = new CallKit();
await callkit.init("app", "alice", new TabsConnection("alice"));
const state: string = callkit.state;
document.title = state;

const callWindow: CallKitElement = document.createElement("call-kit");
callWindow.kit = callkit;
callWindow.contactAvatar = (user) => `/avatars/${user}.png`;
callWindow.addEventListener("call-kit-request", ({ detail }) => console.log(detail.request, detail.method));
const text: string = callkit.lastRecord ? recordText(callkit.lastRecord, "zh", { fr: { busy: "Occupé" } }) : "";
document.body.append(callWindow, new CallKitElement(), text);
