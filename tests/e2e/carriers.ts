// The real server between the pages of different browsers, and a TURN server between their media.

import { spawn, type ChildProcess } from "node:child_process";
import { connect, createServer, type AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { startServer, type Server } from "../server/running.mjs";
import { test as base, type Engine, type Options, type Person } from "./people.js";

const SECRET = "only this test knows it";
const RELAYED = { from: 49_160, to: 49_400 };

interface Carriers {
  server: Server;
  relay: Relay;
}

interface Travellers {
  /** A person in one of the browsers, who has signed in to the server. */
  personIn(engine: Engine, name: string, options?: Options): Promise<Person>;
}

export const test = base.extend<Travellers, Carriers>({
  personIn: async ({ person, places, server }, use) => {
    await use(async (engine, name, options = {}) => person(name, { server: server.url, ...options }, await places[engine]()));
  },

  relay: [async ({}, use) => {
    const relay = new Relay(await freePort());
    await relay.start();
    await use(relay);
    await relay.kill();
  }, { scope: "worker" }],

  server: [async ({ relay }, use) => {
    const origin = `http://localhost:${process.env["E2E_PORT"] ?? 8765}`;
    const server = await startServer(["--allow-origin", origin, "--turn-url", relay.url, "--turn-secret", SECRET]);
    await use(server);
    await server.kill();
  }, { scope: "worker" }],
});

/** coturn at an address of this machine that is not the loopback's, which Firefox does not use. */
class Relay {
  readonly #port: number;
  readonly #address = Object.values(networkInterfaces()).flat().find((one) => one && !one.internal && one.family === "IPv4")?.address ?? "127.0.0.1";
  #child: ChildProcess | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  get url(): string {
    return `turn:${this.#address}:${this.#port}?transport=udp`;
  }

  /** Starts it, again where it was before, and waits until it answers. */
  async start(): Promise<void> {
    const own = ["--listening-ip", this.#address, "--relay-ip", this.#address, "--listening-port", `${this.#port}`];
    const range = ["--min-port", `${RELAYED.from}`, "--max-port", `${RELAYED.to}`];
    const access = ["--use-auth-secret", "--static-auth-secret", SECRET, "--realm", "callkit", "--allow-loopback-peers"];
    const nothingElse = ["-n", "--no-cli", "--no-tls", "--no-dtls", "--no-rfc5780", "--pidfile", "", "--log-file", "stdout", "--simple-log"];
    const child = spawn(process.env["TURNSERVER"] ?? "turnserver", [...own, ...range, ...access, ...nothingElse], { stdio: "ignore" });
    this.#child = child;
    while (!(await answers(this.#port, this.#address))) {
      if (child.exitCode !== null) throw new Error(`coturn ended with ${child.exitCode}`);
    }
  }

  /** Ends it without a last word. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
}

function answers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => resolve(true)).on("error", () => resolve(false)).on("close", () => resolve(false));
    socket.end();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject).listen(0, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
