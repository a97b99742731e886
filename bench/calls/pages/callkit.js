// CallKit for the web, on the shared carrier.

import { CallKit } from "/dist/index.js";
import { connect } from "./relay.js";

export async function join({ name, other, relay, ice, video, picture, preconnect, onRing }) {
  const listeners = new Set();
  const { send } = await connect(relay, name, (from, text) => { for (const hear of listeners) hear({ from, text }); });
  const kit = new CallKit();
  await kit.init("bench", null, {
    userId: name,
    send: async (to, text) => send(to, text),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  }, { ...ice, preconnect, ringingSource: null, video: picture, logLevel: "silent" });
  kit.onInvite = onRing;
  const idle = () => new Promise((resolve) => {
    const look = () => kit.state === "idle" && resolve();
    kit.on("statechange", look);
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
