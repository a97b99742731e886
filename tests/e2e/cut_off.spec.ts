// A connection that fails: the call waits for it while it rings, and does without it while people talk.

import { connect, connected, expect, over, test } from "./people.js";

const HOW = ["rejects", "swallows"] as const;
const both = { line: true };

for (const cut of HOW) {
  test(`a call that is started while the connection ${cut} everything rings once it is back`, async ({ person }) => {
    const [alice, bob] = [await person("alice", both), await person("bob", both)];
    await alice.do((cut) => phone.line.set(cut, true), cut);
    await alice.calls("bob");
    expect(await alice.do(() => phone.kit.state)).toBe("calling");
    await alice.do(() => phone.line.set(null, true));
    await bob.answers();
    await connected(alice, bob);
    expect((await bob.told()).filter((line) => line.startsWith("invite"))).toEqual(["invite alice"]);
  });

  test(`an answer that is given while the caller's connection ${cut} everything connects once it is back`, async ({ person }) => {
    const [alice, bob] = [await person("alice", both), await person("bob", both)];
    await alice.calls("bob");
    await bob.reaches("ringing");
    await alice.do((cut) => phone.line.set(cut), cut);
    const answered = bob.answers();
    await bob.reaches("connecting");
    await alice.do(() => phone.line.set(null));
    await answered;
    await connected(alice, bob);
    expect(await bob.told()).toEqual(["invite alice", "connecting", "user-joined alice", "user-published alice mediaType=audio", "connected"]);
  });

  test(`people talk on, mute and hang up while the connection ${cut} everything`, async ({ person }) => {
    const [alice, bob] = [await person("alice", both), await person("bob", both)];
    await connect(alice, bob, { callType: 1 });
    for (const one of [alice, bob]) await one.do((cut) => phone.line.set(cut), cut);
    await alice.do(() => phone.kit.setMicrophone(false));
    await bob.hears("user-unpublished alice mediaType=audio");
    await bob.do(() => phone.kit.setCamera(false));
    await alice.hears("user-unpublished bob mediaType=video");
    await bob.do(() => phone.kit.setCamera(true));
    await alice.hears("user-published bob mediaType=video", 2);
    await alice.do(() => phone.moves(phone.view("bob").video));
    await bob.hangsUp();
    await over(alice, bob);
    expect((await alice.told()).slice(-3)).toEqual(["user-left bob reason=hangup", "callrecord completed by bob", "ended"]);
    expect((await alice.told()).filter((line) => /reconnect|error/.test(line))).toEqual([]);
  });
}

test("the page is told once that the connection is away, and once that it is back, and the call does not mind", async ({ person }) => {
  const [alice, bob] = [await person("alice", both), await person("bob", both)];
  await connect(alice, bob);
  const heard = await alice.do(() => {
    const heard: boolean[] = [];
    phone.kit.onConnectionChange = ({ online }) => heard.push(online);
    for (const cut of ["rejects", "rejects", null, null] as const) phone.line.set(cut, true);
    return heard;
  });
  expect(heard).toEqual([false, true]);
  await alice.do(() => phone.line.set("swallows", true));
  await bob.do(() => phone.kit.setMicrophone(false));
  await alice.hears("user-unpublished bob mediaType=audio");
  expect([await alice.do(() => phone.kit.state), await bob.do(() => phone.kit.state)]).toEqual(["connected", "connected"]);
});

test("a ring outlives a short loss of the connection, and is not rung twice", async ({ person }) => {
  const [alice, bob] = [await person("alice", both), await person("bob", both)];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await bob.do(() => phone.line.set("rejects", true));
  await bob.do(() => phone.line.set(null, true));
  await alice.do(() => phone.line.set("rejects", true));
  await alice.do(() => phone.line.set(null, true));
  await bob.answers();
  await connected(alice, bob);
  expect((await bob.told())[0]).toBe("invite alice");
  expect((await bob.told()).filter((line) => /invite|ringing/.test(line))).toHaveLength(1);
  expect((await alice.told()).filter((line) => line === "ringing bob")).toHaveLength(1);
});

test("a connection that repeats, reorders and delays everything still carries a whole call", async ({ person, newcomer }) => {
  const alice = await newcomer("alice");
  const bob = await person("bob", both);
  await alice.do(() => {
    const line = new phone.Line("alice");
    const waiting: [string, string][] = [];
    const flush = () => { for (const [to, text] of waiting.splice(0).reverse()) for (let copy = 0; copy < 3; copy += 1) void send(to, text); };
    const send = line.send.bind(line);
    setInterval(flush, 60);
    return phone.kit.init("e2e", "alice", {
      userId: "alice",
      send: async (to, text) => void waiting.push([to, text]),
      subscribe: (listener) => line.subscribe((message) => { listener(message); listener(message); }),
    }, { ringingSource: null });
  });
  await connect(alice, bob, { callType: 1 });
  await bob.do(() => phone.moves(phone.view("alice").video));
  await alice.hangsUp();
  await over(alice, bob);
  const published = ["audio", "video"].map((mediaType) => `user-published alice mediaType=${mediaType}`);
  expect(await bob.told()).toEqual([
    "invite alice", "connecting", "user-joined alice", ...published, "connected", "user-left alice reason=hangup", "callrecord completed by alice", "ended",
  ]);
});
