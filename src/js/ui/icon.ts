// The window's pictures, drawn once: lines or areas on a square of 24.

import { html, nothing, type TemplateResult } from "lit-html";

const AREAS = {
  phone: "M8.3 4.5 6.4 5.6c-.7.4-1 1.2-.8 1.9 1 5 5 9 10.3 10.3.8.2 1.5-.1 1.9-.8l1.1-1.9c.3-.5.2-1.2-.3-1.5l-2.6-1.7c-.4-.3-1-.2-1.4.2l-1 1a9.2 9.2 0 0 1-2.7-2.7l1-1c.4-.4.5-1 .2-1.4L10 4.8c-.4-.5-1.1-.6-1.7-.3Z",
  hangup: "M12 9.3c-3.3 0-6.3.8-8.4 2.2-.7.5-1 1.3-.9 2.1l.4 2c.1.7.7 1.1 1.4 1l3-.6c.6-.1 1-.6 1-1.2v-1.5a11 11 0 0 1 7 0v1.5c0 .6.4 1.1 1 1.2l3 .6c.7.1 1.3-.3 1.4-1l.4-2c.1-.8-.2-1.6-.9-2.1a15.4 15.4 0 0 0-8.4-2.2Z",
  camera: "M5 6.5h8A2.5 2.5 0 0 1 15.5 9v6a2.5 2.5 0 0 1-2.5 2.5H5A2.5 2.5 0 0 1 2.5 15V9A2.5 2.5 0 0 1 5 6.5Zm12 4 3.3-2.3c.5-.4 1.2 0 1.2.6v6.4c0 .6-.7 1-1.2.6L17 13.5Z",
  microphone: "M12 3.5a3 3 0 0 1 3 3V12a3 3 0 0 1-6 0V6.5a3 3 0 0 1 3-3ZM6.8 11c.5 0 .8.4.8.8V12a4.4 4.4 0 0 0 8.8 0v-.2a.8.8 0 1 1 1.6 0v.2a6 6 0 0 1-5.2 5.9v1.8a.8.8 0 1 1-1.6 0v-1.8A6 6 0 0 1 6 12v-.2c0-.4.3-.8.8-.8Z",
};
const LINES = {
  screen: "M3 5h18v12H3ZM9 20h6M12 14V8m-2 2 2-2 2 2",
  add: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3 19c1-3 3-5 6-5s5 2 6 5M19 8v6M16 11h6",
  options: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  minimise: "M6 17.5h12",
  enlarge: "M14 5h5v5M19 5l-6 6M10 19H5v-5M5 19l6-6",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  pip: "M21 11V5H3v13h7M14 14h7v5h-7Z",
  grip: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  bell: "M6 10a6 6 0 0 1 12 0c0 4 1 5 2 6H4c1-1 2-2 2-6ZM10 19a2 2 0 0 0 4 0",
  close: "m6.5 6.5 11 11M17.5 6.5l-11 11",
  flip: "M4 11a8 8 0 0 1 14-4l2 2M20 4v5h-5M20 13a8 8 0 0 1-14 4l-2-2M4 20v-5h5",
  eye: "M3 12s3-6 9-6 9 6 9 6-3 6-9 6-9-6-9-6ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
};

export type IconName = keyof typeof AREAS | keyof typeof LINES;

/** A picture for the eye alone; `off` strikes it through. */
export function icon(name: IconName, off = false): TemplateResult {
  const area = name in AREAS;
  const path = area ? AREAS[name as keyof typeof AREAS] : LINES[name as keyof typeof LINES];
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" class=${area ? "area" : "lines"}><path d=${path}></path>${
    off ? html`<svg class="lines" viewBox="0 0 24 24"><path class="halo" d="M4 3.5 20 20.5"></path><path d="M4 3.5 20 20.5"></path></svg>` : nothing}</svg>`;
}
