// The carrier of all that can choose one: texts from person to person over WebSockets, and SIP for a library that speaks nothing else.

import { WebSocketServer } from "ws";
import { Registrar } from "./sip.mjs";

/** Listens; people are named by the query, as in ws://…/?alice. */
export function startRelay() {
  const people = new Map();
  const registrar = new Registrar();
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false, handleProtocols: (offered) => (offered.has("sip") ? "sip" : false) });
  server.on("connection", (socket, request) => {
    if (socket.protocol === "sip") return void registrar.admit(socket);
    const name = decodeURIComponent(request.url.split("?")[1] ?? "");
    people.set(name, socket);
    socket.on("close", () => people.get(name) === socket && people.delete(name));
    socket.on("message", (frame) => {
      const { to, text } = JSON.parse(frame);
      people.get(to)?.send(JSON.stringify({ from: name, text }));
    });
  });
  const close = () => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  };
  return new Promise((resolve) => server.on("listening", () => resolve({ port: server.address().port, close })));
}
