import type { CallId, UserId } from "./types.js";

const MOST_CALLS = 20;
const MOST_LINES = 500;
const MOST_EARLY = 32;
/** The texts that say nothing private: which devices a message is from, for and about, and words of our own. */
const OPEN = ["d", "t", "device", "status", "mediaType"];

type Value = string | number | boolean;

/** One thing that happened. `way` is an arrow between this device and `user`; where there is none, it happened here. */
interface Line {
  time: number;
  what: string;
  user?: UserId;
  way?: "sent" | "received";
  /** It went over the data channel. */
  direct?: true;
  [detail: string]: Value | undefined;
}

/** What was asked, sent, received and told in the last 20 calls, without any text of a person, token, description or address. */
export class Trace {
  // The one that something happened to last comes last.
  readonly #calls = new Map<CallId, Line[]>();
  // What came of calls that this device has done nothing about; so a stranger's calls take no room.
  #early: [CallId, Line][] = [];
  #asking: Line | null = null;

  /** A message, as it travels. One that cannot be read is of no call. */
  message(way: "sent" | "received", user: UserId, text: string, direct?: true): void {
    let message: Record<string, unknown>;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    const { k, c, ...rest } = message ?? {};
    if (typeof k !== "string" || typeof c !== "string") return;
    const line = { time: Date.now(), what: k, way, user, ...(direct && { direct }), ...open(rest) };
    if (way === "sent" || this.#calls.has(c)) this.#add(c, line);
    else this.#early = [...this.#early.slice(1 - MOST_EARLY), [c, line]];
  }

  /** A request of the page: belongs to the call that the first of its consequences belongs to. */
  request(what: string, act: () => void): void {
    this.#asking = { time: Date.now(), what };
    try {
      act();
    } finally {
      this.#asking = null;
    }
  }

  /** Something that the page is told. */
  event(callId: CallId | undefined, what: string, detail: object = {}): void {
    const { userId, ...rest } = detail as { userId?: UserId };
    if (callId) this.#add(callId, { time: Date.now(), what, ...(userId && { user: userId }), ...open(rest) });
  }

  /** The call as JSON lines, or as a Mermaid sequence diagram. */
  export(callId: CallId, format: "json" | "mermaid", me: UserId): string | null {
    const lines = this.#calls.get(callId);
    if (!lines) return null;
    return format === "json" ? lines.map((line) => JSON.stringify(line)).join("\n") : mermaid(lines, me);
  }

  #add(callId: CallId, line: Line): void {
    const lines = this.#calls.get(callId) ?? this.#early.filter(([early]) => early === callId).map(([, line]) => line);
    this.#calls.delete(callId);
    this.#calls.set(callId, lines);
    if (this.#calls.size > MOST_CALLS) this.#calls.delete(this.#calls.keys().next().value!);
    if (this.#asking) lines.push(this.#asking);
    this.#asking = null;
    lines.push(line);
    while (lines.length > MOST_LINES) lines.shift();
  }
}

// Numbers and flags say how a call goes; a text may be anybody's.
function open(detail: object): Record<string, Value> {
  return Object.fromEntries(Object.entries(detail).filter(([name, value]) =>
    typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && OPEN.includes(name))));
}

function mermaid(lines: Line[], me: UserId): string {
  const people = [...new Set([me, ...lines.flatMap(({ user }) => user ?? [])])];
  const start = lines[0]!.time;
  const name = (user: UserId) => `p${people.indexOf(user)}`;
  const told = lines.map(({ time, what, user, way, direct, ...detail }) => {
    const words = plain([`${time - start} ms`, what, ...(way || !user ? [] : [user]), ...Object.entries(detail).map(([key, value]) => `${key}=${value}`)].join(" "));
    if (!way || !user) return `Note over p0: ${words}`;
    const [from, to] = way === "sent" ? ["p0", name(user)] : [name(user), "p0"];
    return `${from}${direct ? "-->>" : "->>"}${to}: ${words}`;
  });
  return ["sequenceDiagram", ...people.map((user) => `participant ${name(user)} as ${plain(user)}`), ...told].join("\n  ");
}

// By number, since Mermaid has words of its own for much that a name may hold.
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,=_-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
