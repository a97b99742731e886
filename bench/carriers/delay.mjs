// Knows how to make a path longer: a proxy for TCP and one for UDP that keep everything for a while, in both directions.

import { createSocket } from "node:dgram";
import { connect, createServer } from "node:net";

const ALL = "0.0.0.0";

/** Leads to a TCP port of this machine; `legMs` is added each way. Resolves with its own port. */
export function delayTcp(port, legMs) {
  const sockets = new Set();
  const carry = (from, to) => {
    sockets.add(from);
    from.setNoDelay(true);
    from.on("data", (chunk) => setTimeout(() => to.writable && to.write(chunk), legMs));
    from.on("error", () => {}).on("close", () => setTimeout(() => to.destroy(), legMs));
  };
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    carry(near, far);
    carry(far, near);
  });
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return new Promise((resolve) => server.listen(0, ALL, () => resolve({ port: server.address().port, close })));
}

/** Leads to a UDP port; `legMs` is added each way. Each sender has an outgoing port of its own, so that the far side tells them apart. */
export function delayUdp(address, port, legMs) {
  const outgoing = new Map();
  const near = createSocket("udp4");
  near.on("message", (packet, { address: from, port: fromPort }) => {
    const name = `${from}:${fromPort}`;
    const far = outgoing.get(name) ?? open(name, from, fromPort);
    setTimeout(() => outgoing.has(name) && far.send(packet, port, address), legMs);
  });
  const open = (name, to, toPort) => {
    const far = createSocket("udp4").on("error", () => {});
    far.on("message", (packet) => setTimeout(() => outgoing.has(name) && near.send(packet, toPort, to), legMs));
    outgoing.set(name, far);
    return far;
  };
  const close = () => {
    for (const far of outgoing.values()) far.close();
    outgoing.clear();
    near.close();
  };
  return new Promise((resolve) => near.bind(0, address, () => resolve({ port: near.address().port, close })));
}
