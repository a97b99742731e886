// People with a device each, in pages of their own that hear each other, and what a test may ask them.

import { readFileSync } from "node:fs";
import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
import type { TabsConnection } from "../../src/js/connections.js";
import type { CallInfo, CallKit, CallKitError, CallKitOptions, CallRecord, CallState, Connection, StartCallOptions, StateChange } from "../../src/js/index.js";

interface Line extends Connection {
  sent: string[];
  set(cut: "rejects" | "swallows" | null, tells?: boolean): void;
}

interface Phone {
  kit: CallKit;
  told: string[];
  changes: StateChange[];
  records: CallRecord[];
  errors: CallKitError[];
  held: MediaStreamTrack[];
  peers: RTCPeerConnection[];
  channels: RTCDataChannel[];
  live(): string[];
  view(user: string): { video: HTMLVideoElement; undo(): void };
  look(video: HTMLVideoElement): { bright: number; pixels: string };
  moves(video: HTMLVideoElement): Promise<number>;
  sounds(stream: MediaStream): Promise<true>;
  signIn(name: string, options?: Options): Promise<void>;
  outcome(doing: () => unknown): Promise<{ code: string; field: string | undefined; message: string }>;
  line: Line;
  /** Where set, getUserMedia waits for it first, as it does for a person. */
  permission: Promise<void> | null;
  onEnd: ((record: CallRecord) => void) | null;
  CallKit: typeof CallKit;
  TabsConnection: typeof TabsConnection;
  Line: new (userId: string) => Line;
}

declare global {
  const phone: Phone;
}

type Options = CallKitOptions & { line?: boolean };

/** One device of a person. */
export class Person {
  readonly page: Page;
  readonly name: string;

  constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
  }

  do<T>(what: () => T): Promise<Awaited<T>>;
  do<A, T>(what: (argument: A) => T, argument: A): Promise<Awaited<T>>;
  do(what: (argument: unknown) => unknown, argument?: unknown): Promise<unknown> {
    return this.page.evaluate(what as () => unknown, argument);
  }

  calls(to: string, options: Partial<StartCallOptions> = {}): Promise<CallInfo> {
    return this.do((options) => phone.kit.startCall(options), { callType: 0, to, ...options } as StartCallOptions);
  }

  answers(accept = true): Promise<void> {
    return this.do((accept) => phone.kit.answerCall(accept), accept);
  }

  hangsUp(): Promise<void> {
    return this.do(() => phone.kit.hangup());
  }

  /** Waits until the device is in one of these states. */
  async reaches(...states: CallState[]): Promise<void> {
    await this.page.waitForFunction((states) => states.includes(phone.kit.state), states, { polling: 20 });
  }

  /** Waits until a line of this text has been told, for the nth time. */
  async hears(line: string, times = 1): Promise<void> {
    await this.page.waitForFunction(([line, times]) => phone.told.filter((one) => one === line).length >= times, [line, times] as const, { polling: 20 });
  }

  told(): Promise<string[]> {
    return this.do(() => phone.told);
  }

  record(): Promise<CallRecord> {
    return this.do(() => phone.records.at(-1)!);
  }
}

interface People {
  /** What the pages wrote to their consoles as errors. Whoever expects some, takes it out. */
  problems: string[];
  /** A page that has not signed in. */
  newcomer(name: string, context?: BrowserContext): Promise<Person>;
  person(name: string, options?: Options): Promise<Person>;
}

const script = readFileSync(new URL("pages/phone.js", import.meta.url), "utf8");
const html = '<!doctype html><title>phone</title><link rel="icon" href="data:,"><script type="module" src="phone.js"></script>';

export const test = base.extend<People>({
  problems: [async ({}, use) => {
    const problems: string[] = [];
    await use(problems);
    expect(problems).toEqual([]);
  }, { auto: true }],

  newcomer: async ({ context: own, problems }, use) => {
    const prepared = new Set<BrowserContext>();
    await use(async (name, context = own) => {
      if (!prepared.has(context)) await prepare(context, problems);
      prepared.add(context);
      const page = await context.newPage();
      await page.goto("/phone.html");
      await page.waitForFunction(() => "phone" in globalThis, undefined, { polling: 20 });
      return new Person(page, name);
    });
  },

  person: async ({ newcomer }, use) => {
    await use(async (name, options = {}) => {
      const person = await newcomer(name);
      await person.do(([name, options]) => phone.signIn(name, options), [name, options] as const);
      return person;
    });
  },
});

async function prepare(context: BrowserContext, problems: string[]): Promise<void> {
  context.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  context.on("weberror", (error) => problems.push(error.error().message));
  await context.route("**/phone.html", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await context.route("**/phone.js", (route) => route.fulfill({ contentType: "text/javascript", body: script }));
}

/** A call of the first by the second, until both are connected. */
export async function connect(caller: Person, callee: Person, options: Partial<StartCallOptions> = {}): Promise<void> {
  await caller.calls(callee.name, options);
  await callee.reaches("ringing");
  await callee.answers();
  await connected(caller, callee);
}

/** Waits until all of these are connected. */
export async function connected(...people: Person[]): Promise<void> {
  await Promise.all(people.map((person) => person.reaches("connected")));
}

/** Waits until all of these are idle. */
export async function over(...people: Person[]): Promise<void> {
  await Promise.all(people.map((person) => person.reaches("idle")));
}

export { expect };
