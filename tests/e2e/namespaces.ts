// Two people in browsers of their own, each in a network of their own, with cables between the two. Needs root and `ip netns`.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext } from "@playwright/test";
import { startServer, type Server } from "../server/running.mjs";
import { test as base, type Options, type Person } from "./people.js";
import { inChromium } from "./tab.js";

const CABLES = { one: "10.77.1", two: "10.77.2" };
type Cable = keyof typeof CABLES;

// On no cable: whichever there is leads to it.
const SERVER = "10.77.0.1";

/** Why there can be no such networks on this machine; empty where there can. */
export function hindrance(): string {
  if (process.getuid?.() !== 0) return "not root";
  try {
    new Networks(`${process.pid}-try`).remove();
    return "";
  } catch (error) {
    return (error as Error).message.trim().split("\n").at(-1)!;
  }
}

/** The network of the one whose network changes, and the one of the other and of the server. Between them lie cables, none of them in use. */
class Networks {
  readonly #here: string;
  readonly #there: string;

  constructor(name: string) {
    this.#here = `callkit-${name}-here`;
    this.#there = `callkit-${name}-there`;
    try {
      for (const network of [this.#here, this.#there]) {
        ip("netns", "add", network);
        ip("-n", network, "link", "set", "lo", "up");
      }
      ip("-n", this.#there, "addr", "add", SERVER, "dev", "lo");
      for (const cable of Object.keys(CABLES) as Cable[]) this.#lay(cable);
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** The words before a command that runs in one of the networks. */
  enter(which: "here" | "there"): string[] {
    return ["ip", "netns", "exec", which === "here" ? this.#here : this.#there];
  }

  /** Gives this side an address at a cable: the one that ends with this number. */
  plug(cable: Cable, number: number): void {
    const net = CABLES[cable];
    ip("-n", this.#here, "addr", "add", `${net}.${number}/24`, "dev", cable);
    ip("-n", this.#here, "link", "set", cable, "up");
    ip("-n", this.#here, "route", "add", SERVER, "via", `${net}.2`);
  }

  /** Takes the address, and leaves the cable. */
  unplug(cable: Cable): void {
    ip("-n", this.#here, "addr", "flush", "dev", cable);
  }

  cut(cable: Cable): void {
    ip("-n", this.#here, "link", "set", cable, "down");
  }

  remove(): void {
    for (const network of [this.#here, this.#there]) {
      try {
        ip("netns", "del", network);
      } catch { /* it never was */ }
    }
  }

  #lay(cable: Cable): void {
    ip("-n", this.#here, "link", "add", cable, "type", "veth", "peer", "name", cable, "netns", this.#there);
    ip("-n", this.#there, "addr", "add", `${CABLES[cable]}.2/24`, "dev", cable);
    ip("-n", this.#there, "link", "set", cable, "up");
  }
}

function ip(...words: string[]): void {
  execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"] });
}

interface Apart {
  networks: Networks;
  server: Server;
  /** Alice, whose network changes, and Bob: both signed in at the server. */
  apart(options?: Options): Promise<[alice: Person, bob: Person]>;
}

export const test = base.extend<Apart>({
  networks: async ({}, use, { parallelIndex }) => {
    const networks = new Networks(`${process.pid}-${parallelIndex}`);
    await use(networks);
    networks.remove();
  },

  server: async ({ networks, baseURL }, use) => {
    const server = await startServer(["--allow-origin", new URL(baseURL!).origin], { address: SERVER, enter: networks.enter("there") });
    await use(server);
    await server.kill();
  },

  apart: async ({ networks, server, launchOptions, baseURL, problems, person }, use) => {
    const directory = mkdtempSync(join(tmpdir(), "callkit-networks-"));
    const browsers = await Promise.all((["here", "there"] as const).map((which) => {
      const program = join(directory, which);
      writeFileSync(program, `#!/bin/sh\nexec ${networks.enter(which).join(" ")} "${launchOptions.executablePath}" "$@"\n`);
      chmodSync(program, 0o700);
      return chromium.launch({ ...launchOptions, executablePath: program });
    }));
    await use(async (options = {}) => {
      const [alice, bob] = await Promise.all(browsers.map(async (browser, side) => {
        const context = await browser.newContext({ baseURL: baseURL!, permissions: ["camera", "microphone", "local-network-access"] });
        await comeFromOutside(context, baseURL!);
        return person(["alice", "bob"][side]!, { server: server.url, ...options }, inChromium(context));
      }));
      return [alice!, bob!];
    });
    // What the browser itself writes of a server that cannot be reached.
    problems.splice(0, problems.length, ...problems.filter((problem) => !/^(WebSocket connection to|Failed to load resource)/.test(problem)));
    await Promise.all(browsers.map((browser) => browser.close()));
    rmSync(directory, { recursive: true });
  },
});

/** Has the pages themselves come past their networks, which lead to nobody else. */
async function comeFromOutside(context: BrowserContext, origin: string): Promise<void> {
  await context.route(`${origin}**`, async (route) => {
    const answer = await fetch(route.request().url());
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) });
  });
}
