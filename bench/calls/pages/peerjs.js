// PeerJS, on its own server: an offer is what rings.

import { Peer } from "/lib/peerjs.js";

export async function join({ name, other, peerServer, ice, show, camera, onRing }) {
  const peer = new Peer(name, { host: peerServer.host, port: peerServer.port, path: "/", config: ice, debug: 0 });
  await new Promise((resolve, reject) => peer.on("open", resolve).on("error", reject));
  let current;
  let stream;
  peer.on("call", (call) => {
    current = call;
    call.on("stream", show);
    onRing();
  });
  return {
    async call() {
      stream = await camera();
      current = peer.call(other, stream);
      current.on("stream", show);
    },
    async answer() {
      stream = await camera();
      current.answer(stream);
    },
    async end() {
      current.close();
      for (const track of stream.getTracks()) track.stop();
    },
  };
}
