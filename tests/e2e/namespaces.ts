// Two people in browsers of their own, each in a network of its own, with two cables between the networks. Needs root and `ip netns`.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser } from "@playwright/test";
import { Person, test as base } from "./people.js";
import { inChromium } from "./tab.js";

const ip = (...words: string[]) => execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"] });

/** Why there can be no such networks here; empty where there can. */
export function hindrance(): string {
  if (process.getuid?.() !== 0) return "not root";
  const name = `callkit-try-${process.pid}`;
  try {
    ip("netns", "add", name);
    ip("netns", "del", name);
    return "";
  } catch (error) {
    return String((error as Error).message).split("\n")[0]!;
  }
}

/** One of the two networks. */
export class Network {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
    ip("netns", "add", name);
    this.run("link", "set", "lo", "up");
  }

  run(...words: string[]): void {
    ip("-n", this.#name, ...words);
  }

  /** Plugs a cable in between this network and another. */
  connect(other: Network, cable: string): void {
    ip("-n", this.#name, "link", "add", cable, "type", "veth", "peer", "name", cable, "netns", other.#name);
  }

  comesUp(cable: string, address: string): void {
    this.run("addr", "add", `${address}/24`, "dev", cable);
    this.run("link", "set", cable, "up");
  }

  /** A Chromium whose whole network this is. */
  async browser(directory: string, args: string[]): Promise<Browser> {
    const program = join(directory, this.#name);
    writeFileSync(program, `#!/bin/sh\nexec ip netns exec ${this.#name} "${process.env["CHROMIUM"] ?? "/usr/bin/chromium"}" "$@"\n`);
    chmodSync(program, 0o700);
    return chromium.launch({ executablePath: program, args });
  }

  remove(): void {
    ip("netns", "del", this.#name);
  }
}

interface Apart {
  networks: [Network, Network];
  /** Two who are signed in; what they say to each other goes through this program, past their networks. */
  apart: [Person, Person];
}

export const test = base.extend<Apart>({
  networks: async ({}, use) => {
    const networks = [0, 1].map((side) => new Network(`callkit-${side}-${process.pid}`)) as [Network, Network];
    await use(networks);
    for (const network of networks) network.remove();
  },

  apart: async ({ networks, launchOptions, baseURL, problems }, use) => {
    const directory = mkdtempSync(join(tmpdir(), "callkit-"));
    const browsers = await Promise.all(networks.map((network) => network.browser(directory, launchOptions.args ?? [])));
    const people: Person[] = [];
    for (const [side, browser] of browsers.entries()) {
      const context = await browser.newContext({ baseURL: baseURL!, permissions: ["camera", "microphone"] });
      // The page does not come through its network either.
      await context.route("**/*", async (route) => {
        const answer = await fetch(route.request().url());
        await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: Buffer.from(await answer.arrayBuffer()) });
      });
      const tab = await inChromium(context).open(problems);
      const person = new Person(tab, ["alice", "bob"][side]!);
      await tab.exposeFunction("carry", async (_to: string, text: string) => {
        await people[1 - side]?.do(([from, text]) => (globalThis as unknown as Arrives).arrives({ from, text }), [person.name, text] as const);
      });
      await tab.goto("/pages/phone.html");
      await tab.waitForFunction(() => "phone" in globalThis, undefined, { polling: 20 });
      await person.do(async (userId) => {
        const page = globalThis as unknown as Arrives & { carry(to: string, text: string): Promise<void> };
        await phone.kit.init("e2e", userId, {
          userId,
          send: async (to, text) => (to === userId ? undefined : page.carry(to, text)),
          subscribe: (listener) => { page.arrives = listener; return () => {}; },
        }, { ringingSource: null, reconnectTimeout: 15_000 });
      }, person.name);
      people.push(person);
    }
    await use(people as [Person, Person]);
    await Promise.all(browsers.map((browser) => browser.close()));
    rmSync(directory, { recursive: true });
  },
});

interface Arrives {
  arrives(message: { from: string; text: string }): void;
}
