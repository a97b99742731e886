// A page written for the web call kit that many know, with nothing changed but where CallKit comes from, and what carries its messages.

import CallKit from "callkit-web/react";
import { TabsConnection } from "callkit-web/connections";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

const Callkit = CallKit;
const userId = new URLSearchParams(location.search).get("user") ?? "alice";
const connection = new TabsConnection(userId);
const [appId, mediaUid] = ["app", null];
const told = [];

let options = {
  callType: 0,
  chatType: "singleChat",
  to: "userId",
  message: "Got a minute?",
  channel: "channel",
  accessToken: "a call token",
};

function Call() {
  const handleCallStateChange = (info) => {
    switch (info.type) {
      case "hangup":
      case "accept":
      case "refuse":
      case "user-published":
      case "user-left":
        told.push(info.type);
        break;
      default:
        break;
    }
  };
  return <Callkit onInvite={() => told.push("invite")} onStateChange={handleCallStateChange} contactAvatar="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" lang="en" />;
}

function App() {
  const [shown, show] = useState(true);
  useEffect(() => {
    CallKit.init(appId, mediaUid, connection).then(() => (document.querySelector("output").textContent = CallKit.kit.state));
    CallKit.setUserIdMap({ userId: "Bobby", alice: "Alice" });
  }, []);
  return (
    <>
      <button onClick={() => CallKit.startCall(options)}>Call</button>
      <button onClick={() => show(!shown)}>Other page</button>
      {shown && <Call />}
    </>
  );
}

createRoot(document.getElementById("root")).render(<StrictMode><App /></StrictMode>);
Object.assign(window, { told });
