// What every part of the application uses: the phone, elements by id, people's colours, what went wrong. It knows nothing of its parts.

import CallKit from "./dist/index.js";
import { t } from "./words.js";

export const kit = new CallKit();
export const by = (id) => document.getElementById(id);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** An element with these properties and children; a child that is a text stays one. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svg.namespaceURI, "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

const COLOURS = ["#2563c9", "#7a46c2", "#b0422f", "#17775a", "#a8326f", "#4f56bd", "#8a5a00", "#286d8f"];

/** Paints somebody's initials on a colour that stays theirs, the same as in the call window. */
export function avatar(person, element = make("span", { className: "avatar" })) {
  const hash = [...person].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7);
  element.ariaHidden = "true";
  element.textContent = initials(person) || "?";
  element.style.setProperty("--colour", COLOURS[hash % COLOURS.length]);
  return element;
}

// Of what is not written in letters with case, the first sign alone.
function initials(name) {
  const [first = "", ...more] = name.split(/[\s._-]+/u).map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? "").filter(Boolean);
  const last = first.toLowerCase() === first.toUpperCase() ? "" : more.at(-1) ?? "";
  return (first + last).toUpperCase();
}

/** A button with a picture, a name for those who hear it, and a word for where there is room. */
export function round(picture, label, click, word = "") {
  const button = make("button", { type: "button", className: "round", ariaLabel: label, title: label }, icon(picture), word && make("span", { textContent: word }));
  button.addEventListener("click", () => attempt(click));
  return button;
}

/** Says what went wrong; null takes it back. */
export function problem(error) {
  by("problem").textContent = error ? (t.known(error.code) ?? error.message) : "";
  by("problem").hidden = !error;
}

/** Does what was clicked, and says so where it fails. */
export async function attempt(act) {
  problem(null);
  try {
    return await act();
  } catch (error) {
    // Somebody was faster: the window shows already what became of the call.
    if (error.code !== "call-ended") problem(error);
  }
}
