// A group call in the window: who is called, who is in it, who did not come.

import { connected, expect, over, test } from "./people.js";
import { faults, open, page, press, seen } from "./window.js";

test("a group call shows each person's progress, takes invitations back, calls again, and goes on when one leaves", async ({ person }) => {
  const [alice, bob, carol, dora] = [await person("alice"), await person("bob"), await person("carol"), await person("dora")];
  for (const one of [alice, bob, carol]) await open(one);
  await alice.do(() => phone.kit.startCall({ callType: 2, to: ["bob", "carol", "dora"], groupId: "crew", groupName: "Release crew", message: "Stand-up" }));
  await expect(seen(bob).getByRole("heading")).toHaveText("Release crew");
  await expect(seen(bob)).toContainText("alice is calling: Group video call");
  await expect(seen(bob)).toContainText("with carol, dora");
  await expect(seen(alice)).toContainText("Ringing…");

  await press(bob, "Answer with video");
  await connected(alice, bob);
  await page(alice).getByLabel("Picture of bob").evaluate((video: HTMLVideoElement) => phone.moves(video));
  await press(carol, "Decline");
  await expect(seen(alice).getByRole("listitem")).toContainText(/carol\s*Declined/);
  await press(alice, "Stop calling dora");
  await over(dora);
  expect(await faults(alice)).toEqual([]);

  await press(alice, "Call carol again");
  await expect(seen(alice).getByRole("listitem")).toHaveCount(0);
  await press(carol, "Answer without camera");
  await connected(carol);
  for (const one of [alice, bob]) await expect(seen(one).locator(".stage")).toContainText("carol");
  expect(await faults(bob)).toEqual([]);

  await press(alice, "Hang up");
  await expect(seen(alice)).toContainText("Call ended");
  await expect(page(bob).getByLabel("Picture of alice")).toHaveCount(0);
  await expect(seen(bob).locator(".stage")).toContainText("carol");
  await press(carol, "Hang up");
  await over(bob, carol);
});

test("the button for adding people asks the page, and whom it adds is in the window at once", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")];
  await open(alice);
  await alice.do(() => phone.kit.on("addperson", ({ callType, channel }) => void phone.kit.startCall({ callType, channel, to: "carol" })));
  await alice.do(() => phone.kit.startCall({ callType: 3, to: ["bob"] }));
  await bob.answers();
  await connected(alice, bob);
  await press(alice, "Add people");
  await carol.reaches("ringing");
  await expect(seen(alice)).toContainText(/Ringing…\s*carol/);
  await carol.answers();
  await connected(carol);
  await expect(seen(alice).getByRole("heading")).toHaveText("bob, carol");
});

test("whoever is replaced by another device of theirs reads why", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await open(bob);
  const { callId, channel } = await alice.do(() => phone.kit.startCall({ callType: 3, to: ["bob"] }));
  await bob.answers();
  await connected(alice, bob);
  const other = await person("bob");
  await other.do(([callId, channel]) => phone.kit.joinCall({ callId, channel, callType: 3, members: ["alice"] }), [callId, channel] as const);
  await over(bob);
  await expect(seen(bob)).toContainText("Call ended");
  await expect(seen(bob)).toContainText("You joined with another device");
});
