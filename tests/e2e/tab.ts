// A page as the tests know it, whichever browser shows it; and the two browsers. Playwright drives no Firefox that is not its own, so
// that one is driven by Puppeteer.

import { readFileSync } from "node:fs";
import type { BrowserContext, CDPSession, Page as ChromiumPage } from "@playwright/test";
import { launch, type Browser, type Page } from "puppeteer-core";
import type { Surroundings } from "./machine.js";

/** What a test asks of a page. A page of Playwright is one. */
export interface Tab {
  goto(url: string): Promise<unknown>;
  reload(): Promise<unknown>;
  close(options?: { runBeforeUnload?: boolean }): Promise<void>;
  bringToFront(): Promise<void>;
  evaluate(what: (argument: any) => unknown, argument?: unknown): Promise<unknown>;
  waitForFunction<A>(holds: (argument: A) => unknown, argument?: A, options?: { polling?: number }): Promise<unknown>;
  exposeFunction(name: string, act: (...words: string[]) => Promise<void>): Promise<unknown>;
  /** Presses at this place of what is seen. */
  readonly mouse: { click(x: number, y: number): Promise<void> };
}

/** Where pages are opened that share storage, and hear each other. */
export interface Place {
  /** An empty page that writes its console's errors down. */
  open(problems: string[]): Promise<Tab>;
}

export function inChromium(context: BrowserContext): Place {
  return {
    async open(problems) {
      const page = await context.newPage();
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      page.on("pageerror", (error) => problems.push(error.message));
      return page;
    },
  };
}

/** Marks a test that needs the tools of Chromium, or what only Chromium does. */
export const byTools = { tag: "@tools" };

/** Speaks to the tools of a Chromium; no other browser has them. */
export function tools(tab: Tab): Promise<CDPSession> {
  const page = tab as ChromiumPage;
  return page.context().newCDPSession(page);
}

const { prefs } = JSON.parse(readFileSync(new URL("../../webdriver.json", import.meta.url), "utf8"))["moz:firefoxOptions"];

/** A Firefox of its own: without a window, unless it has a screen to show one on. */
export function launchFirefox(preferences: Record<string, unknown> = {}, surroundings: Surroundings = {}): Promise<Browser> {
  return launch({
    browser: "firefox",
    executablePath: process.env["FIREFOX"] ?? "/usr/bin/firefox-esr",
    headless: !surroundings["DISPLAY"],
    env: { ...process.env, ...surroundings },
    // Where a page is the last of its process, Firefox may abort its scripts in the middle of `pagehide`: its last words would be chance.
    // How long a press counts for the browser is not the machine's affair: a busy one needs longer until it asks for a screen.
    extraPrefsFirefox: { ...prefs, "dom.abort_script_on_child_shutdown": false, "dom.user_activation.transient.timeout": 60_000, ...preferences },
  });
}

/** A room of its own in a Firefox, and how to leave it. */
export async function inFirefox(browser: Browser, baseURL: string): Promise<Place & { close(): Promise<void> }> {
  const context = await browser.createBrowserContext();
  return {
    async open(problems) {
      // A tab behind another draws nothing.
      const page = await context.newPage({ type: "window" });
      page.setDefaultTimeout(0);
      // The browser's own remarks on a path that failed are no error of the page.
      const note = (text: string) => !text.startsWith("WebRTC: ") && problems.push(text);
      page.on("console", (message) => message.type() === "error" && note(message.text()));
      page.on("pageerror", (error) => note(error instanceof Error ? error.message.replace(/^Error: /, "") : String(error)));
      return new FirefoxTab(page, baseURL);
    },
    close: () => context.close(),
  };
}

class FirefoxTab implements Tab {
  readonly #page: Page;
  readonly #baseURL: string;

  get mouse(): Page["mouse"] {
    return this.#page.mouse;
  }

  constructor(page: Page, baseURL: string) {
    this.#page = page;
    this.#baseURL = baseURL;
  }

  goto(url: string): Promise<unknown> {
    return this.#page.goto(new URL(url, this.#baseURL).href);
  }

  reload(): Promise<unknown> {
    return this.#page.reload();
  }

  close(options?: { runBeforeUnload?: boolean }): Promise<void> {
    return this.#page.close(options);
  }

  bringToFront(): Promise<void> {
    return this.#page.bringToFront();
  }

  evaluate(what: (argument: any) => unknown, argument?: unknown): Promise<unknown> {
    return this.#page.evaluate(what, argument);
  }

  waitForFunction<A>(holds: (argument: A) => unknown, argument?: A, { polling = 20 } = {}): Promise<unknown> {
    return this.#page.waitForFunction(holds as (argument: unknown) => unknown, { polling }, argument);
  }

  exposeFunction(name: string, act: (...words: string[]) => Promise<void>): Promise<unknown> {
    return this.#page.exposeFunction(name, act);
  }
}
