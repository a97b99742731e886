// Loudspeakers, and how loud a person is.

import { connect, expect, over, test, type Person } from "./people.js";

interface Heard { played: HTMLAudioElement[] }

/** Keeps every element that plays. */
const listen = (person: Person) => person.do(() => {
  const played: HTMLAudioElement[] = [];
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    if (this instanceof HTMLAudioElement && !played.includes(this)) played.push(this);
    return play.call(this);
  };
  Object.assign(globalThis, { played });
});
const sounding = (person: Person) => person.do(() => (globalThis as unknown as Heard).played
  .filter(({ srcObject, src }) => srcObject || src).map((element) => ({ sink: element.sinkId, volume: element.volume, muted: element.muted })));

test("people are heard from the loudspeaker that is chosen, now and in the next call, and the ringing from its own", async ({ person, engine, machine }) => {
  // Chromium pretends to have three.
  const plugged = engine === "firefox" ? await Promise.all(["Headset", "Kitchen"].map(async (name) => (await machine.sound()).plug("speaker", name))) : [];
  const [alice, bob] = [await person("alice", { ringingSource: undefined } as object), await person("bob")];
  await listen(alice);
  // Before the page may use a microphone, Firefox names none.
  await connect(alice, bob);
  await bob.hangsUp();
  await over(alice, bob);
  await alice.page.bringToFront();
  const [, speaker, ringer] = await alice.do(async () => (await phone.kit.listDevices()).filter(({ kind }) => kind === "speaker").map(({ deviceId }) => deviceId));
  await alice.do((ringer) => phone.kit.setDevice("ringer", ringer!), ringer);
  await bob.calls("alice");
  await alice.reaches("ringing");
  await expect.poll(() => sounding(alice)).toEqual([{ sink: ringer, volume: 1, muted: false }]);
  await alice.answers();
  await alice.reaches("connected");
  await expect.poll(() => sounding(alice)).toEqual([{ sink: "", volume: 1, muted: false }]);
  await alice.do((speaker) => phone.kit.setDevice("speaker", speaker!), speaker);
  await expect.poll(() => sounding(alice)).toEqual([{ sink: speaker, volume: 1, muted: false }]);
  await bob.hangsUp();
  await alice.reaches("idle");
  await connect(alice, bob);
  await expect.poll(() => sounding(alice)).toEqual([{ sink: speaker, volume: 1, muted: false }]);
  await Promise.all(plugged.map((pull) => pull()));
});

test("one person is made quieter here, and only who is in the call", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await listen(alice);
  const set = (user: string, volume: number) => alice.do(([user, volume]) => phone.outcome(() => phone.kit.setRemoteVolume(user, volume)), [user, volume] as const);
  expect((await set("bob", 0.5)).code).toBe("no-call");
  await connect(alice, bob);
  expect((await set("bob", 0.25)).code).toBe("done");
  expect(await sounding(alice)).toEqual([{ sink: "", volume: 0.25, muted: false }]);
  expect((await set("bob", 0)).code).toBe("done");
  expect(await sounding(alice)).toEqual([{ sink: "", volume: 0, muted: true }]);
  expect((await set("carol", 1)).code).toBe("no-call");
});

test("a browser that plays only where it likes says so", async ({ person }) => {
  const alice = await person("alice");
  await alice.do(() => delete (HTMLMediaElement.prototype as { setSinkId?: unknown }).setSinkId);
  for (const kind of ["speaker", "ringer"] as const) {
    expect(await alice.do((kind) => phone.outcome(() => phone.kit.setDevice(kind, "default")), kind)).toMatchObject({ code: "not-supported", field: "setDevice.kind" });
  }
});
