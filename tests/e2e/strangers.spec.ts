// Nonsense on the wire, from strangers and from the other side itself: nothing that a page sends harms another.

import { connect, expect, over, test, type Person } from "./people.js";

/** What no CallKit sends: noise, and the messages of a real call with each field made something else. Runs in a page. */
const nonsense = (sent: string[]): string[] => {
  let seed = 7;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647);
  const noise = Array.from({ length: 60 }, (_, length) => String.fromCharCode(...Array.from({ length: length * 7 }, () => next() % 65_536)));
  const plain = ["", "null", "[]", "{}", "5", '"text"', "{", "[[[[", '{"v":1}', '{"v":"1","k":"invite"}', "[".repeat(50_000), "x".repeat(300_000), `{"v":1,"k":"${"k".repeat(270_000)}"}`];
  const values = [null, true, -1, 0, 1.5, 1e300, 4_294_967_296, "", "<img src=x onerror=alert(1)>", "\ud800", "y".repeat(5_000), [], {}, [null], { "": {} }];
  const wrong: string[] = [];
  for (const text of sent) {
    const message = JSON.parse(text) as Record<string, unknown>;
    for (const field of Object.keys(message)) {
      for (const value of values) wrong.push(JSON.stringify({ ...message, [field]: value }));
      const { [field]: _, ...less } = message;
      wrong.push(JSON.stringify(less));
    }
    wrong.push(text.slice(0, text.length >> 1), `${text}${text}`, JSON.stringify({ ...message, more: { deep: [1] }, __proto__x: 1 }), text.replace(/"v":\d+/, '"v":99'));
  }
  return [...noise, ...plain, ...wrong];
};

const send = (person: Person, from: string, sent: string[]) => person.do(async ([make, from, sent]) => {
  const stranger = new phone.TabsConnection(from);
  const stop = stranger.subscribe(() => {});
  const texts = (new Function("sent", `return (${make})(sent)`) as (sent: string[]) => string[])(sent);
  for (const to of ["alice", "bob"]) for (const text of texts) await stranger.send(to, text);
  stop();
  return texts.length;
}, [nonsense.toString(), from, sent] as const);

const shown = (person: Person) => person.do(() => ({ told: phone.told, state: phone.kit.state, call: phone.kit.call, records: phone.records.length }));

/** One message of each kind that was sent. */
const kinds = (texts: string[]) => [...new Map(texts.map((text) => [JSON.parse(text).k as string, text])).values()];

test("nothing that a stranger sends changes a call, not even what its own members have said", async ({ person }) => {
  const options = { line: true, reconnectTimeout: 2_000 };
  const [alice, bob] = [await person("alice", options), await person("bob", options)];
  await alice.calls("bob");
  await bob.reaches("ringing");
  await alice.hangsUp();
  await over(alice, bob);
  await connect(alice, bob);
  await alice.hangsUp();
  await over(alice, bob);
  await connect(alice, bob, { callType: 1 });
  const call = await alice.do(() => phone.kit.call!.callId);
  // All that the two have said in three calls, as if it belonged to this one and were new.
  const sent = (await Promise.all([alice, bob].map((one) => one.do(() => phone.line.sent)))).map(kinds).flat()
    .map((text) => JSON.stringify({ ...JSON.parse(text), c: call, n: 1_000 }));
  for (const kind of ["leave", "cancel", "media", "describe", "answer"]) expect(sent.some((text) => JSON.parse(text).k === kind)).toBe(true);
  const before = await Promise.all([shown(alice), shown(bob)]);
  expect(await send(alice, "mallory", sent)).toBeGreaterThan(500);
  // A message of the real call after it all: whatever came before it has been read.
  await alice.do(() => phone.kit.setMicrophone(false));
  await bob.hears("3: user-unpublished alice mediaType=audio");
  await bob.do(() => phone.kit.setMicrophone(false));
  await alice.hears("3: user-unpublished bob mediaType=audio");
  const after = await Promise.all([shown(alice), shown(bob)]);
  const others = (told: string[]) => told.filter((line) => !/^\d+: callrecord missed/.test(line)).map((line) => line.replace(/^\d+: /, ""));
  for (const [index, other] of [[0, "bob"], [1, "alice"]] as const) {
    expect(others(after[index].told)).toEqual([...others(before[index].told), `user-unpublished ${other} mediaType=audio`]);
    expect(after[index]).toMatchObject({ state: "connected", call: { callId: before[index].call!.callId } });
    expect(after[index].call!.members.map(({ userId }) => userId).sort()).toEqual(["alice", "bob"]);
  }
  await alice.do(() => phone.moves(phone.view("bob").video));
  await alice.hangsUp();
  await over(alice, bob);
});

test("nonsense of the other side breaks nothing: the next call works", async ({ person }) => {
  const [alice, bob] = [await person("alice", { line: true }), await person("bob")];
  await connect(alice, bob, { callType: 1 });
  const sent = kinds(await alice.do(() => phone.line.sent));
  await send(alice, "alice", sent);
  await alice.do((make) => {
    const texts = (new Function("sent", `return (${make})(sent)`) as (sent: string[]) => string[])(phone.line.sent.slice(0, 4));
    const channel = phone.channels.at(-1) ?? new RTCPeerConnection().createDataChannel("none");
    for (const text of texts) if (channel.readyState === "open" && text.length < 60_000) channel.send(text);
    if (channel.readyState === "open") channel.send(new Uint8Array(1_000));
  }, nonsense.toString());
  await alice.do(() => phone.outcome(() => phone.kit.hangup()));
  await bob.do(() => phone.outcome(() => phone.kit.hangup()));
  await over(alice, bob);
  const [told, heard] = [(await bob.told()).length, await bob.do(() => phone.errors.map(({ code }) => code))];
  expect(heard.filter((code) => code === "internal")).toEqual([]);
  await alice.calls("bob");
  await bob.page.waitForFunction((told) => phone.told.slice(told).some((line) => line.endsWith("invite alice")), told);
  await bob.answers();
  await Promise.all([alice.reaches("connected"), bob.reaches("connected")]);
});

test("an idle page shows nothing of nonsense, and can be called afterwards", async ({ person, newcomer }) => {
  const [bob, mallory] = [await person("bob"), await newcomer("mallory")];
  await send(mallory, "mallory", []);
  await mallory.do(() => phone.signIn("mallory"));
  await mallory.calls("bob");
  await bob.reaches("ringing");
  expect(await bob.told()).toEqual(["invite mallory"]);
});

test("markup in names, messages and reasons stays text", async ({ newcomer, person }) => {
  const name = '<img src=x onerror="alert(1)">';
  const [alice, bob] = [await person(name), await newcomer("bob")];
  await bob.do(() => phone.signIn("bob", { deviceName: "<b>desk</b>" }));
  await alice.calls("bob", { message: "<script>alert(2)</script>", ext: { __proto__: null, html: "</script>", "constructor": 1 } });
  await bob.reaches("ringing");
  expect(await bob.do(() => { const { from, fromName, message, ext } = phone.kit.invites[0]!; return { from, fromName, message, ext }; })).toEqual({
    from: name, fromName: name, message: "<script>alert(2)</script>", ext: { html: "</script>", "constructor": 1 },
  });
  await bob.do(() => phone.kit.answerCall(false, undefined, { reason: "<i>no</i>" }));
  await over(alice, bob);
  expect((await alice.told()).slice(-3)[0]).toBe("refuse bob reason=<i>no</i>");
  expect(await bob.do(() => document.querySelectorAll("img, b, i").length)).toBe(0);
});
