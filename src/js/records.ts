import { promisifyRequest } from "idb-keyval";
import { failure } from "./errors.js";
import { lockOf } from "./identity.js";
import type { Log } from "./log.js";
import { read, write } from "./storage.js";
import { inTime } from "./soon.js";
import type { CallRecord, UserId } from "./types.js";

/** Records of one person that a browser keeps. */
const MOST_RECORDS = 1000;
/** How long the page waits for its storage, in milliseconds. */
const PATIENCE = 1000;
/** Holds a list of records for each person, newest first. */
const STORE = "records";
/** Holds for each device what it has not committed: a page that is going has no time for IndexedDB, and one that crashes for nothing. */
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
 * saw it, and whether that tab saw its end or not. Where the browser has no storage for us, they last as long as this object.
 */
export class Records {
  readonly #key: string;
  readonly #own: string;
  readonly #log: Log;
  #database: Promise<IDBDatabase> | null = null;
  #unstored: CallRecord[];
  #owed: CallRecord[] = [];

  constructor(appId: string, userId: UserId, device: string, log: Log) {
    this.#key = JSON.stringify(["callkit-records", appId, userId]);
    this.#own = this.#key + lockOf(device);
    this.#log = log;
    this.#unstored = waiting(this.#own);
  }

  /** Takes over what pages that are gone have left, and commits it, but for the call that this page can return to. */
  async collect(resumable?: string): Promise<void> {
    this.#unstored = this.#unstored.filter(({ callId }) => callId !== resumable);
    try {
      // A page that is gone has let go of the lock of its device. One that comes back all the same has the last word.
      const held = (await navigator.locks?.query())?.held?.map(({ name }) => this.#key + name);
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(this.#key) || held?.includes(key)) continue;
        this.#unstored.push(...waiting(key));
        write(WAITING, key, "");
      }
    } catch { /* where storage is blocked nothing is left */ }
    await this.#commit();
  }

  /** Keeps the records of this page's calls as they are if nothing more is heard of it, instead of what was kept before. */
  owe(records: CallRecord[]): void {
    this.#owed = records;
    this.#keep();
  }

  /** Resolves when the record is committed, or when waiting for it makes no sense. Where the page goes first, the next commits it. */
  async add(record: CallRecord): Promise<void> {
    this.#unstored = [record, ...this.#unstored].slice(0, MOST_RECORDS);
    await this.#commit();
  }

  async #commit(): Promise<void> {
    this.#keep();
    const records = this.#unstored;
    if (records.length === 0) return;
    try {
      await this.#store("readwrite", async (store) => {
        store.put(records.reduce(merge, await this.#stored(store)), this.#key);
        return promisifyRequest(store.transaction);
      });
      this.#unstored = this.#unstored.filter((one) => !records.includes(one));
      this.#keep();
    } catch (error) {
      this.#log("warn", "records are not stored yet", error);
    }
  }

  #keep(): void {
    const kept = [...this.#owed, ...this.#unstored];
    write(WAITING, this.#own, kept.length > 0 ? JSON.stringify(kept) : "");
  }

  /** Newest first, by when the call started. */
  async find({ limit, before, with: user }: RecordQuery): Promise<CallRecord[]> {
    await this.collect();
    const stored = await this.#store("readonly", (store) => this.#stored(store)).catch((error) => {
      this.#log("warn", "records are not read", error);
      return [];
    });
    const wanted = (record: CallRecord) => record.startedAt < (before ?? Infinity) && (!user || record.members.includes(user));
    return this.#unstored.reduce(merge, stored).filter(wanted).slice(0, limit ?? MOST_RECORDS);
  }

  async clear(): Promise<void> {
    await this.collect();
    this.#unstored = [];
    this.#keep();
    await this.#store("readwrite", (store) => {
      store.delete(this.#key);
      return promisifyRequest(store.transaction);
    }).catch((cause) => {
      // Where storage is blocked nothing was kept.
      if ((cause as Error).name !== "SecurityError") throw failure("not-supported", "clearCallRecords", { cause });
    });
  }

  /** Gives the database back, once it is there; what comes later opens it again. */
  close(): void {
    this.#database?.then((database) => database.close(), () => {});
    this.#database = null;
  }

  #store<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    // A storage that hangs must not hold back the end of a call.
    return inTime(PATIENCE, this.#open().then((database) => act(database.transaction(STORE, mode).objectStore(STORE))));
  }

  async #stored(store: IDBObjectStore): Promise<CallRecord[]> {
    return (await promisifyRequest<CallRecord[] | undefined>(store.get(this.#key))) ?? [];
  }

  #open(): Promise<IDBDatabase> {
    const forget = () => (this.#database = null);
    this.#database ??= open();
    this.#database.then((database) => {
      // A page with a newer version must not wait for this one.
      database.onversionchange = () => this.close();
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

// Of one call the record that says most; of those that say the same, the one of who was in it last.
function merge(known: CallRecord[], record: CallRecord): CallRecord[] {
  const rival = known.find(({ callId }) => callId === record.callId);
  if (rival && (RANK[record.status] - RANK[rival.status] || record.endedAt - rival.endedAt) < 0) return known;
  return [record, ...known.filter((one) => one !== rival)].sort((a, b) => b.startedAt - a.startedAt).slice(0, MOST_RECORDS);
}

function waiting(key: string): CallRecord[] {
  try {
    return ([] as CallRecord[]).concat(JSON.parse(read(WAITING, key)));
  } catch {
    return [];
  }
}

