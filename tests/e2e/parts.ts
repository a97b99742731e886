// A page with the parts of the face that only the core uses, bundled as they are, and what a test may ask of its sounds.

import { fileURLToPath } from "node:url";
import { test as base } from "@playwright/test";
import { build } from "esbuild";
import type * as identity from "../../src/js/identity.js";
import type * as picture from "../../src/js/picture.js";
import type * as records from "../../src/js/records.js";
import type * as sound from "../../src/js/sound.js";
import type * as tone from "../../src/js/tone.js";

interface Heard {
  /** How many sound now. */
  sounding(): number;
  /** How often something was started. */
  started(): number;
  /** The longest of them, in seconds. */
  longest(): number;
  /** From here on the browser plays nothing before a gesture. */
  wantGesture(): void;
  gesture(): void;
  /** From here on it plays everything. */
  allow(): void;
  until(holds: () => boolean): Promise<void>;
  /** Lets everything run that is due. */
  settle(): Promise<void>;
  /** Who hears of it and does nothing, but for what is given. */
  owner(does?: Partial<sound.SoundOwner>): sound.SoundOwner;
}

declare global {
  const parts: typeof identity & typeof picture & typeof records & typeof sound & typeof tone;
  const heard: Heard;
}

const bundle = build({
  stdin: {
    contents: ["identity", "picture", "records", "sound", "tone"].map((name) => `export * from "./src/js/${name}.ts";`).join("\n"),
    resolveDir: fileURLToPath(new URL("../..", import.meta.url)),
  },
  bundle: true,
  format: "iife",
  globalName: "parts",
  target: "es2022",
  write: false,
});

function listen(): void {
  const played: HTMLMediaElement[] = [];
  const play = HTMLMediaElement.prototype.play;
  const record = function (this: HTMLMediaElement) {
    played.push(this);
    return play.call(this);
  };
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  HTMLMediaElement.prototype.play = record;
  const heard: Heard = {
    sounding: () => new Set(played.filter((element) => !element.paused)).size,
    started: () => played.length,
    longest: () => Math.max(...played.map(({ duration }) => duration)),
    wantGesture() {
      HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException("", "NotAllowedError"));
    },
    gesture() {
      heard.allow();
      dispatchEvent(new Event("pointerdown"));
    },
    allow: () => void (HTMLMediaElement.prototype.play = record),
    async until(holds) {
      while (!holds()) await turn();
    },
    async settle() {
      for (let turns = 0; turns < 5; turns++) await turn();
    },
    owner: (does) => ({ onBlocked() {}, silence() {}, lead() {}, ...does }),
  };
  Object.assign(globalThis, { heard });
}

/** Gives the test such a page. */
export const test = base.extend({
  page: async ({ page }, use) => {
    await page.route("**/parts.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>parts</title>" }));
    await page.goto("/parts.html");
    await page.addScriptTag({ content: (await bundle).outputFiles[0]!.text });
    await page.evaluate(listen);
    await use(page);
  },
});

export { expect } from "@playwright/test";
