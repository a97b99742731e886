// How people look: avatars, tiles, plates with their names, the network.

const css = String.raw;

export const people = css`
  .avatar { position: relative; display: grid; place-items: center; flex: none; overflow: clip; container-type: size; border-radius: var(--avatar-radius); color: #fff; font-weight: 600; }
  .avatar > span { font-size: 38cqmin; user-select: none; }
  .avatar img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
  .avatar img[hidden] { display: none; }
  .colour-0 { background: #2563c9; } .colour-1 { background: #7a46c2; } .colour-2 { background: #b0422f; } .colour-3 { background: #17775a; }
  .colour-4 { background: #a8326f; } .colour-5 { background: #4f56bd; } .colour-6 { background: #8a5a00; } .colour-7 { background: #286d8f; }
  .avatar.calls { animation: calls 1.8s ease-out infinite; }
  @keyframes calls {
    from { box-shadow: 0 0 0 0 color-mix(in srgb, var(--accent) 45%, transparent); }
    80%, to { box-shadow: 0 0 0 22px transparent; }
  }

  .stage { position: relative; flex: 1; min-height: 90px; margin-inline: 12px; border-radius: var(--tile-radius); background: var(--stage); overflow: hidden; }
  .stage:has(.tile:nth-child(2)):not([data-shape=pair]) { border-radius: 0; background: none; }
  .tile { position: absolute; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 10px; overflow: hidden; container-type: size; border-radius: var(--tile-radius); color: var(--tile-text); background: var(--tile); }
  .stage[data-shape=grid] .tile:only-child:not(.pictured), .stage[data-shape=pair] .tile:first-child:not(.pictured) { background: none; }
  .tile video { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; background: #14171c; }
  .tile.screen video { object-fit: contain; background: #0b0d10; }
  .tile.me video { transform: scaleX(-1); }
  .tile > .avatar { width: clamp(36px, 40cqmin, 132px); height: clamp(36px, 40cqmin, 132px); }
  @container (max-height: 180px) {
    .tile:not(.small):has(.plate) > .avatar { margin-bottom: 30px; }
    .avatar:has(+ .state) { display: none; }
  }
  .tile.small { z-index: 1; border-radius: min(var(--tile-radius), 14px); box-shadow: 0 6px 24px -4px rgb(0 0 0 / .5); }
  .tile.small .plate { display: none; }
  .tile .state { position: relative; font-size: 13px; }
  .progress { font-size: 17px; font-variant-numeric: tabular-nums; color: var(--faint); }
  .tile.pictured .state, .tile.reconnecting .state { padding: 6px 12px; border-radius: 99px; color: var(--plate-text); background: var(--plate); }
  .tile.reconnecting video { filter: brightness(.5); }
  .tile.speaks::after { content: ""; position: absolute; inset: 0; border: 3px solid var(--speaking); border-radius: inherit; pointer-events: none; }
  .tile > .button { position: absolute; inset-block-start: 4px; inset-inline-end: 4px; }
  .swap { position: absolute; inset: 0; width: 100%; height: 100%; padding: 0; background: none; border: 0; border-radius: inherit; cursor: pointer; }
  .swap:focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }

  .plate { position: absolute; inset-block-end: 8px; inset-inline-start: 8px; display: flex; align-items: center; gap: 6px; max-width: calc(100% - 16px); min-height: 28px; padding: 3px 10px; font-size: 13px; border-radius: 99px; color: var(--plate-text); background: var(--plate); }
  .plate bdi { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .plate svg { width: 17px; height: 17px; }
  .plate .halo { display: none; }
  .muted { flex: none; margin-inline-start: -3px; }

  .bars { display: inline-flex; align-items: flex-end; gap: 2px; flex: none; height: 12px; }
  .bars i { width: 3px; border-radius: 1px; background: currentColor; opacity: .3; }
  .bars i:nth-child(1) { height: 4px; } .bars i:nth-child(2) { height: 6.5px; } .bars i:nth-child(3) { height: 9px; } .bars i:nth-child(4) { height: 12px; }
  :is(.bars-1, .bars-2, .bars-3, .bars-4) i:nth-child(1), :is(.bars-2, .bars-3, .bars-4) i:nth-child(2), :is(.bars-3, .bars-4) i:nth-child(3), .bars-4 i { opacity: 1; }

  .absent { display: flex; gap: 8px; margin: 8px 12px 0; list-style: none; overflow-x: auto; flex: none; }
  .absent li { display: flex; align-items: center; gap: 8px; flex: none; max-width: 240px; padding: 4px; padding-inline-start: 8px; border-radius: var(--panel-radius); background: var(--raised); }
  .absent .avatar { width: 32px; height: 32px; }
  .absent li > span:not(.avatar) { min-width: 0; font-size: 13px; }
  .absent bdi { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .absent small { color: var(--faint); }
  .absent .disc { width: 36px; height: 36px; }
`;
