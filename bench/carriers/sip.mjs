// As much of a SIP registrar and proxy (RFC 3261, RFC 7118) as two people need who are both connected by WebSocket.

const header = (message, name) => new RegExp(`^(?:${name})\\s*:\\s*(.*?)\\r?$`, "mi").exec(message)?.[1];

export class Registrar {
  // By the name of a person, and by the made-up host that a WebSocket client calls itself.
  #sockets = new Map();

  admit(socket) {
    socket.on("message", (frame) => this.#hear(socket, String(frame)));
    socket.on("close", () => {
      for (const [name, known] of this.#sockets) if (known === socket) this.#sockets.delete(name);
    });
  }

  #hear(socket, message) {
    const host = /^\S+\s+([^;\s]+)/.exec(header(message, "Via|v") ?? "")?.[1];
    if (message.startsWith("SIP/2.0")) return void this.#sockets.get(host)?.send(message);
    if (!host) return;
    this.#sockets.set(host, socket);
    const [, method, person, at] = /^(\w+) sips?:(?:([^@\s]+)@)?([^;\s]+)/.exec(message) ?? [];
    if (method === "REGISTER") return void socket.send(this.#register(socket, message));
    this.#sockets.get(this.#sockets.has(at) ? at : person)?.send(message);
  }

  #register(socket, message) {
    const to = header(message, "To|t");
    this.#sockets.set(/sip:([^@]+)@/.exec(to)[1], socket);
    return ["SIP/2.0 200 OK", ...["Via", "From", "Call-ID", "CSeq"].map((name) => `${name}: ${header(message, name)}`),
      `To: ${to};tag=bench`, `Contact: ${header(message, "Contact|m")}`, "Content-Length: 0", "", ""].join("\r\n");
  }
}
