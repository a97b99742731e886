// attachView, from before init to after the second call.

import { expect, test } from "./lab.js";

test("a view shows nothing before the answer, the person during each call, and nothing after", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const video = () => document.body.appendChild(document.createElement("video"));
    const [theirs, mine] = [video(), video()];
    const { connection } = lab.carrier();
    const [alice, bob] = [new lab.CallKit(), new lab.CallKit()];
    const undo = alice.attachView("bob", theirs);
    alice.attachView("local", mine);
    const before = [theirs.muted, theirs.autoplay, theirs.playsInline, theirs.srcObject];
    await alice.init("app", null, connection("alice"));
    await bob.init("app", null, connection("bob"));

    const frame = (element: HTMLVideoElement) => new Promise((resolve) => element.requestVideoFrameCallback(resolve));
    const shown = [];
    for (let call = 0; call < 2; call += 1) {
      const ringing = lab.reach(bob, "ringing");
      await alice.startCall({ callType: 1, to: "bob" });
      await ringing;
      const early = theirs.srcObject;
      await bob.answerCall(true);
      await Promise.all([frame(theirs), frame(mine)]);
      const during = [theirs.srcObject === alice.remoteStream("bob"), mine.srcObject === alice.localStream, theirs.paused];
      await alice.hangup();
      await null;
      shown.push({ early, during, after: [theirs.srcObject, mine.srcObject, alice.remoteStream("bob"), alice.localStream] });
      await lab.reach(bob, "idle");
    }
    undo();
    undo();
    return { before, shown };
  });
  const once = { early: null, during: [true, true, false], after: [null, null, null, null] };
  expect(told).toEqual({ before: [true, true, true, null], shown: [once, once] });
});

test("an element shows whom it was given last, and the undo of the first does not take it away", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const [alice, bob] = await lab.people("alice", "bob");
    const video = document.createElement("video");
    const undo = alice.attachView("carol", video);
    alice.attachView("alice", video);
    await lab.connected(alice, bob, { callType: 1 });
    undo();
    return video.srcObject !== null && video.srcObject === alice.localStream;
  });
  expect(told).toBe(true);
});
