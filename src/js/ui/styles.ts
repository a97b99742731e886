// How the window looks: its tokens, which a page may set, its sizes, and what stands in it.

import { people } from "./styles-people.js";

const css = String.raw;

// Each is `--name` here, and `--call-kit-name` for the page that wants another.
const TOKENS = {
  surface: "light-dark(#fff, #1b1f26)",
  raised: "light-dark(#eceff4, #2e343f)",
  text: "light-dark(#14181f, #f1f4f8)",
  faint: "light-dark(#586172, #a7b0be)",
  line: "light-dark(#dde2ea, #313743)",
  shadow: "0 0 0 1px light-dark(rgb(16 24 40 / .07), rgb(255 255 255 / .14)), 0 24px 64px -12px rgb(8 14 28 / .42)",
  stage: "light-dark(#f3f5f9, #0e1014)",
  tile: "light-dark(#e2e7ef, #232831)",
  "tile-text": "light-dark(#14181f, #f1f4f8)",
  plate: "rgb(10 13 18 / .72)",
  "plate-text": "#fff",
  accent: "light-dark(#1d5fd8, #7db0ff)",
  "on-accent": "light-dark(#fff, #0b1526)",
  answer: "#13804b",
  "on-answer": "#fff",
  danger: "#cf2a33",
  "on-danger": "#fff",
  speaking: "#2fbf71",
  radius: "24px",
  "panel-radius": "14px",
  "tile-radius": "16px",
  "button-radius": "999px",
  "avatar-radius": "50%",
};
const names = Object.entries(TOKENS).map(([name, value]) => `--${name}:var(--call-kit-${name},${value});`).join("");

const tokens = css`
  :host { ${names} }
  :host {
    color-scheme: light dark;
    display: contents;
    font: 400 15px/1.4 var(--call-kit-font, system-ui, sans-serif);
    text-align: start;
  }
  :host([hidden]) { display: none; }
  *, ::before, ::after { box-sizing: border-box; }
  h2, p, ul, blockquote { margin: 0; padding: 0; overflow-wrap: anywhere; }
  .unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .grow { flex: 1; min-width: 0; }
  .faint { color: var(--faint); }
`;

const frame = css`
  .frame {
    position: fixed; inset: 0; z-index: var(--call-kit-layer, 2147483000); margin: auto; overflow: hidden;
    display: flex; flex-direction: column; container-type: inline-size;
    width: min(408px, 100vw - 24px); max-height: calc(100dvh - 24px);
    color: var(--text); background: var(--surface); border-radius: var(--radius); box-shadow: var(--shadow);
    animation: appear .2s;
  }
  .frame:focus { outline: none; }
  @keyframes appear { from { opacity: 0; transform: translateY(10px); } }
  .incoming, .ended, .talk { display: flex; flex-direction: column; min-height: 0; }
  .frame.incoming, .frame.ended { inset-block: clamp(12px, 12vh - 60px, 72px) auto; height: fit-content; max-height: 92dvh; overflow-y: auto; }
  .frame.talk { height: min(640px, 100dvh - 24px); }
  .frame.talk:where(:has(.voice)) { height: min(520px, 100dvh - 24px); }
  .frame.talk:where(:has(.group, [data-shape=screen])) { width: min(760px, 100vw - 24px); height: min(580px, 100dvh - 24px); }
  .frame.talk.size-large { width: min(1180px, 100vw - 48px); height: min(800px, 100dvh - 48px); }
  .frame[data-placed] { inset: auto; margin: 0; }
  section.talk { flex: 1; position: relative; overflow-y: auto; }

  .frame.talk.size-mini { width: min(300px, 100vw - 24px); height: fit-content; inset: auto; inset-block-end: 16px; inset-inline-end: 16px; margin: 0; border-radius: min(var(--radius), 20px); }
  .frame.talk.size-mini[data-placed] { inset: auto; }
  .frame.size-fill { position: absolute; inset: 0; width: auto; height: auto; max-height: none; border-radius: 0; box-shadow: none; animation: none; }
  .frame:fullscreen { width: 100%; height: 100%; max-height: none; border-radius: 0; }

  @media (max-width: 640px), (max-height: 480px) {
    .frame.talk:not(.size-mini) {
      inset: 0 !important; width: 100%; height: 100%; max-height: none; border-radius: 0;
      padding-top: env(safe-area-inset-top);
    }
    .frame.talk:not(.size-mini) :is(.move-button, .size-button, .full-screen-button) { display: none; }
  }
  [data-drag] { cursor: grab; touch-action: none; }
  [data-drag]:active { cursor: grabbing; }
`;

