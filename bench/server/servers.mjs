// Knows how to start each server that is measured, alone on one core, with its limits out of the way.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildServer } from "../../scripts/build/server.mjs";
import { ask, npm, root, run } from "../../scripts/setup/run.mjs";
import { Stop, step } from "../../scripts/setup/say.mjs";
import { scratch } from "../../scripts/build/stamp.mjs";

const SERVER_CORE = "0";

/** Runs a program on one core, before others where that is allowed: what is measured is it, not its neighbours. */
export const pinned = (core, command) => ["taskset", ["-c", core, ...(process.getuid?.() === 0 ? ["nice", "-n", "-15"] : []), ...command]];

const PATIENCE_MS = 20_000;
const bench = fileURLToPath(new URL("..", import.meta.url));

/** Each resolves with a program and its arguments, once all that it needs is there. */
export const servers = [
  { name: "callkit-server", kind: "callkit", prepare: callkit },
  { name: "PeerJS server", kind: "peer", prepare: peer },
  { name: "mosquitto (TCP)", kind: "mqtt", prepare: mosquitto },
];

async function callkit() {
  const program = await buildServer();
  return (port) => [program, "--listen", `127.0.0.1:${port}`, "--log-level", "error", "--connections", "1000000"];
}

async function peer() {
  const program = join(bench, "node_modules", "peer", "dist", "bin", "peerjs.js");
  if (!existsSync(program)) {
    step("Installing the PeerJS server", "first time only, about 10 seconds");
    const [command, args] = npm(["install", "--no-audit", "--no-fund", "--no-package-lock"]);
    await run(command, args, { cwd: bench });
  }
  return (port) => [process.execPath, program, "--port", String(port), "--host", "127.0.0.1", "--concurrent_limit", "1000000"];
}

async function mosquitto() {
  const find = () => ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"].find(existsSync);
  if (!find() && process.getuid?.() === 0 && ask("apt-get", ["--version"]) !== null) {
    step("Installing mosquitto", "first time only, about 20 seconds");
    await run("apt-get", ["install", "-q", "-y", "--no-install-recommends", "mosquitto"]);
  }
  const program = find();
  if (!program) throw new Stop("mosquitto is measured beside ours and is not here.\n  Install it: sudo apt-get install mosquitto");
  return (port) => {
    const config = join(scratch, `mosquitto-${port}.conf`);
    mkdirSync(scratch, { recursive: true });
    writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_connections -1\nset_tcp_nodelay true\nlog_type error\npersistence false\n`);
    return [program, "-c", config];
  };
}

/** Starts one, and resolves when it listens. */
export async function start(commandFor) {
  const port = await freePort();
  const child = spawn(...pinned(SERVER_CORE, commandFor(port)), { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  let ended = false;
  const end = new Promise((resolve) => child.on("close", () => resolve((ended = true))));
  const start = performance.now();
  while (!(await listens(port))) {
    if (ended || performance.now() - start > PATIENCE_MS) throw new Stop(`${commandFor(port)[0]} does not start. What it printed above says why.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { address: `127.0.0.1:${port}`, pid: child.pid, stop: () => (child.kill("SIGKILL"), end) };
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1").on("error", () => resolve(false)).on("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
