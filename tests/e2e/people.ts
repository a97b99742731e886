// People with a device each, in pages of their own that hear each other, and what a test may ask them.

import { test as base, expect } from "@playwright/test";
import type { Browser as Firefox } from "puppeteer-core";
import type { TabsConnection } from "../../src/js/connections.js";
import type { CallInfo, CallKit, CallKitError, CallKitOptions, CallRecord, CallState, Connection, StartCallOptions, StateChange } from "../../src/js/index.js";
import { Machine } from "./machine.js";
import { inChromium, inFirefox, launchFirefox, type Place, type Tab } from "./tab.js";

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

export type Engine = "chromium" | "firefox";
export type Options = CallKitOptions & { line?: boolean; server?: string };

/** One device of a person. */
export class Person {
  readonly page: Tab;
  readonly name: string;

  constructor(page: Tab, name: string) {
    this.page = page;
    this.name = name;
  }

  do<T>(what: () => T): Promise<Awaited<T>>;
  do<A, T>(what: (argument: A) => T, argument: A): Promise<Awaited<T>>;
  do(what: (argument: unknown) => unknown, argument?: unknown): Promise<unknown> {
    return this.page.evaluate(what, argument);
  }

  calls(to: string, options: Partial<StartCallOptions> = {}): Promise<CallInfo> {
    return this.do((options) => phone.kit.startCall(options), { callType: 0, to, ...options } as StartCallOptions);
  }

  /** Waits until it rings. */
  async answers(accept = true): Promise<void> {
    await this.page.waitForFunction(() => phone.kit.invites.length > 0, undefined, { polling: 20 });
    await this.do((accept) => phone.kit.answerCall(accept), accept);
  }

  hangsUp(): Promise<void> {
    return this.do(() => phone.kit.hangup());
  }

  /** Waits until the device is in one of these states. */
  async reaches(...states: CallState[]): Promise<void> {
    await this.page.waitForFunction((states) => states.includes(phone.kit.state), states, { polling: 20 });
    // `ended` is told when the record is committed, and so when a later look at the records is answered.
    if (states.includes("idle")) await this.do(() => phone.kit.getCallRecords({ limit: 1 }).then(() => {}, () => {}));
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

export interface People {
  /** The browser whose pages the people of a test have, where it names none. */
  engine: Engine;
  /** A room of its own in each browser. */
  places: Record<Engine, () => Promise<Place>>;
  /** What the pages wrote to their consoles as errors. Whoever expects some, takes it out. */
  problems: string[];
  /** A page that has not signed in. */
  newcomer(name: string, place?: Place): Promise<Person>;
  person(name: string, options?: Options, place?: Place): Promise<Person>;
}

interface Around {
  machine: Machine;
  /** Whether a Firefox has a screen to show; with one it is slower. */
  hasScreen: boolean;
  firefox: () => Promise<Firefox>;
}

export const test = base.extend<People, Around>({
  engine: ["chromium", { option: true }],

  hasScreen: [false, { option: true, scope: "worker" }],

  machine: [async ({}, use) => {
    const machine = new Machine();
    await use(machine);
    await machine.close();
  }, { scope: "worker" }],

  // Without a loudspeaker no sound is processed in a Firefox.
  firefox: [async ({ machine, hasScreen }, use) => {
    const launched: Promise<Firefox>[] = [];
    const start = async () => launchFirefox({}, { ...(await machine.sound()).surroundings, ...(hasScreen && (await machine.screen()).surroundings) });
    await use(() => (launched[0] ??= start()));
    await (await launched[0])?.close();
  }, { scope: "worker" }],

  places: async ({ context, firefox, baseURL }, use) => {
    const chromium = inChromium(context);
    const rooms: ReturnType<typeof inFirefox>[] = [];
    await use({
      chromium: async () => chromium,
      firefox: () => (rooms[0] ??= firefox().then((browser) => inFirefox(browser, baseURL!))),
    });
    await (await rooms[0])?.close();
  },

  problems: [async ({}, use) => {
    const problems: string[] = [];
    await use(problems);
    expect(problems).toEqual([]);
  }, { auto: true }],

  newcomer: async ({ engine, places, problems }, use) => {
    await use(async (name, place) => {
      const tab = await (place ?? (await places[engine]())).open(problems);
      await tab.goto("/pages/phone.html");
      await tab.waitForFunction(() => "phone" in globalThis, undefined, { polling: 20 });
      return new Person(tab, name);
    });
  },

  person: async ({ newcomer }, use) => {
    await use(async (name, options = {}, place) => {
      const person = await newcomer(name, place);
      await person.do(([name, options]) => phone.signIn(name, options), [name, options] as const);
      return person;
    });
  },
});

/** A call of the first by the second, until both are connected. */
export async function connect(caller: Person, callee: Person, options: Partial<StartCallOptions> = {}): Promise<void> {
  await caller.calls(callee.name, options);
  await callee.answers();
  await connected(caller, callee);
}

/** Waits until all of these are connected. */
export async function connected(...people: Person[]): Promise<void> {
  await Promise.all(people.map((person) => person.reaches("connected")));
}

/** Waits until more sound has come to all of these, over the path that each made last. */
export async function hearing(...people: Person[]): Promise<void> {
  await Promise.all(people.map((person) => person.do(async () => {
    const packets = async () => {
      const stats = [...(await phone.peers.at(-1)!.getStats()).values()];
      return stats.find(({ type, kind }) => type === "inbound-rtp" && kind === "audio")?.packetsReceived ?? 0;
    };
    const before = await packets();
    while ((await packets()) < before + 10) await new Promise((resolve) => setTimeout(resolve, 20));
  })));
}

/** Waits until all of these are idle. */
export async function over(...people: Person[]): Promise<void> {
  await Promise.all(people.map((person) => person.reaches("idle")));
}

export { expect };
