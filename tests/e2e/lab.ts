// The page of `pages/lab.js`, and what a test may use inside it.

import { test as base, type Page } from "@playwright/test";
import type * as connections from "../../src/js/connections.js";
import type * as callkit from "../../src/js/index.js";

type Entry = typeof callkit & typeof connections;
interface Lab extends Entry {
  carrier(): {
    listeners: Set<unknown>;
    connection(userId: string, more?: Partial<callkit.Connection>): callkit.Connection;
  };
  people(...names: string[]): Promise<[callkit.CallKit, callkit.CallKit, callkit.CallKit]>;
  outcome(doing: () => unknown): Promise<string>;
  reach(kit: callkit.CallKit, ...states: callkit.CallState[]): Promise<callkit.CallState>;
  connected(caller: callkit.CallKit, callee: callkit.CallKit, options?: Partial<callkit.StartCallOptions>): Promise<callkit.CallInfo>;
}

declare global {
  const lab: Lab;
}

/** Opens an empty page with `lab` in it. */
export async function openLab(page: Page): Promise<Page> {
  await page.goto("/pages/lab.html");
  await page.waitForFunction(() => "lab" in globalThis);
  return page;
}

/** Gives the test such a page. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => use(await openLab(page)),
});

export { expect } from "@playwright/test";
