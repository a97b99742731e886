// CallKit for the web, on the shared carrier, or between tabs.

import { CallKit } from "/dist/index.js";
import { connect } from "./relay.js";

export async function join({ name, other, relay, ice, video, picture, preconnect, onRing }) {
  const kit = new CallKit();
  await kit.init("bench", name, relay && await connection(relay, name), { ...ice, preconnect, ringingSource: null, video: picture, logLevel: "silent" });
  kit.onInvite = onRing;
  const idle = () => new Promise((resolve) => {
    const look = () => {
      if (kit.state !== "idle") return;
      undo();
      resolve();
    };
    const undo = kit.on("statechange", look);
    look();
  });
  return {
    kit,
    call: () => (kit.attachView(other, video), kit.startCall({ callType: 1, to: other })),
    answer: () => (kit.attachView(other, video), kit.answerCall(true)),
    end: async (side) => {
      if (side === "caller") await kit.hangup();
      await idle();
    },
  };
}

async function connection(relay, name) {
  const listeners = new Set();
  const { send } = await connect(relay, name, (from, text) => { for (const hear of listeners) hear({ from, text }); });
  return {
    userId: name,
    send: async (to, text) => send(to, text),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
