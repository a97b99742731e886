// attachView, from before init to after the second call.

import { connected, expect, over, test } from "./people.js";

test("a view shows nothing before the answer, the person during each call, and nothing after", async ({ newcomer, person }) => {
  const [alice, bob] = [await newcomer("alice"), await person("bob")];
  const before = await alice.do(() => {
    const { video, undo } = phone.view("bob");
    Object.assign(globalThis, { theirs: video, undo, mine: phone.view("local").video });
    return [video.muted, video.autoplay, video.playsInline, video.srcObject];
  });
  expect(before).toEqual([true, true, true, null]);
  const empty = () => alice.do(() => {
    const { theirs, mine } = globalThis as unknown as Record<string, HTMLVideoElement>;
    return [theirs!.srcObject, mine!.srcObject, phone.kit.remoteStream("bob"), phone.kit.localStream];
  });
  await alice.do(() => phone.signIn("alice"));
  for (let call = 0; call < 2; call += 1) {
    await alice.calls("bob", { callType: 1 });
    await bob.reaches("ringing");
    expect((await empty())[0]).toBe(null);
    await bob.answers();
    await connected(alice, bob);
    const during = await alice.do(async () => {
      const { theirs, mine } = globalThis as unknown as Record<string, HTMLVideoElement>;
      await Promise.all([phone.moves(theirs!), phone.moves(mine!)]);
      const ids = (tracks: MediaStreamTrack[]) => tracks.map(({ id }) => id);
      return {
        shown: ids((theirs!.srcObject as MediaStream).getTracks()),
        sent: ids(phone.kit.remoteStream("bob")!.getVideoTracks()),
        rest: [mine!.srcObject === phone.kit.localStream, theirs!.paused],
      };
    });
    // The picture alone, since a view that was given the sound would open a loudspeaker.
    expect(during.shown).toEqual(during.sent);
    expect(during.rest).toEqual([true, false]);
    await alice.hangsUp();
    await over(alice, bob);
    expect(await empty()).toEqual([null, null, null, null]);
  }
});

test("an element shows whom it was given last, and the undo of the first does not take it away", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await alice.do(() => {
    const { video, undo } = phone.view("carol");
    phone.kit.attachView("alice", video);
    Object.assign(globalThis, { video, undo });
  });
  await alice.calls("bob", { callType: 1 });
  await bob.answers();
  await connected(alice, bob);
  expect(await alice.do(() => {
    const { video, undo } = globalThis as unknown as { video: HTMLVideoElement; undo(): void };
    undo();
    return video.srcObject !== null && video.srcObject === phone.kit.localStream;
  })).toBe(true);
});
