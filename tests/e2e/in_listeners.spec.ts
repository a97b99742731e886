// What a page may do, or do wrong, while it is told of something.

import type { Invite, StateChange } from "../../src/js/index.js";
import { connect, connected, expect, over, test } from "./people.js";

test("listeners that throw at everything miss nothing, and the call goes its way", async ({ person, problems }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  for (const one of [alice, bob]) {
    await one.do(() => {
      for (const type of ["invite", "statechange", "callrecord", "error"] as const) {
        phone.kit.addEventListener(type, () => { throw new Error("mine"); });
        phone.kit.on(type, () => { throw new Error("mine"); });
      }
    });
  }
  await connect(alice, bob);
  await alice.hangsUp();
  await over(alice, bob);
  expect(await alice.told()).toEqual([
    "ringing bob", "accept bob", "connecting", "user-joined bob", "user-published bob mediaType=audio", "connected", "hangup", "callrecord completed by alice", "ended",
  ]);
  await expect.poll(() => problems.length).toBeGreaterThan(20);
  expect(problems.splice(0).filter((problem) => !problem.includes("mine"))).toEqual([]);
});

const CALLER = ["ringing bob", "accept bob", "connecting", "user-joined bob", "connected", "hangup", "ended"];
const CALLEE = ["invite alice", "connecting", "user-joined alice", "connected", "ended"];

for (const [name, lines] of [["alice", CALLER], ["bob", CALLEE]] as const) {
  test(`${name === "alice" ? "the caller" : "who is called"} may sign out while told of anything, and in again`, async ({ person }) => {
    test.setTimeout(60_000);
    const people = { alice: await person("alice"), bob: await person("bob") };
    const one = people[name];
    for (const [index, line] of lines.entries()) {
      if (index === 1) await people.bob.do(() => { phone.kit.onInvite = () => void phone.outcome(() => phone.kit.answerCall(true)); });
      await one.do((line) => {
        const out = new Promise<void>((resolve) => {
          const undos = (["invite", "statechange"] as const).map((event) => phone.kit.on(event, (detail: Invite | StateChange) => {
            const said = "type" in detail ? [detail.type, "userId" in detail && detail.userId] : ["invite", detail.from];
            if (said.filter(Boolean).join(" ") !== line) return;
            for (const undo of undos) undo();
            void phone.kit.destroy().then(resolve);
          }));
        });
        Object.assign(globalThis, { out });
      }, line);
      void people.alice.do(() => phone.outcome(() => phone.kit.startCall({ callType: 0, to: "bob" })));
      if (line === "hangup" || line === "ended") {
        await connected(people.alice, people.bob);
        void people.alice.do(() => phone.outcome(() => phone.kit.hangup()));
      }
      await one.do(() => (globalThis as unknown as { out: Promise<void> }).out);
      expect(await one.do(() => [phone.kit.userId, phone.live(), phone.kit.state])).toEqual([null, [], "idle"]);
      await people.alice.do(() => phone.outcome(() => phone.kit.hangup()));
      await over(people.alice, people.bob);
      await one.do((name) => phone.signIn(name), name);
    }
    await people.alice.calls("bob");
    await connected(people.alice, people.bob);
  });
}

test("everything may be asked for while told that the call is connected", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await bob.do(() => {
    phone.kit.on("statechange", ({ type }) => {
      if (type !== "connected") return;
      const asked = [
        phone.kit.setMicrophone(false), phone.kit.setCamera(false), phone.kit.setCamera(true), phone.kit.setMicrophone(true),
        phone.kit.answerCall(true), phone.kit.startCall({ callType: 0, to: "carol" }), phone.kit.hangup("enough"),
      ].map((promise) => phone.outcome(() => promise).then(({ code }) => code));
      Object.assign(globalThis, { asked: Promise.all(asked) });
    });
  });
  await alice.calls("bob", { callType: 1 });
  await bob.answers();
  await bob.hears("ended");
  await over(alice, bob);
  const asked = await bob.do(() => (globalThis as unknown as { asked: Promise<string[]> }).asked);
  expect(asked.slice(4)).toEqual(["no-call", "already-in-call", "done"]);
  expect((await alice.told()).slice(-3)).toEqual(["user-left bob message=enough reason=hangup", "callrecord completed by bob", "ended"]);
  expect(await bob.do(() => phone.live())).toEqual([]);
});

test("a phone that answers as soon as it is invited is connected", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await bob.do(() => { phone.kit.on("invite", () => void phone.kit.answerCall(true)); });
  await alice.calls("bob", { callType: 1 });
  await connected(alice, bob);
  expect((await bob.told()).slice(0, 3)).toEqual(["invite alice", "connecting", "user-joined alice"]);
});