const cards = css`
  section.incoming, section.ended { flex: none; align-items: center; gap: 18px; padding: 30px 18px 22px; text-align: center; }
  section.incoming > .avatar { width: 104px; height: 104px; }
  section.ended > .avatar { width: 72px; height: 72px; }
  .who { min-width: 0; max-width: 100%; }
  h2 { font-size: 21px; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
  :is(.incoming, .ended) h2 { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
  .who p { margin-top: 3px; }
  blockquote { flex: none; padding: 10px 16px; max-width: 100%; max-height: 7.2em; overflow-y: auto; border-radius: var(--panel-radius); background: var(--raised); }
  .preview { flex: none; width: 100%; aspect-ratio: 4 / 3; max-height: 26dvh; object-fit: cover; transform: scaleX(-1); border-radius: var(--tile-radius); background: #000; }
  .chips { display: flex; flex-wrap: wrap; justify-content: center; gap: 4px; }
  .answers { display: flex; justify-content: center; align-items: flex-start; gap: 12px; width: 100%; padding-block: 4px 14px; margin-bottom: -14px; }
`;

const buttons = css`
  .button {
    display: inline-flex; align-items: center; justify-content: center; gap: 8px; flex: none; min-width: 44px; min-height: 44px; margin: 0; padding: 0;
    font: inherit; font-weight: 550; line-height: 1.25; color: inherit; background: none; border: 0; border-radius: var(--button-radius); cursor: pointer;
  }
  .disc { display: grid; place-items: center; width: 44px; height: 44px; flex: none; border-radius: var(--button-radius); transition: background .15s; }
  .button:focus-visible, select:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .button[aria-busy] { opacity: .6; cursor: progress; }
  svg { display: block; width: 24px; height: 24px; fill: currentColor; overflow: visible; }
  .lines, .lines path { fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
  .lines path.halo { stroke: var(--disc, var(--raised)); stroke-width: 5; }
  .options-button path, .move-button path { stroke-width: 3; }
  .answer .disc, .chips .answer.text { color: var(--on-answer); background: var(--answer); }
  .danger .disc { color: var(--on-danger); background: var(--danger); }
  .on .disc { color: var(--on-accent); background: var(--accent); }
  @media (hover: hover) { .button:hover .disc { box-shadow: inset 0 0 0 99px rgb(127 127 127 / .16); } }

  .controls .disc { width: 52px; height: 52px; }
  .controls .plain .disc { background: var(--raised); }
  .controls .off .disc { --disc: var(--text); color: var(--surface); background: var(--text); }
  .controls .text { padding-inline-end: 18px; color: var(--on-danger); background: var(--danger); }
  .controls .text .disc { width: 48px; margin-inline-end: -8px; background: none; }

  .chips .text { gap: 4px; padding-inline: 8px; font-size: 13px; background: var(--raised); }
  .chips .text .disc { width: 24px; height: 24px; }
  .chips svg { width: 20px; height: 20px; }

  .answers .text { flex: 1 1 0; max-width: 112px; flex-direction: column; gap: 8px; font-size: 13px; font-weight: 500; border-radius: var(--panel-radius); }
  .answers .disc { width: 64px; height: 64px; }
  .answers svg { width: 29px; height: 29px; }
  .answers .plain .disc { background: var(--raised); }
`;

