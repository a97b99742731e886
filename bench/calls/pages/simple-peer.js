// simple-peer on the shared carrier: the page rings by a message of its own, and keeps the caller's signals until the answer.

import Peer from "/lib/simple-peer.js";
import { connect } from "./relay.js";

export async function join({ name, other, relay, ice, show, camera, onRing }) {
  let peer;
  let stream;
  let early = [];
  const { send } = await connect(relay, name, (_, text) => {
    const message = JSON.parse(text);
    if (message.ring) return onRing();
    if (peer) peer.signal(message);
    else early.push(message);
  });
  const open = async (initiator) => {
    stream = await camera();
    peer = new Peer({ initiator, stream, config: ice });
    peer.on("signal", (signal) => send(other, JSON.stringify(signal)));
    peer.on("stream", show);
    peer.on("error", () => {});
    for (const signal of early.splice(0)) peer.signal(signal);
  };
  return {
    call: () => (send(other, JSON.stringify({ ring: true })), open(true)),
    answer: () => open(false),
    async end() {
      peer.destroy();
      peer = null;
      early = [];
      for (const track of stream.getTracks()) track.stop();
    },
  };
}
