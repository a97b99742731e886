import { readFileSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const port = process.env["E2E_PORT"] ?? "8765";
const webdriver = JSON.parse(readFileSync(new URL("webdriver.json", import.meta.url), "utf8"));

export default defineConfig({
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
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: webdriver["goog:chromeOptions"].args,
    },
  },
  webServer: {
    command: "node scripts/serve.mjs",
    url: `http://localhost:${port}/`,
    env: { PORT: port },
  },
});
