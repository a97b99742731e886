// Past calls in a browser's storage: which of two records of one call stands, what pages leave that are gone, and what is forgotten.

import type { CallRecord } from "../../src/js/index.js";
import { expect, test } from "./parts.js";

interface Kept {
  /** A record with nothing in it but these. */
  record(callId: string, startedAt: number, more?: Partial<CallRecord>): CallRecord;
  /** The records of a device of Alice. */
  of(device: string, user?: string, app?: string): InstanceType<typeof parts.Records>;
  /** Is this device until it is let go, as a page is while it lives. */
  live(device: string): Promise<() => Promise<void>>;
  /** The calls of a list, with their status. */
  told(records: CallRecord[]): string[];
  /** What stands in the storage that a page writes when it has no time for more. */
  waiting(): string[];
}

declare global {
  const kept: Kept;
}

test.beforeEach(({ page }) => page.evaluate(() => {
  const kept: Kept = {
    record: (callId, startedAt, more) => ({ callId, startedAt, endedAt: startedAt, status: "missed", members: ["alice", "bob"], ...more }) as CallRecord,
    of: (device, user = "alice", app = "app") => new parts.Records(app, user, device, () => {}),
    live: (device) => new Promise((resolve) => {
      const gone = navigator.locks.request(parts.lockOf(device), () => new Promise<void>((leave) => resolve(() => (leave(), gone))));
    }),
    told: (records) => records.map(({ callId, status }) => `${callId} ${status}`),
    waiting: () => Object.values(localStorage),
  };
  Object.assign(globalThis, { kept });
}));

test("of one call the record that says most stands, and of those that say the same the one of who was in it last, whichever comes first", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const pairs: [worse: Partial<CallRecord>, better: Partial<CallRecord>][] = [
      [{ status: "missed", endedAt: 9 }, { status: "answered-elsewhere", endedAt: 5 }],
      [{ status: "answered-elsewhere", endedAt: 9 }, { status: "failed", endedAt: 5 }],
      ...(["refused", "cancelled", "busy", "failed"] as const).map((status) => [{ status, endedAt: 9 }, { status: "completed", endedAt: 5 }] as const) as never,
      [{ status: "completed", endedAt: 5 }, { status: "completed", endedAt: 9 }],
    ];
    const records = kept.of("tab");
    for (const [at, pair] of pairs.entries()) {
      for (const [order, which] of [[0, 1], [1, 0]].entries()) {
        for (const one of which) await records.add(kept.record(`${at} ${order}`, at, pair[one as 0 | 1]));
      }
    }
    const found = await records.find({});
    return { count: found.length, wrong: found.filter(({ callId, status, endedAt }) => {
      const [, better] = pairs[Number(callId.split(" ")[0])]!;
      return status !== better.status || endedAt !== better.endedAt;
    }) };
  });
  expect(told).toEqual({ count: 14, wrong: [] });
});

test("calls are listed by when they started, newest first, though their records come in another order", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const records = kept.of("tab");
    await Promise.all([2, 4, 1, 3].map((at) => records.add(kept.record(`call ${at}`, at, { members: ["alice", at % 2 ? "carol" : "bob"] }))));
    const ids = async (query = {}) => (await records.find(query)).map(({ startedAt }) => startedAt);
    const all = await ids();
    const some = [await ids({ before: 3 }), await ids({ before: 4, limit: 2 }), await ids({ with: "carol" }), await ids({ limit: 1, with: "bob" })];
    return [all, ...some, await ids({ limit: null, before: null, with: null })];
  });
  expect(told).toEqual([[4, 3, 2, 1], [2, 1], [3, 2], [3, 1], [4], [4, 3, 2, 1]]);
});

test("what a page has not committed is its own while it lives, and anybody's once it is gone", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const leave = await kept.live("crashes");
    kept.of("crashes").owe([kept.record("call", 1, { status: "completed" })]);
    const other = kept.of("tab");
    const during = await other.find({});
    await leave();
    const after = kept.told(await other.find({}));
    return { during, after, again: kept.told(await kept.of("another").find({})), waiting: kept.waiting() };
  });
  expect(told).toEqual({ during: [], after: ["call completed"], again: ["call completed"], waiting: [] });
});

test("what a page kept last of its calls is what is left of them, and nothing where they were told", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const [one, other] = [kept.of("one"), kept.of("other")];
    one.owe([kept.record("call", 1)]);
    one.owe([kept.record("call", 1, { status: "completed", endedAt: 3 })]);
    other.owe([kept.record("another", 2)]);
    other.owe([]);
    return kept.told(await kept.of("tab").find({}));
  });
  expect(told).toEqual(["call completed"]);
});

test("a page that is loaded again commits what it has left, but for the call that it can return to", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const leave = await kept.live("tab");
    kept.of("tab").owe([kept.record("runs on", 2, { status: "completed" }), kept.record("rang", 1)]);
    const again = kept.of("tab");
    await again.collect("runs on");
    const found = kept.told(await again.find({}));
    await leave();
    return { found, later: kept.told(await kept.of("later").find({})) };
  });
  expect(told).toEqual({ found: ["rang missed"], later: ["rang missed"] });
});

test("a record is safe before the storage has it, and nothing waits when it has", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const adding = kept.of("tab").add(kept.record("call", 1));
    const at = kept.waiting().length;
    await adding;
    return [at, kept.waiting().length];
  });
  expect(told).toEqual([1, 0]);
});

test("what is forgotten stays forgotten, what other pages have left included", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const records = kept.of("tab");
    await records.add(kept.record("call", 1));
    kept.of("gone").owe([kept.record("left", 2)]);
    await records.clear();
    return [await records.find({}), await kept.of("another").find({}), kept.waiting()];
  });
  expect(told).toEqual([[], [], []]);
});

test("what was not stored is forgotten too", async ({ page }) => {
  const told = await page.evaluate(async () => {
    IDBFactory.prototype.open = () => { throw new DOMException("no storage", "SecurityError"); };
    const records = kept.of("tab");
    await records.add(kept.record("call", 1));
    const before = (await records.find({})).length;
    await records.clear().catch(() => {});
    return [before, (await records.find({})).length, kept.waiting().length];
  });
  expect(told).toEqual([1, 0, 0]);
});

test("a storage that failed once is asked again", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = () => { throw new DOMException("not yet", "UnknownError"); };
    const records = kept.of("tab");
    await records.add(kept.record("call", 1));
    IDBFactory.prototype.open = open;
    await records.add(kept.record("another", 2));
    return [kept.waiting(), kept.told(await kept.of("later").find({}))];
  });
  expect(told).toEqual([[], ["another missed", "call missed"]]);
});

test("a person's records are theirs alone, in one application alone", async ({ page }) => {
  const told = await page.evaluate(async () => {
    await kept.of("tab").add(kept.record("call", 1));
    kept.of("gone").owe([kept.record("left", 2)]);
    const others = [await kept.of("tab", "bob").find({}), await kept.of("tab", "alice", "another").find({})];
    await kept.of("tab", "bob").clear();
    return { others, own: kept.told(await kept.of("tab").find({})) };
  });
  expect(told).toEqual({ others: [[], []], own: ["left missed", "call missed"] });
});

test("a page with a newer version of the storage need not wait for this one", async ({ page }) => {
  const told = await page.evaluate(async () => {
    await kept.of("tab").add(kept.record("call", 1));
    return new Promise((resolve) => {
      const opening = indexedDB.open("callkit", 2);
      opening.onblocked = () => resolve("blocked");
      opening.onsuccess = () => resolve(opening.result.version);
    });
  });
  expect(told).toBe(2);
});
