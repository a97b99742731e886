// init and destroy, however they overlap, and what they take and give back.

import { expect, test } from "./lab.js";

test("a second init is refused while the first runs and after it, and destroy makes room for another", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const kit = new lab.CallKit();
    const first = kit.init("app", "alice");
    const during = await lab.outcome(() => kit.init("app", "alice"));
    await first;
    const after = await lab.outcome(() => kit.init("app", "alice"));
    const signedIn = [kit.userId, kit.deviceId?.length, kit.state];
    await kit.destroy();
    const signedOut = [kit.userId, kit.deviceId];
    const again = await lab.outcome(() => kit.init("app", "bob"));
    return { during, after, signedIn, signedOut, again, as: kit.userId };
  });
  expect(told).toEqual({
    during: "already-initialized", after: "already-initialized", signedIn: ["alice", 32, "idle"], signedOut: [null, null], again: "done", as: "bob",
  });
});

test("destroy in the middle of init makes it reject, and leaves nothing behind", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const kit = new lab.CallKit();
    const { connection, listeners } = lab.carrier();
    const outcomes = [];
    for (let turns = 0; turns < 40; turns += 1) {
      const init = lab.outcome(() => kit.init("app", null, connection("alice")));
      for (let turn = 0; turn < turns; turn += 1) await null;
      await kit.destroy();
      outcomes.push(await init);
    }
    const overtaken = [...new Set(outcomes)];
    // One that comes to its end: by then the others would have come to theirs.
    await kit.init("app", null, connection("alice"));
    await kit.destroy();
    return { overtaken, listeners: listeners.size, userId: kit.userId, last: await lab.outcome(() => kit.hangup()) };
  });
  expect(told).toEqual({ overtaken: ["not-initialized"], listeners: 0, userId: null, last: "not-initialized" });
});

for (const moment of ["finds out which device it is", "begins to listen"]) {
  test(`destroy while init ${moment} closes what opens all the same, and lets go of the device`, async ({ page }) => {
    const told = await page.evaluate(async (moment) => {
      const kit = new lab.CallKit();
      const { connection, listeners } = lab.carrier();
      let destroyed = Promise.resolve();
      const own = connection("alice");
      const { request } = LockManager.prototype;
      if (moment === "begins to listen") {
        own.subscribe = (listener) => {
          destroyed = kit.destroy();
          return connection("alice").subscribe(listener);
        };
      } else LockManager.prototype.request = function (this: LockManager, ...asked: Parameters<typeof request>) {
        LockManager.prototype.request = request;
        destroyed = kit.destroy();
        return request.apply(this, asked);
      } as typeof request;
      const init = await lab.outcome(() => kit.init("app", null, own));
      await destroyed;
      // The browser takes a moment, too.
      let held = 1;
      for (let asked = 0; held > 0 && asked < 100; asked += 1) held = (await navigator.locks.query()).held!.length;
      return { init, left: [kit.userId, kit.deviceId, listeners.size, held] };
    }, moment);
    expect(told).toEqual({ init: "not-initialized", left: [null, null, 0, 0] });
  });
}

test("init right after destroy waits until everything is given back", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const kit = new lab.CallKit();
    const { connection } = lab.carrier();
    const order: string[] = [];
    const noted = (name: string) => {
      const inner = connection("alice");
      return {
        ...inner,
        subscribe(listener: Parameters<typeof inner.subscribe>[0]) {
          order.push(`${name} subscribed`);
          const undo = inner.subscribe(listener);
          return () => { order.push(`${name} undone`); undo(); };
        },
        close: () => new Promise<void>((resolve) => setTimeout(() => { order.push(`${name} closed`); resolve(); }, 20)),
      };
    };
    await kit.init("app", null, noted("first"));
    void kit.destroy();
    await kit.init("app", null, noted("second"));
    await kit.destroy();
    return order;
  });
  expect(told).toEqual(["first subscribed", "first undone", "first closed", "second subscribed", "second undone", "second closed"]);
});

test("destroy ends the call for both, with a record, and stops the devices", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const [alice, bob] = await lab.people("alice", "bob");
    await lab.connected(alice, bob);
    const tracks = alice.localStream!.getTracks();
    const ended = lab.reach(bob, "idle");
    await alice.destroy();
    await ended;
    return { alice: alice.lastRecord?.status, bob: bob.lastRecord?.status, tracks: tracks.map((track) => track.readyState), by: bob.lastRecord?.endedBy };
  });
  expect(told).toEqual({ alice: "completed", bob: "completed", tracks: ["ended"], by: "alice" });
});

test("a core that cannot be fetched is named, and the next init may succeed", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const kit = new lab.CallKit();
    const error = await kit.init("app", "alice", undefined, { wasmUrl: "/nothing.wasm" }).catch((error: unknown) => error as InstanceType<typeof lab.CallKitError>);
    return { code: error?.code, field: error?.field, cause: error?.cause instanceof Error, again: await lab.outcome(() => kit.init("app", "alice")) };
  });
  expect(told).toEqual({ code: "wasm-load-failed", field: "init.wasmUrl", cause: true, again: "done" });
});

test("a connection that cannot be subscribed to is named, and nothing is kept of it", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const kit = new lab.CallKit();
    const shut = { userId: "alice", send: async () => {}, subscribe: () => { throw new Error("shut"); } };
    return [await lab.outcome(() => kit.init("app", null, shut)), kit.userId, await lab.outcome(() => kit.init("app", "alice"))];
  });
  expect(told).toEqual(["connection-failed", null, "done"]);
});

test("options and elements of another frame are as good as one's own", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    const foreign = (text: string) => (frame.contentWindow as Window & typeof globalThis).JSON.parse(text);
    const kit = new lab.CallKit();
    return [
      await lab.outcome(() => kit.init("app", "alice", undefined, foreign('{"ringTimeout":5000}'))),
      await lab.outcome(() => kit.attachView("bob", frame.contentDocument!.createElement("video"))),
      await lab.outcome(() => kit.startCall(foreign('{"callType":0,"to":["bob"],"ext":{"a":{}}}'))),
    ];
  });
  expect(told).toEqual(["done", "done", "done"]);
});

test("who signs in afterwards finds nothing of the one before", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const kit = new lab.CallKit();
    const counts = [];
    for (const name of ["alice", "alice", "eve"]) {
      await kit.init("app", name);
      const found = [(await kit.getCallRecords()).length, kit.lastRecord?.status];
      counts.push(found);
      await kit.startCall({ callType: 0, to: "bob" });
      await kit.hangup();
      await kit.destroy();
    }
    return counts;
  });
  expect(told).toEqual([[0, undefined], [1, "cancelled"], [0, undefined]]);
});