const calls = css`
  header { display: flex; align-items: center; gap: 2px; min-height: 64px; padding: 8px 10px; }
  header .who { padding-inline: 6px; }
  header h2 { font-size: 16px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  header .who p { display: flex; align-items: center; margin: 0; font-size: 13px; font-variant-numeric: tabular-nums; white-space: nowrap; }
  header .kind { overflow: hidden; text-overflow: ellipsis; white-space: pre; }
  header .bars { margin-inline-start: 10px; }
  header > .avatar { width: 40px; height: 40px; }
  header svg { width: 21px; height: 21px; }
  .controls { display: flex; flex-wrap: wrap; justify-content: center; align-items: center; gap: 9px; padding: 14px 8px max(14px, env(safe-area-inset-bottom)); }

  .banners { display: grid; gap: 8px; padding-inline: 12px; }
  .banners:has(.banner) { padding-top: 10px; }
  .banner { display: flex; align-items: center; gap: 10px; padding-block: 6px; padding-inline: 14px 8px; min-height: 52px; font-size: 14px; border-radius: var(--panel-radius); background: var(--raised); }
  .banner .avatar { width: 36px; height: 36px; margin-inline-start: -4px; }
  .banner b { display: block; font-weight: 600; overflow-wrap: anywhere; }
  .banner small { color: var(--faint); font-size: 13px; }
  .frame > .banner { margin: 0 14px 14px; }
  .problem { color: light-dark(#8a1a20, #ffc9cb); background: light-dark(#fdecec, #40191d); }
  .options { display: grid; gap: 10px; margin: 10px 12px 0; padding: 14px; border-radius: var(--panel-radius); background: var(--raised); overflow-y: auto; flex: none; max-height: 50%; }
  .options label { display: grid; grid-template-columns: minmax(88px, 28%) 1fr; align-items: center; gap: 10px; font-size: 14px; }
  .options .text { background: var(--surface); }
  select { min-width: 0; width: 100%; min-height: 44px; padding: 0 10px; font: inherit; color: var(--text); background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }

  .size-mini header { min-height: 0; padding: 8px; }
  .size-mini .kind { display: none; }
  .size-mini section { display: grid; grid-template: "stage stage" "header controls" / 1fr auto; }
  .size-mini header { grid-area: header; min-width: 0; padding-inline-end: 0; }
  .size-mini .stage { grid-area: stage; margin: 0; height: 150px; border-radius: 0; }
  .size-mini section.voice { grid-template: "stage header controls" / 56px 1fr auto; align-items: center; }
  .size-mini .voice .stage { height: 44px; min-height: 0; margin-inline-start: 12px; background: none; }
  .size-mini .voice .tile { background: none; }
  .size-mini .voice .avatar { width: 44px; height: 44px; }
  .size-mini .controls { grid-area: controls; flex-wrap: nowrap; gap: 4px; padding-block: 8px; padding-inline: 0 8px; }
  .size-mini .controls .disc { width: 44px; height: 44px; }
  .size-mini h2 { font-size: 14px; }
  .size-mini .move-button { display: none; }

  @container (max-width: 400px) {
    .controls { justify-content: space-evenly; gap: 3px; }
    .controls .disc { width: 48px; height: 48px; }
    .controls .text { padding: 0; }
    .controls .text .disc { margin: 0; }
    .controls .text > span:not(.disc) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  }
  @media (min-height: 340px) {
    .answers, .controls { position: sticky; bottom: 0; background: var(--surface); }
    .frame.incoming, section.talk { scroll-padding-bottom: 132px; }
  }
  @media (max-height: 700px) {
    section.incoming > .avatar { width: 64px; height: 64px; }
    section.incoming { gap: 12px; padding-top: 18px; }
  }
  @media (max-height: 480px) {
    section:is(.incoming, .ended) { touch-action: pan-y; }
  }
  @media (max-height: 480px) and (min-width: 560px) {
    .frame.incoming { width: min(720px, 100vw - 24px); }
    section.incoming { display: grid; grid-template: "picture who answers" "message message chips" / auto 1fr auto; gap: 8px 14px; padding: 16px; text-align: start; }
    section.incoming > :is(.avatar, .preview) { grid-area: picture; height: 64px; }
    section.incoming > .preview { width: auto; }
    section.incoming > .who { grid-area: who; }
    section.incoming > blockquote { grid-area: message; justify-self: start; }
    .incoming .chips { grid-area: chips; }
    .incoming .answers { grid-area: answers; gap: 4px; margin: 0; padding: 0; }
  }
  @media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation: none !important; transition: none !important; } }
  @media (forced-colors: active) {
    .frame, .tile, .button .disc, .banner { border: 1px solid; }
    .bars i, .on .disc { forced-color-adjust: none; }
    .bars i { background: CanvasText; }
    .on .disc { color: HighlightText; background: Highlight; }
  }
`;

export const styles = tokens + frame + cards + buttons + calls + people;
