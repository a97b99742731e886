import type { CallRecord, UserId } from "./types.js";

const MOST_RECORDS = 500;

export interface RecordQuery {
  /** How many at most. */
  limit?: number;
  /** Only calls that started before this time, in milliseconds since the Unix epoch. */
  before?: number;
  /** Only calls with this person. */
  with?: UserId;
}

/** The calls of one person since the page was loaded: the newest 500, one record per call. */
export class Records {
  #kept: CallRecord[] = [];

  add(record: CallRecord): void {
    const others = this.#kept.filter((kept) => kept.callId !== record.callId);
    this.#kept = [record, ...others].sort((a, b) => b.startedAt - a.startedAt).slice(0, MOST_RECORDS);
  }

  find({ limit = MOST_RECORDS, before = Infinity, with: user }: RecordQuery): CallRecord[] {
    return this.#kept
      .filter((record) => record.startedAt < before && (user === undefined || record.members.includes(user)))
      .slice(0, limit);
  }

  clear(): void {
    this.#kept = [];
  }
}
