// Knows which language is spoken, and how words are put together in it: names, durations, lists. The words are in `texts`.

import { LANGUAGES, type TextKey, type Texts } from "./texts.js";

/** More languages, or other words for one: `{ fr: { hangup: "Raccrocher" } }`. What is not in it is said in English. */
export type Dictionaries = Record<string, Partial<Texts>>;

/** Says something, with what stands in braces filled in. */
export type Say = (key: TextKey, values?: Record<string, string | number>) => string;

export function wording(lang: string, dictionaries: Dictionaries = {}): Say {
  const short = lang.split("-")[0]!.toLowerCase();
  const texts: Texts = Object.assign({}, LANGUAGES["en"], LANGUAGES[short], dictionaries[short], dictionaries[lang]);
  return (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The language of an element: its own or the nearest above it, or else the reader's. */
export function languageOf(element: Element): string {
  return element.closest("[lang]")?.getAttribute("lang") || navigator.language;
}

/** Minutes and seconds, with hours where there are some. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Some people by name: the first three, and how many more. */
export function people(names: string[], say: Say): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? say("more", { names: shown, count: names.length - 3 }) : shown;
}
