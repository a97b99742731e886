// Draws the lines of a trace as a sequence diagram: a lane for each person, an arrow for each message, and at the left what happened here.

const SVG = "http://www.w3.org/2000/svg";
const [LEFT, LANE, TOP, ROW] = [176, 168, 44, 24];

/** @param lines as `exportTrace` gives them, parsed */
export function drawSequence(lines, me) {
  const people = [...new Set([me, ...lines.flatMap(({ user }) => user ?? [])])];
  const [width, height] = [LEFT + (people.length - 1) * LANE + 80, TOP + lines.length * ROW + 12];
  const drawing = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", class: "sequence" });
  drawing.append(draw("title", {}, `${lines.length}: ${people.join(", ")}`));
  people.forEach((person, lane) => drawing.append(
    draw("line", { x1: at(lane), x2: at(lane), y1: TOP - 10, y2: height, class: "lane" }),
    draw("text", { x: at(lane), y: 22, class: "person" }, cut(person, 22))));
  lines.forEach((line, row) => drawing.append(...drawLine(line, people.indexOf(line.user), TOP + row * ROW + 12, lines[0].time)));
  return drawing;
}

function drawLine({ time, what, way, user, direct, status }, lane, y, start) {
  const label = cut([what, status].filter(Boolean).join(" "), 20);
  const clock = draw("text", { x: 4, y: y + 4, class: "time" }, `${time - start} ms`);
  if (!way || lane < 1) return [clock, draw("text", { x: LEFT - 12, y: y + 4, class: "note" }, user && lane > 0 ? `${cut(what, 12)} · ${cut(user, 7)}` : label)];
  const [from, to] = way === "sent" ? [at(0), at(lane)] : [at(lane), at(0)];
  const tip = to > from ? -7 : 7;
  return [
    clock,
    draw("line", { x1: from, x2: to, y1: y + 4, y2: y + 4, class: direct ? "message direct" : "message" }),
    draw("path", { d: `M${to} ${y + 4}l${tip} -4v8Z`, class: "tip" }),
    draw("text", { x: at(0) + (at(lane) - at(0)) / 2, y, class: "label" }, label),
  ];
}

const at = (lane) => LEFT + lane * LANE;
const cut = (text, most) => ([...text].length > most ? `${[...text].slice(0, most - 1).join("")}…` : text);

function draw(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}
