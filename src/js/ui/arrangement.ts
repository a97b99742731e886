// Places rectangles in a box: a grid, two people as big and small, a screen beside faces. Knows numbers only.

export interface Box { x: number; y: number; width: number; height: number }
export type Shape = "grid" | "pair" | "screen";

const GAP = 8;
const WIDEST = 16 / 9;
const TALLEST = 2 / 3;

/** One rectangle for each of `count`; in a pair and beside a screen the first is the big one. */
export function arrange(shape: Shape, count: number, width: number, height: number): Box[] {
  if (count === 0 || width <= 0 || height <= 0) return [];
  const box = { x: 0, y: 0, width, height };
  if (count === 1 || shape === "pair") return [box, ...corner(box)].slice(0, count);
  return shape === "screen" ? beside(count - 1, box) : grid(count, box);
}

/** The rows and columns in which tiles of a pleasant shape cover most of the box; a row that is not full stands in the middle. */
export function grid(count: number, box: Box): Box[] {
  let best = { area: -1, columns: 1, rows: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const [wide, high] = [share(box.width, columns), share(box.height, rows)];
    const width = Math.max(0, Math.min(wide, high * WIDEST));
    const height = Math.max(0, Math.min(high, wide / TALLEST));
    if (width * height > best.area) best = { area: width * height, columns, rows, width, height };
  }
  const { columns, rows, width, height } = best;
  const top = box.y + (box.height - used(rows, height)) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = box.x + (box.width - used(inRow, width)) / 2;
    return { x: left + (index % columns) * (width + GAP), y: top + row * (height + GAP), width, height };
  });
}

// The small picture of a pair, at the end of the top.
function corner({ width, height }: Box): Box[] {
  const tall = height > width;
  const small = Math.min(width, height) * (tall ? 0.28 : 0.36);
  const wide = Math.max(84, Math.min(small, 210));
  const size = { width: wide, height: wide * (tall ? 4 / 3 : 3 / 4) };
  const margin = Math.min(12, width * 0.04);
  return [{ x: width - size.width - margin, y: margin, ...size }];
}

// The screen takes what the faces leave: a column at the end where the box is wide, a row below where it is tall.
function beside(faces: number, { width, height }: Box): Box[] {
  if (width > height * 1.1) {
    const strip = Math.max(110, Math.min(width * 0.22, 240));
    const screen = { x: 0, y: 0, width: width - strip - GAP, height };
    return [screen, ...grid(faces, { x: screen.width + GAP, y: 0, width: strip, height })];
  }
  const strip = Math.max(90, Math.min(height * (faces > 3 ? 0.34 : 0.24), 220));
  const screen = { x: 0, y: 0, width, height: height - strip - GAP };
  return [screen, ...grid(faces, { x: 0, y: screen.height + GAP, width, height: strip })];
}

const share = (length: number, parts: number) => (length - GAP * (parts - 1)) / parts;
const used = (parts: number, length: number) => parts * length + (parts - 1) * GAP;
