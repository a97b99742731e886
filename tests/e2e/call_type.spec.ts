// From an audio call to a video call and back.

import { connect, connected, expect, test } from "./people.js";

test("with consent an audio call becomes a video call, and back without", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  const asking = alice.do(() => phone.outcome(() => phone.kit.switchCallType(1)));
  await bob.hears("call-type-request from=alice wanted=1");
  expect(await alice.do(() => [phone.live(), phone.kit.call!.callType])).toEqual([["audio"], 0]);
  await bob.do(() => phone.kit.answerCallType(true));
  expect((await asking).code).toBe("done");
  for (const [one, other] of [[alice, "bob"], [bob, "alice"]] as const) {
    await one.hears("call-type from=alice was=0");
    await one.do((other) => phone.moves(phone.view(other).video), other);
    expect(await one.do(() => phone.kit.call!.callType)).toBe(1);
  }
  await bob.do(() => phone.kit.switchCallType(0));
  await alice.hears("call-type from=bob was=1");
  for (const one of [alice, bob]) {
    await one.page.waitForFunction(() => phone.live().join() === "audio");
    expect(await one.do(() => phone.kit.call!.callType)).toBe(0);
  }
  await alice.hangsUp();
  expect((await alice.record()).callType).toBe(0);
});

test("refused it stays what it is, and without a wish there is nothing to answer", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  expect((await alice.do(() => phone.outcome(() => phone.kit.switchCallType(1)))).code).toBe("no-call");
  await connect(alice, bob);
  expect((await bob.do(() => phone.outcome(() => phone.kit.answerCallType(true)))).code).toBe("no-call");
  const asking = alice.do(() => phone.outcome(() => phone.kit.switchCallType(1)));
  await bob.hears("call-type-request from=alice wanted=1");
  await bob.do(() => phone.kit.answerCallType(false));
  expect((await asking).code).toBe("declined");
  expect(await alice.do(() => [phone.live(), phone.kit.call!.callType])).toEqual([["audio"], 0]);
});

test("both who wish it at once agree", async ({ person }) => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  await connect(alice, bob);
  const wish = () => phone.outcome(() => phone.kit.switchCallType(1));
  expect((await Promise.all([alice.do(wish), bob.do(wish)])).map(({ code }) => code)).toEqual(["done", "done"]);
  for (const one of [alice, bob]) {
    expect(await one.do(() => phone.kit.call!.callType)).toBe(1);
    expect((await one.told()).filter((line) => line.startsWith("call-type "))).toHaveLength(1);
  }
});

test("in a group whoever wants pictures shows theirs, and the others when they like", async ({ person }) => {
  const [alice, bob, carol] = [await person("alice"), await person("bob"), await person("carol")];
  await alice.do(() => phone.kit.startCall({ callType: 3, to: ["bob", "carol"] }));
  for (const one of [bob, carol]) await one.answers();
  await connected(alice, bob, carol);
  await bob.do(() => phone.kit.switchCallType(2));
  for (const one of [alice, carol]) {
    await one.hears("call-type from=bob was=3");
    await one.do(() => phone.moves(phone.view("bob").video));
    expect(await one.do(() => phone.live())).toEqual(["audio"]);
  }
  await carol.do(() => phone.kit.setCamera(true));
  await alice.do(() => phone.moves(phone.view("carol").video));
  await alice.do(() => phone.kit.switchCallType(3));
  for (const one of [bob, carol]) await one.page.waitForFunction(() => phone.kit.call!.callType === 3 && phone.live().join() === "audio");
});
