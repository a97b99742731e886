import { readFileSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import type { People } from "./tests/e2e/people.js";
import { byTools } from "./tests/e2e/tab.js";

const port = process.env["E2E_PORT"] ?? "8765";
const webdriver = JSON.parse(readFileSync(new URL("webdriver.json", import.meta.url), "utf8"));

// What is about the call itself; the rest is about the package and its pages.
const FIREFOX = [
  "endings", "endings_unforeseen", "records_left", "both_at_once", "seen_and_heard", "late_permission", "several_devices", "leaving",
  "repair", "call_type", "preview", "preconnect", "permission_in_firefox", "leaving_in_firefox", "screen", "presence",
  "devices", "devices_sound", "unplugged", "quality", "fitting", "views", "window_in_firefox",
];
// What only a Chromium with a window has: notifications, a screen that stays on, devices and permissions that a person chose.
const WHOLE = ["demo.spec.ts", "devices.spec.ts", "unplugged.spec.ts", "permission.spec.ts", "presence.spec.ts", "window_owner.spec.ts"];
const BETWEEN = ["between_browsers.spec.ts", "relay.spec.ts"];

const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const args = webdriver["goog:chromeOptions"].args;

export default defineConfig<People>({
  testDir: "tests/e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: !!process.env["CI"],
  workers: 2,
  // Facts are waited for; how long they take is the machine's affair.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    baseURL: `http://localhost:${port}/`,
    // To film every page takes a third of all processor time.
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: { executablePath: chromium, args },
  },
  projects: [
    {
      name: "chromium",
      testIgnore: [...WHOLE, ...BETWEEN, "*_in_firefox.spec.ts"],
      // The same browser without its window starts a page in half the time.
      use: { launchOptions: { executablePath: process.env["CHROMIUM_SHELL"] ?? chromium, args } },
    },
    { name: "whole", testMatch: WHOLE },
    {
      name: "firefox",
      testMatch: FIREFOX.map((name) => `${name}.spec.ts`),
      grepInvert: new RegExp(byTools.tag),
      use: { engine: "firefox" },
    },
    { name: "between", testMatch: BETWEEN },
  ],
  webServer: {
    command: "node tests/e2e/serve.mjs",
    url: `http://localhost:${port}/`,
    env: { PORT: port },
  },
});
