// JsSIP, on a registrar that passes its requests on: an INVITE is what rings.

import JsSIP from "/lib/jssip.js";

export async function join({ name, other, relay, ice, picture, show, onRing }) {
  const ua = new JsSIP.UA({ sockets: [new JsSIP.WebSocketInterface(relay)], uri: `sip:${name}@bench.example`, register: true, session_timers: false });
  let session;
  const options = { mediaConstraints: { audio: true, video: picture }, pcConfig: ice };
  ua.on("newRTCSession", (event) => {
    session = event.session;
    const watch = (connection) => connection.addEventListener("track", ({ streams }) => show(streams[0]));
    if (session.connection) watch(session.connection);
    else session.on("peerconnection", ({ peerconnection }) => watch(peerconnection));
    if (event.originator === "remote") onRing();
  });
  await new Promise((resolve, reject) => {
    ua.on("registered", resolve).on("registrationFailed", reject);
    ua.start();
  });
  return {
    call: () => ua.call(`sip:${other}@bench.example`, options),
    answer: () => session.answer(options),
    async end(side) {
      if (side === "caller") session.terminate();
      while (!session.isEnded()) await new Promise((resolve) => session.on("ended", resolve));
    },
  };
}
