// destroy, in whatever state: everything is given back, the other side is told, and init may follow.

import { connect, connected, expect, over, test, type Person } from "./people.js";

async function signOut(person: Person): Promise<void> {
  await person.do(() => phone.kit.destroy());
  expect(await person.do(() => [phone.kit.userId, phone.kit.deviceId, phone.kit.state, phone.kit.call, phone.kit.invites, phone.live()])).toEqual([null, null, "idle", null, [], []]);
  await person.page.waitForFunction(() => phone.peers.every(({ connectionState }) => connectionState === "closed"));
  expect((await person.do(() => phone.outcome(() => phone.kit.hangup()))).code).toBe("not-initialized");
}

const signIn = (person: Person) => person.do((name) => phone.signIn(name), person.name);

test("whoever signs out while idle, and in again, can be called", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await signOut(bob);
  await signOut(bob);
  await signIn(bob);
  await connect(alice, bob);
});

test("whoever signs out while calling has taken the call back", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await signOut(alice);
  await over(bob);
  expect(await bob.told()).toEqual(["invite alice", "cancel alice", "callrecord missed by alice", "ended"]);
  expect(await alice.told()).toEqual(["ringing bob", "hangup", "callrecord cancelled by alice", "ended"]);
  await signIn(alice);
  await connect(alice, bob);
});

test("a phone that signs out while it rings lets the caller wait, and rings again when it is back", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await signOut(bob);
  expect(await alice.do(() => phone.kit.state)).toBe("calling");
  await signIn(bob);
  await bob.reaches("ringing");
  await bob.answers();
  await connected(alice, bob);
  expect((await alice.told()).slice(0, 3)).toEqual(["ringing bob", "accept bob", "connecting"]);
});

test("whoever signs out while connecting leaves nothing that connects", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await bob.do(() => {
    const undo = phone.kit.on("statechange", ({ type }) => {
      if (type !== "connecting") return;
      undo();
      Object.assign(globalThis, { out: phone.kit.destroy() });
    });
    void phone.outcome(() => phone.kit.answerCall(true));
  });
  await bob.page.waitForFunction(() => "out" in globalThis);
  await signOut(bob);
  await over(alice);
  expect((await alice.record()).connectedAt).toBeNull();
  expect(await alice.do(() => phone.live())).toEqual([]);
  await signIn(bob);
  await connect(bob, alice);
});

test("whoever signs out while reconnecting is gone for good", async ({ person }) => {
  const options = { line: true, reconnectTimeout: 20_000 };
  const [alice, bob] = [await person("alice", options), await person("bob", options)];
  await connect(alice, bob);
  await Promise.all([alice, bob].map((one) => one.do(() => phone.line.set("swallows"))));
  await bob.do(() => phone.peers.at(-1)!.close());
  await Promise.all([alice.reaches("reconnecting"), bob.reaches("reconnecting")]);
  await Promise.all([signOut(alice), signOut(bob)]);
  expect((await alice.told()).slice(-3)).toEqual(["hangup", "callrecord completed by alice", "ended"]);
  await signIn(alice);
  await signIn(bob);
  await connect(alice, bob);
});

test("a connection that never closes holds nobody up, and is asked to when the camera is closed", async ({ newcomer, person }) => {
  const alice = await newcomer("alice");
  const open = await alice.do(async () => {
    const open: string[][] = [];
    const connection = Object.assign(new phone.TabsConnection("alice"), {
      close() {
        open.push(phone.live());
        return new Promise<void>(() => {});
      },
    });
    await phone.kit.init("e2e", null, connection, { ringingSource: null });
    await phone.kit.preview(true);
    open.push(phone.live());
    await phone.kit.destroy();
    return open;
  });
  expect(open).toEqual([["video"], []]);
  await signIn(alice);
  await connect(alice, await person("bob"));
});
