// What people read of a call in their conversation, where the connection can write there.

import { expect, test } from "./lab.js";

test("the words of an invitation, and how the call went, stand in the conversation once each", async ({ page }) => {
  const written = await page.evaluate(async () => {
    const shared = lab.carrier();
    const written: unknown[] = [];
    const signedIn = async (name: string) => {
      const kit = new lab.CallKit();
      const sendChat = async (to: object, text: string, { record, ...ext }: Record<string, unknown>) => {
        written.push([name, to, text.replace(/\d:\d\d$/, "0:00"), (record as { status?: string })?.status ?? ext]);
      };
      await kit.init("lab", null, shared.connection(name, { sendChat }), { ringingSource: null });
      return kit;
    };
    const [alice, bob, carol] = await Promise.all([signedIn("alice"), signedIn("bob"), signedIn("carol")]);
    const over = (...kits: (typeof alice)[]) => Promise.all(kits.map((kit) => lab.reach(kit, "idle")));

    await alice.startCall({ callType: 1, to: "bob", message: "Got a minute?", ext: { topic: "lunch" } });
    await lab.reach(bob, "ringing");
    await bob.answerCall(false);
    await over(alice, bob);

    await lab.connected(alice, bob);
    await alice.hangup();
    await over(alice, bob);

    await alice.startCall({ callType: 3, to: ["bob", "carol"], groupId: "team", message: "All of you" });
    await Promise.all([bob, carol].map(async (kit) => {
      await lab.reach(kit, "ringing");
      await kit.answerCall(true);
      await lab.reach(kit, "connected");
    }));
    for (const kit of [alice, bob]) await kit.hangup();
    await over(alice, bob, carol);
    return written;
  });
  expect(written).toEqual([
    ["alice", { userId: "bob" }, "Got a minute?", { topic: "lunch" }],
    ["alice", { userId: "bob" }, "Video call · refused", "refused"],
    ["bob", { userId: "alice" }, "Voice call · 0:00", "completed"],
    ["alice", { groupId: "team" }, "All of you", {}],
    ["carol", { groupId: "team" }, "Voice call · 0:00", "completed"],
  ]);
});
