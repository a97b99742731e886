import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Log } from "./log.js";
import type { CallRecord, UserId } from "./types.js";

/** Records of one person that a browser keeps. */
const MOST_RECORDS = 1000;
/** How long the page waits for its storage, in milliseconds. */
const PATIENCE = 1000;

/** What counts more where devices of one browser saw the same call end differently. */
const RANK = { completed: 3, refused: 2, cancelled: 2, busy: 2, failed: 2, "answered-elsewhere": 1, missed: 0 } as const satisfies
  Record<CallRecord["status"], number>;

export interface RecordQuery {
  /** How many at most. */
  limit?: number;
  /** Only calls that started before this time, in milliseconds since the Unix epoch. */
  before?: number;
  /** Only calls with this person. */
  with?: UserId;
}

interface Schema extends DBSchema {
  records: {
    key: [person: string, callId: string];
    value: { person: string; callId: string; startedAt: number; record: CallRecord };
    indexes: { started: [person: string, startedAt: number] };
  };
}

/**
 * The calls of one person in one application, in this browser's IndexedDB: one record per call, whichever of this browser's tabs
 * saw it. Where the browser has no storage for us, they last as long as this object.
 */
export class Records {
  readonly #person: string;
  readonly #log: Log;
  #database: Promise<IDBPDatabase<Schema>> | null = null;
  #unstored: CallRecord[] = [];

  constructor(appId: string, userId: UserId, log: Log) {
    this.#person = JSON.stringify([appId, userId]);
    this.#log = log;
  }

  /** Resolves when the record is committed, or when waiting for it makes no sense. */
  async add(record: CallRecord): Promise<void> {
    try {
      await soon(this.#put(record));
    } catch (error) {
      this.#log("warn", "the call's record is not stored; it lasts as long as this page", error);
      this.#unstored = [record, ...this.#unstored].slice(0, MOST_RECORDS);
    }
  }

  /** Newest first, by when the call started. */
  async find({ limit = MOST_RECORDS, before = Infinity, with: user }: RecordQuery): Promise<CallRecord[]> {
    const wanted = (record: CallRecord) => record.startedAt < before && (user === undefined || record.members.includes(user));
    const stored = await this.#read(wanted, before, limit).catch((error) => {
      this.#log("warn", "the stored records of calls could not be read", error);
      return [];
    });
    const unstored = this.#unstored.filter((one) => wanted(one) && !stored.some(({ callId }) => callId === one.callId));
    return [...unstored, ...stored].sort((a, b) => b.startedAt - a.startedAt).slice(0, limit);
  }

  async clear(): Promise<void> {
    this.#unstored = [];
    const database = await this.#open();
    await database.delete("records", IDBKeyRange.bound([this.#person, ""], [this.#person, []], false, true));
  }

  /** Gives the database back; what comes later opens it again. */
  async close(): Promise<void> {
    (await this.#database?.catch(() => null))?.close();
    this.#database = null;
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    const forget = () => (this.#database = null);
    this.#database ??= openDB<Schema>("callkit", 1, {
      upgrade(database) {
        const store = database.createObjectStore("records", { keyPath: ["person", "callId"] });
        store.createIndex("started", ["person", "startedAt"]);
      },
      // A page with a newer version must not wait for this one.
      blocking: () => void this.close(),
      terminated: forget,
    });
    this.#database.catch(forget);
    return this.#database;
  }

  async #put(record: CallRecord): Promise<void> {
    const { callId, startedAt } = record;
    const database = await this.#open();
    const change = database.transaction("records", "readwrite");
    const known = await change.store.get([this.#person, callId]);
    if (!known || RANK[record.status] >= RANK[known.record.status]) await change.store.put({ person: this.#person, callId, startedAt, record });
    const index = change.store.index("started");
    let surplus = (await index.count(this.#all())) - MOST_RECORDS;
    for (let oldest = await index.openCursor(this.#all()); oldest && surplus > 0; surplus -= 1) {
      await oldest.delete();
      oldest = await oldest.continue();
    }
    await change.done;
  }

  async #read(wanted: (record: CallRecord) => boolean, before: number, limit: number): Promise<CallRecord[]> {
    const found: CallRecord[] = [];
    const index = (await this.#open()).transaction("records").store.index("started");
    let next = await index.openCursor(this.#all(before), "prev");
    for (; next && found.length < limit; next = await next.continue()) if (wanted(next.value.record)) found.push(next.value.record);
    return found;
  }

  #all(before = Infinity): IDBKeyRange {
    return IDBKeyRange.bound([this.#person, -Infinity], [this.#person, before]);
  }
}

// A storage that hangs must not hold back the end of a call.
function soon(work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer from IndexedDB within ${PATIENCE} ms`)), PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
