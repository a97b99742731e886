// A callkit-server that runs for a test: the real one, which can be killed, stopped for a while and started again at the same address.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildServer } from "../../scripts/build/server.mjs";

const LISTENING = /^callkit-server listening on (https?:\/\/\S+)$/;

/** Starts one at a free port of this machine, or of this `address` of the network that a command enters. `flags` are those of the program. */
export async function startServer(flags = [], { address = "127.0.0.1", enter = [] } = {}) {
  const server = new Server([...enter, await buildServer()], flags, address);
  await server.start();
  return server;
}

/** Tells whether every thread of a program is stopped, where the system tells of threads (proc_pid_stat(5)). */
function standsStill(pid) {
  const threads = `/proc/${pid}/task`;
  if (!existsSync(threads)) return true;
  return readdirSync(threads).every((thread) => {
    try {
      return /\) T /.test(readFileSync(join(threads, thread, "stat"), "utf8"));
    } catch {
      return true;
    }
  });
}

class Server {
  #command;
  #flags;
  #child = null;
  /** As in http://127.0.0.1:1234 */
  url;

  constructor(command, flags, address) {
    this.#command = command;
    this.#flags = flags;
    this.url = `http://${address}:0`;
  }

  /** Where the WebSocket is. */
  get socket() {
    return `${this.url.replace("http", "ws")}/ws`;
  }

  /** Starts it, again where it was before; other flags from now on where given. */
  async start(flags = this.#flags) {
    this.#flags = flags;
    const [program, ...before] = this.#command;
    const child = spawn(program, [...before, "--listen", new URL(this.url).host, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    let said = "";
    child.stderr.on("data", (chunk) => (said += chunk));
    for await (const line of createInterface({ input: child.stdout })) {
      const url = LISTENING.exec(line)?.[1];
      if (url) return void (this.url = url);
    }
    throw new Error(`callkit-server did not start:\n${said}`);
  }

  /** Ends it without a last word, as a crash does. */
  kill() {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null) return Promise.resolve();
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGCONT");
    child.kill("SIGKILL");
    return ended;
  }

  /** Lets it say nothing more, while the network takes everything for it. */
  freeze() {
    this.#child.kill("SIGSTOP");
    // On a busy machine a thread that runs already may say something yet.
    while (!standsStill(this.#child.pid)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }

  thaw() {
    this.#child.kill("SIGCONT");
  }

  /** A token for a person. */
  async signIn(userId) {
    const answer = await fetch(`${this.url}/sign-in`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ userId }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()).token;
  }
}
