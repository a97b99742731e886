// Draws a person or a group: the page's picture where it gives one, or else initials on a colour that stays theirs.

import { html, type TemplateResult } from "lit-html";
import type { Source } from "./types.js";

const COLOURS = 8;

export function avatar(id: string, name: string, source: Source, extra = ""): TemplateResult {
  const url = pick(source, id);
  const hash = [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 9973, 7);
  return html`<span class="avatar colour-${hash % COLOURS} ${extra}" part="avatar" aria-hidden="true"><span>${initials(name)}</span>${
    url ? html`<img src=${url} alt="" draggable="false" @error=${({ target }: Event) => ((target as HTMLElement).hidden = true)}
      @load=${({ target }: Event) => ((target as HTMLElement).hidden = false)}>` : ""}</span>`;
}

/** What a source gives for a person or a group. */
export function pick(source: Source, id: string): string | null | undefined {
  return typeof source === "function" ? source(id) : source;
}

/** The first letters of the first and last word; of what is not written in letters with case, the first sign alone. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/u).map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? "").filter(Boolean);
  const first = words[0] ?? "";
  const last = words.length > 1 && first.toLowerCase() !== first.toUpperCase() ? words.at(-1)! : "";
  return (first + last).toUpperCase();
}
