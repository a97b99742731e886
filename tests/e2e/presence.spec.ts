// What the machine knows of a call: the screen that stays on, the keys of a headset.

import { connect, expect, over, test, type Person } from "./people.js";
import { byTools } from "./tab.js";

interface Machine { asked: number; locks: WakeLockSentinel[]; keys: Map<string, () => void>; active: boolean[] }

const watch = (person: Person) => person.do(() => {
  const machine: Machine = { asked: 0, locks: [], keys: new Map(), active: [] };
  const { request } = WakeLock.prototype;
  WakeLock.prototype.request = async function (kind) {
    machine.asked += 1;
    const lock = await request.call(this, kind);
    machine.locks.push(lock);
    return lock;
  };
  const { setActionHandler, setMicrophoneActive } = MediaSession.prototype as Partial<MediaSession>;
  MediaSession.prototype.setActionHandler = function (key, act) {
    setActionHandler!.call(this, key, act);
    if (act) machine.keys.set(key, act as () => void);
    else machine.keys.delete(key);
  };
  if (setMicrophoneActive) MediaSession.prototype.setMicrophoneActive = function (on) {
    machine.active.push(on);
    return setMicrophoneActive.call(this, on);
  };
  Object.assign(globalThis, { machine });
});
const awake = (person: Person) => person.do(() => (globalThis as unknown as { machine: Machine }).machine.locks.filter(({ released }) => !released).length);

test("the screen stays on in a video call, and no longer", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await watch(alice);
  await alice.page.bringToFront();
  await connect(alice, bob, { callType: 1 });
  await expect.poll(() => awake(alice)).toBe(1);
  // The browser takes it from a page that is hidden. Whatever else is told of the call asks for it, too, so it is taken until nothing was.
  await expect.poll(() => alice.do(async () => {
    const { machine } = globalThis as unknown as { machine: Machine };
    await machine.locks.at(-1)!.release();
    const before = machine.asked;
    document.dispatchEvent(new Event("visibilitychange"));
    return machine.asked - before;
  })).toBe(1);
  await expect.poll(() => awake(alice)).toBe(1);
  await alice.do(() => phone.kit.switchCallType(0));
  await expect.poll(() => awake(alice)).toBe(0);
  await alice.hangsUp();
  await over(alice, bob);
  await connect(alice, bob);
  expect(await awake(alice)).toBe(0);
});

test("the machine shows whom the call is with, until it is over", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.do(() => phone.kit.setUserIdMap({ bob: "Bob B." }));
  await connect(alice, bob);
  await expect.poll(() => alice.do(() => navigator.mediaSession.metadata?.title)).toBe("Bob B.");
  await alice.hangsUp();
  await over(alice, bob);
  await expect.poll(() => alice.do(() => navigator.mediaSession.metadata)).toBe(null);
});

// Firefox knows no such keys.
test("the keys of a headset mute, show and hang up", byTools, async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await watch(alice);
  await connect(alice, bob, { callType: 1 });
  await expect.poll(() => alice.do(() => (globalThis as unknown as { machine: Machine }).machine.keys.size)).toBe(3);
  // Each as soon as the last was obeyed.
  await alice.do(async () => {
    const { keys } = (globalThis as unknown as { machine: Machine }).machine;
    const is = async (source: "microphone" | "camera", on: boolean) => {
      while (phone.kit.call!.members[0]![source] !== on) await new Promise((resolve) => setTimeout(resolve, 10));
    };
    for (const source of ["microphone", "camera"] as const) await is(source, true);
    for (const on of [false, true]) {
      for (const source of ["microphone", "camera"] as const) {
        keys.get(`toggle${source}`)!();
        await is(source, on);
      }
    }
    keys.get("togglemicrophone")!();
  });
  await expect.poll(() => alice.do(() => (globalThis as unknown as { machine: Machine }).machine.active.at(-1))).toBe(false);
  await alice.do(() => (globalThis as unknown as { machine: Machine }).machine.keys.get("hangup")!());
  await over(alice, bob);
  await expect.poll(() => alice.do(() => (globalThis as unknown as { machine: Machine }).machine.keys.size)).toBe(0);
});

test("a browser without any of this calls as well", async ({ newcomer, person }) => {
  const [alice, bob] = [await newcomer("alice"), await person("bob")];
  await alice.do(() => {
    Object.defineProperty(Navigator.prototype, "wakeLock", { value: undefined });
    Object.defineProperty(Navigator.prototype, "mediaSession", { value: undefined });
  });
  await alice.do(() => phone.signIn("alice"));
  await connect(alice, bob, { callType: 1 });
  await alice.hangsUp();
  await over(alice, bob);
});
