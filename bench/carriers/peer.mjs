// The PeerJS server, which PeerJS cannot do without.

import { PeerServer } from "peer";

/** Listens on any free port. */
export function startPeerServer() {
  return new Promise((resolve) => PeerServer({ port: 0, path: "/" }, (server) => {
    resolve({ port: server.address().port, close: () => (server.closeAllConnections(), server.close()) });
  }));
}
