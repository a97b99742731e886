// Which device a page is.

import { expect, test } from "./parts.js";

test("a page that is reloaded is the same device once more", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const before = await parts.takeIdentity("app", "alice");
    before.remember("a call");
    before.release();
    const after = await parts.takeIdentity("app", "alice");
    return { length: before.device.length, boots: [before.boot, after.boot], isSame: before.device === after.device, memory: after.memory };
  });
  expect(told).toEqual({ length: 32, boots: [1, 2], isSame: true, memory: "a call" });
});

test("a duplicated tab is another device", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const original = await parts.takeIdentity("app", "alice");
    original.remember("a call");
    const duplicate = await parts.takeIdentity("app", "alice");
    return { isSame: original.device === duplicate.device, boot: duplicate.boot, memory: duplicate.memory };
  });
  expect(told).toEqual({ isSame: false, boot: 1, memory: "" });
});

test("a duplicated tab that is loaded once more remembers nothing of the original's call", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const original = await parts.takeIdentity("app", "alice");
    original.remember("a call");
    const duplicate = await parts.takeIdentity("app", "alice");
    duplicate.release();
    const again = await parts.takeIdentity("app", "alice");
    return { isSame: again.device === duplicate.device, boot: again.boot, memory: again.memory };
  });
  expect(told).toEqual({ isSame: true, boot: 2, memory: "" });
});

test("another person in the same tab is another device", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const alice = await parts.takeIdentity("app", "alice");
    alice.release();
    const others = [await parts.takeIdentity("app", "bob"), await parts.takeIdentity("other", "alice")];
    const again = await parts.takeIdentity("app", "alice");
    return { others: others.map(({ device }) => device === alice.device), again: again.device === alice.device };
  });
  expect(told).toEqual({ others: [false, false], again: true });
});

test("a page without storage is a new device each time", async ({ page }) => {
  const told = await page.evaluate(async () => {
    const get = () => { throw new DOMException("", "SecurityError"); };
    Object.defineProperty(window, "sessionStorage", { configurable: true, get });
    const before = await parts.takeIdentity("app", "alice");
    before.release();
    const after = await parts.takeIdentity("app", "alice");
    return { isSame: before.device === after.device, boot: after.boot };
  });
  expect(told).toEqual({ isSame: false, boot: 1 });
});

test("a page without locks is a device all the same", async ({ page }) => {
  const told = await page.evaluate(async () => {
    Object.defineProperty(navigator, "locks", { value: undefined });
    const identity = await parts.takeIdentity("app", "alice");
    identity.release();
    return { length: identity.device.length, boot: identity.boot };
  });
  expect(told).toEqual({ length: 32, boot: 1 });
});
