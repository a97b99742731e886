// A TURN server for one run, and the longer way to it.

import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { networkInterfaces } from "node:os";
import { programs } from "../../scripts/setup/programs.mjs";
import { Stop } from "../../scripts/setup/say.mjs";
import { delayUdp } from "./delay.mjs";

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 100;
const USER = "bench";
const PASSWORD = "measures";
// A binding request (RFC 8489, section 5): whoever answers it listens.
const BINDING = Buffer.from("000100002112a442" + "00".repeat(12), "hex");

/** Each packet from one person to the other takes two legs. Resolves with what an RTCPeerConnection is told. */
export async function startTurn(legMs) {
  const { TURNSERVER } = await programs("coturn");
  const address = Object.values(networkInterfaces()).flat().find((one) => !one.internal && one.family === "IPv4")?.address ?? "127.0.0.1";
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn(TURNSERVER, ["--listening-ip", address, "--relay-ip", address, "--listening-port", `${port}`, "--lt-cred-mech", "--user", `${USER}:${PASSWORD}`,
    "--realm", "bench", "--allow-loopback-peers", "-n", "--no-cli", "--no-tls", "--no-dtls", "--no-rfc5780", "--pidfile", "", "--log-file", "stdout", "--simple-log"],
  { stdio: "ignore" });
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  await answers(child, address, port);
  const proxy = await delayUdp(address, port, legMs);
  return {
    ice: { iceTransportPolicy: "relay", iceServers: [{ urls: `turn:${address}:${proxy.port}?transport=udp`, username: USER, credential: PASSWORD }] },
    close: () => (proxy.close(), stop()),
  };
}

function answers(child, address, port) {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    const ask = setInterval(() => socket.send(BINDING, port, address, () => {}), LOOK_EVERY_MS);
    const patience = setTimeout(() => reject(new Stop("coturn does not start.")), PATIENCE_MS);
    const end = () => (clearInterval(ask), clearTimeout(patience), socket.close());
    socket.on("error", () => {}).on("message", () => (end(), resolve()));
    child.once("exit", (code) => (end(), reject(new Stop(`coturn ended with ${code}.`))));
  });
}
