// People who have the call window in their page, and what a test may ask of it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Locator, Page } from "@playwright/test";
import type { CallKitElement } from "../../src/js/ui.js";
import { expect, type Person } from "./people.js";

declare const axe: { run(context: string): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[] }> };

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The page of a person in Chromium, with all that Playwright knows of it. */
export const page = (person: Person): Page => person.page as Page;

/** Puts a window into a person's page. */
export async function open(person: Person, attributes: Record<string, string> = {}): Promise<Locator> {
  await person.do(async (attributes) => {
    document.documentElement.lang ||= "en";
    const ui = "/dist/ui.js";
    await import(ui);
    const element = document.createElement("call-kit") as CallKitElement;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.kit = phone.kit;
    document.body.append(element);
    await (element as unknown as { updateComplete: Promise<unknown> }).updateComplete;
  }, attributes);
  return page(person).locator("call-kit").last();
}

/** The call as this person sees it. */
export const seen = (person: Person): Locator => page(person).getByRole("dialog").first();

export const press = (person: Person, name: string | RegExp): Promise<void> =>
  seen(person).getByRole("button", { name, exact: typeof name === "string" }).click();

/** What axe finds wrong in the window. */
export async function faults(person: Person): Promise<string[]> {
  // A colour in the middle of an animation is nobody's colour.
  await person.do(() => Promise.all(document.querySelector("call-kit")!.shadowRoot!.getAnimations().map((animation) =>
    animation.effect?.getTiming().iterations === Infinity ? animation.cancel() : animation.finished)));
  return violations(page(person), "call-kit");
}

/** What axe finds wrong in a part of a page. */
export async function violations(page: Page, part: string): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async (part) => (await axe.run(part)).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary}`)), part);
}

/** Buttons smaller than a finger. */
export const smallTargets = (person: Person): Promise<string[]> => person.do(() =>
  [...document.querySelector("call-kit")!.shadowRoot!.querySelectorAll("button, select")]
    .map((element) => ({ name: element.getAttribute("aria-label") ?? element.textContent, ...element.getBoundingClientRect().toJSON() as DOMRect }))
    .filter(({ width, height }) => width > 0 && (width < 44 || height < 44))
    .map(({ name, width, height }) => `${name}: ${width} × ${height}`));

export { expect };
