import { CHAT_TYPES } from "./call-type.js";
import { TIMES, type RawCall, type RawInvite, type RawMember, type RawRecord, type RawTimings } from "./core.js";
import type { Names } from "./names.js";
import type { CallInfo, CallRecord, CallTimings, ChatType, Invite, Member, StateChange } from "./types.js";

/** Makes what the page sees of what the core tells: kinds by name, JSON as objects, people with their names. */
export class Convert {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  invite = ({ uid, ext, expiresAt = Infinity, ...raw }: RawInvite): Invite => {
    this.#names.learn(raw.from, uid);
    return { ...kinds(raw), fromName: this.#names.of(raw.from), ext: object(ext), expiresAt };
  };

  call = (raw: RawCall): CallInfo => ({ ...kinds(raw), members: raw.members.map(this.member) });

  record = (raw: RawRecord): CallRecord => kinds(raw);

  member = ({ uid, ...raw }: RawMember): Member => {
    this.#names.learn(raw.userId, uid);
    return { ...raw, name: this.#names.of(raw.userId) };
  };

  timings(callId: string, [isIncoming, ...times]: RawTimings): CallTimings {
    const direction = isIncoming ? "incoming" : "outgoing";
    return { callId, direction, ...Object.fromEntries(TIMES.map((name, at) => [name, times[at] ?? null])) } as unknown as CallTimings;
  }

  change(raw: { ext?: string; member?: RawMember; record?: RawRecord }): StateChange {
    const { ext, member, record } = raw;
    return {
      ...raw,
      ...(ext !== undefined && { ext: object(ext) }),
      ...(member && { member: this.member(member) }),
      ...(record && { record: this.record(record) }),
    } as StateChange;
  }
}

function kinds<T extends { chatType: number }>(raw: T): Omit<T, "chatType"> & { chatType: ChatType } {
  return { ...raw, chatType: CHAT_TYPES[raw.chatType] ?? "singleChat" };
}

// Another's text: anything but an object counts as none.
function object(text?: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value === "object" && value && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch { /* none */ }
  return {};
}
