// A question for the camera that is answered late: in the call, or when that is over already.

import { expect, over, test, type Person } from "./people.js";

const hesitate = (person: Person) => person.do(() => {
  phone.permission = new Promise((allow) => Object.assign(globalThis, { allow }));
});

/** Allows it, and waits until the tracks that came of it are stopped. */
const allow = (person: Person) => person.do(() => (globalThis as unknown as { allow(): void }).allow());

async function nothingStays(person: Person): Promise<void> {
  await person.page.waitForFunction(() => phone.held.length > 0 && phone.live().length === 0);
  expect(await person.do(() => [phone.kit.state, phone.kit.localStream, phone.peers.filter(({ connectionState }) => connectionState === "connected").length])).toEqual(["idle", null, 0]);
}

test("after the caller has hung up nothing opens and nothing connects", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await hesitate(alice);
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await alice.hangsUp();
  await over(alice, bob);
  const told = await alice.told();
  await allow(alice);
  await nothingStays(alice);
  expect(await alice.told()).toEqual(told);
});

test("after the caller has taken it back nothing opens at who had answered", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await hesitate(bob);
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await bob.do(() => void phone.kit.answerCall(true));
  await alice.reaches("connecting", "connected");
  await alice.hangsUp();
  await over(alice, bob);
  const told = await bob.told();
  await allow(bob);
  await nothingStays(bob);
  expect(await bob.told()).toEqual(told);
});

test("after destroy nothing opens", async ({ person }) => {
  const alice = await person("alice");
  await hesitate(alice);
  await alice.calls("bob", { callType: 1 });
  await alice.do(() => phone.kit.destroy());
  await allow(alice);
  await nothingStays(alice);
});

/** Asks for both at once, which stays open until it is refused; whatever else is asked for opens. */
const hesitateOverBoth = (person: Person) => person.do(() => {
  Permissions.prototype.query = async () => ({ state: "prompt" }) as PermissionStatus;
  const { getUserMedia } = MediaDevices.prototype;
  const asked: string[] = [];
  MediaDevices.prototype.getUserMedia = function (wanted) {
    asked.push(Object.keys(wanted!).sort().join(" and "));
    if (!wanted?.audio || !wanted.video) return getUserMedia.call(this, wanted);
    return new Promise((_, refuse) => Object.assign(globalThis, { refuse }));
  };
  Object.assign(globalThis, { asked });
});

for (const [what, end] of Object.entries({ "a call that was hung up": () => phone.kit.hangup(), "destroy": () => phone.kit.destroy() })) {
  test(`a question for both that fails after ${what} is followed by no other, and nothing opens`, async ({ newcomer }) => {
    const alice = await newcomer("alice");
    await hesitateOverBoth(alice);
    for (const [index, error] of ["NotAllowedError", "NotReadableError"].entries()) {
      if (await alice.do(() => phone.kit.userId === null)) await alice.do(() => phone.signIn("alice"));
      await alice.calls("nobody", { callType: 1 });
      const asked = Array.from({ length: index + 1 }, () => "audio and video");
      await alice.page.waitForFunction((count) => (globalThis as unknown as { asked: string[] }).asked.length === count, asked.length);
      await alice.do(end);
      expect(await alice.do(async (error) => {
        const { asked, refuse } = globalThis as unknown as { asked: string[]; refuse(error: unknown): void };
        refuse(new DOMException("", error));
        // Whatever follows from it is asked before anything else has its turn.
        await new Promise((resolve) => setTimeout(resolve));
        return [asked, phone.kit.localStream];
      }, error)).toEqual([asked, null]);
    }
    expect(await alice.do(() => phone.held.length)).toBe(0);
  });
}

test("what a person allows during the call is sent then", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await hesitate(bob);
  await alice.calls("bob", { callType: 1 });
  await bob.reaches("ringing");
  await bob.do(() => void phone.kit.answerCall(true));
  await bob.page.waitForFunction(() => phone.kit.remoteStream("alice") !== null);
  await bob.do(() => phone.moves(phone.view("alice").video));
  await allow(bob);
  await alice.hears("user-published bob mediaType=video");
  await alice.do(() => phone.moves(phone.view("bob").video));
});

/** Signs in where nothing is asked, so that each device is opened by itself; the camera opens when it is allowed. */
const signInSlowly = (person: Person) => person.do((name) => {
  Permissions.prototype.query = async () => ({ state: "granted" }) as PermissionStatus;
  const { getUserMedia } = MediaDevices.prototype;
  const allowed = new Promise<void>((allow) => Object.assign(globalThis, { allow }));
  MediaDevices.prototype.getUserMedia = async function (wanted) {
    if (wanted?.video) await allowed;
    return getUserMedia.call(this, wanted);
  };
  return phone.signIn(name);
}, person.name);

test("who is still waiting for the camera is heard, is said to be, and is silent as soon as they mute themselves", async ({ newcomer, person }) => {
  const [alice, bob] = [await newcomer("alice"), await person("bob")];
  await signInSlowly(alice);
  await alice.calls("bob", { callType: 1 });
  await bob.answers();
  await bob.hears("user-published alice mediaType=audio");
  await bob.do(() => phone.sounds(phone.kit.remoteStream("alice")!));
  const own = () => alice.do(() => {
    const { microphone, camera } = phone.kit.call!.members.find(({ userId }) => userId === "alice")!;
    return { microphone, camera };
  });
  expect(await own()).toEqual({ microphone: true, camera: false });
  const enabled = await alice.do(() => {
    const muted = phone.kit.setMicrophone(false);
    const [track] = phone.kit.localStream!.getAudioTracks();
    const { enabled } = track!;
    return muted.then(() => enabled);
  });
  expect(enabled).toBe(false);
  await bob.hears("user-unpublished alice mediaType=audio");
  await allow(alice);
  await bob.hears("user-published alice mediaType=video");
  await bob.do(() => phone.moves(phone.view("alice").video));
  expect(await own()).toEqual({ microphone: false, camera: true });
  expect(await alice.do(() => phone.kit.localStream!.getAudioTracks().map(({ enabled }) => enabled))).toEqual([false]);
});

test("who mutes themselves while microphone and camera are being opened is silent from the beginning", async ({ newcomer }) => {
  const alice = await newcomer("alice");
  await signInSlowly(alice);
  await alice.do(() => {
    const { addTrack } = MediaStream.prototype;
    MediaStream.prototype.addTrack = function (track) {
      phone.told.push(`${track.kind} ${track.enabled}`);
      addTrack.call(this, track);
    };
    void phone.kit.startCall({ callType: 1, to: "nobody" });
    return phone.kit.setMicrophone(false);
  });
  await alice.hears("audio false");
  await allow(alice);
  await alice.hears("video true");
  expect(await alice.do(() => phone.kit.localStream!.getAudioTracks().map(({ enabled }) => enabled))).toEqual([false]);
});
