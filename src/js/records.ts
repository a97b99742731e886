import { promisifyRequest } from "idb-keyval";
import type { Log } from "./log.js";
import { read, write } from "./storage.js";
import type { CallRecord, UserId } from "./types.js";

/** Records of one person that a browser keeps. */
const MOST_RECORDS = 1000;
/** How long the page waits for its storage, in milliseconds. */
const PATIENCE = 1000;
/** Holds a list of records for each person, newest first. */
const STORE = "records";
/** Holds the record that is being committed: a page that is going has no time for IndexedDB. */
const WAITING = "localStorage";

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

/**
 * The calls of one person in one application, in this browser's IndexedDB: one record per call, whichever of this browser's tabs
 * saw it. Where the browser has no storage for us, they last as long as this object.
 */
export class Records {
  readonly #key: string;
  readonly #log: Log;
  #database: Promise<IDBDatabase> | null = null;
  #unstored: CallRecord[] = [];

  constructor(appId: string, userId: UserId, log: Log) {
    this.#key = JSON.stringify(["callkit-records", appId, userId]);
    this.#log = log;
    const left = read(WAITING, this.#key);
    if (left) this.#commit(left).catch(() => {});
  }

  /** Resolves when the record is committed, or when waiting for it makes no sense. Where the page goes first, the next commits it. */
  add(record: CallRecord): Promise<void> {
    const text = JSON.stringify(record);
    write(WAITING, this.#key, text);
    return this.#commit(text);
  }

  async #commit(text: string): Promise<void> {
    const record: CallRecord = JSON.parse(text);
    try {
      await this.#store("readwrite", async (store) => {
        store.put(merge(await this.#stored(store), record), this.#key);
        return promisifyRequest(store.transaction);
      });
      if (read(WAITING, this.#key) === text) write(WAITING, this.#key, "");
    } catch (error) {
      this.#log("warn", "the call's record is not stored; it lasts as long as this page", error);
      this.#unstored = [record, ...this.#unstored].slice(0, MOST_RECORDS);
    }
  }

  /** Newest first, by when the call started. */
  async find({ limit = MOST_RECORDS, before = Infinity, with: user }: RecordQuery): Promise<CallRecord[]> {
    const stored = await this.#store("readonly", (store) => this.#stored(store)).catch((error) => {
      this.#log("warn", "the stored records of calls could not be read", error);
      return [];
    });
    const unstored = this.#unstored.filter(({ callId }) => !stored.some((one) => one.callId === callId));
    const wanted = (record: CallRecord) => record.startedAt < before && (user === undefined || record.members.includes(user));
    return newestFirst([...unstored, ...stored].filter(wanted)).slice(0, limit);
  }

  async clear(): Promise<void> {
    this.#unstored = [];
    write(WAITING, this.#key, "");
    await this.#store("readwrite", (store) => {
      store.delete(this.#key);
      return promisifyRequest(store.transaction);
    });
  }

  /** Gives the database back; what comes later opens it again. */
  async close(): Promise<void> {
    (await this.#database?.catch(() => null))?.close();
    this.#database = null;
  }

  #store<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    return soon(this.#open().then((database) => act(database.transaction(STORE, mode).objectStore(STORE))));
  }

  async #stored(store: IDBObjectStore): Promise<CallRecord[]> {
    return (await promisifyRequest<CallRecord[] | undefined>(store.get(this.#key))) ?? [];
  }

  #open(): Promise<IDBDatabase> {
    const forget = () => (this.#database = null);
    this.#database ??= open();
    this.#database.then((database) => {
      // A page with a newer version must not wait for this one.
      database.onversionchange = () => void this.close();
      database.onclose = forget;
    }, forget);
    return this.#database;
  }
}

async function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open("callkit");
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return promisifyRequest(opening);
}

// Of one call the record that says most.
function merge(known: CallRecord[], record: CallRecord): CallRecord[] {
  const rival = known.find(({ callId }) => callId === record.callId);
  if (rival && RANK[record.status] < RANK[rival.status]) return known;
  return newestFirst([record, ...known.filter((one) => one !== rival)]).slice(0, MOST_RECORDS);
}

function newestFirst(records: CallRecord[]): CallRecord[] {
  return records.sort((a, b) => b.startedAt - a.startedAt);
}

// A storage that hangs must not hold back the end of a call.
function soon<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer from IndexedDB within ${PATIENCE} ms`)), PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
