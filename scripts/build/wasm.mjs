// Knows the binary format of WebAssembly as far as functions, their names and the table go (WebAssembly core specification, section 5.5).

const SECTION = { custom: 0, import: 2, element: 9, code: 10 };
const KIND_FUNCTION = 0;
const FUNCTION_NAMES = 1;
const HEADER = 8;
const I32_CONST = 0x41;
const END = 0x0b;

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      number += (byte & 127) * 2 ** shift;
      if (byte < 128) return number;
    }
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text() {
    return Buffer.from(this.take(this.number())).toString();
  }

  expect(byte, what) {
    if (this.byte() !== byte) throw new Error(`The core has ${what} in another form than this reader knows.`);
  }
}

/** What a module consists of: its sections by their number, and its own functions, which are counted after the `imported` ones. */
export function dissect(bytes) {
  let imported = 0;
  let bodies = [];
  let names = new Map();
  const sections = sectionsOf(bytes).filter(({ id, bytes }) => {
    const within = new Reader(bytes);
    if (id === SECTION.import) imported = importedFunctions(within);
    if (id === SECTION.code) bodies = Array.from({ length: within.number() }, () => within.take(within.number()));
    if (!isNames(id, bytes)) return true;
    within.text();
    names = functionNames(within);
    return false;
  });
  const functions = bodies.map((code, index) => ({ name: names.get(imported + index) ?? `function ${imported + index}`, code }));
  return { sections, imported, functions };
}

/** The module with other names of its functions; only those given have one. */
export function renamed(bytes, names) {
  const list = [number(names.length), ...names.flatMap(([index, name]) => [number(index), text(name)])];
  const content = Buffer.concat([text("name"), ...sized(FUNCTION_NAMES, list)]);
  return assembled([...sectionsOf(bytes).filter(({ id, bytes }) => !isNames(id, bytes)), { id: SECTION.custom, bytes: content }]);
}

/** The module without those entries of its table that `isDead` tells, by the name of the function. Calling one is a trap. */
export function withoutEntries(bytes, isDead) {
  const { imported, functions } = dissect(bytes);
  return assembled(sectionsOf(bytes).map(({ id, bytes }) => ({
    id,
    bytes: id === SECTION.element ? elements(new Reader(bytes), (index) => !isDead(functions[index - imported]?.name ?? "")) : bytes,
  })));
}

// Each run of entries that stay becomes a segment of its own.
function elements(reader, stays) {
  const segments = [];
  for (let count = reader.number(); count > 0; count--) {
    reader.expect(0, "table entries");
    reader.expect(I32_CONST, "the place of table entries");
    let place = reader.number();
    reader.expect(END, "the place of table entries");
    let run = null;
    for (let left = reader.number(); left > 0; left--, place++) {
      const index = reader.number();
      if (!stays(index)) run = null;
      else if (run) run.push(index);
      else segments.push([place, (run = [index])]);
    }
  }
  return Buffer.concat([number(segments.length), ...segments.flatMap(([place, entries]) =>
    [Buffer.from([0, I32_CONST]), signed(place), Buffer.from([END]), number(entries.length), ...entries.map(number)])]);
}

function sectionsOf(bytes) {
  const reader = new Reader(bytes, HEADER);
  const sections = [];
  while (reader.at < bytes.length) sections.push({ id: reader.byte(), bytes: reader.take(reader.number()) });
  return sections;
}

const isNames = (id, bytes) => id === SECTION.custom && new Reader(bytes).text() === "name";

function importedFunctions(reader) {
  let functions = 0;
  for (let count = reader.number(); count > 0; count--) {
    reader.text();
    reader.text();
    reader.expect(KIND_FUNCTION, "imports");
    reader.number();
    functions++;
  }
  return functions;
}

function functionNames(reader) {
  const names = new Map();
  while (reader.at < reader.bytes.length) {
    const kind = reader.byte();
    const end = reader.number() + reader.at;
    if (kind === FUNCTION_NAMES) {
      for (let count = reader.number(); count > 0; count--) names.set(reader.number(), reader.text());
    }
    reader.at = end;
  }
  return names;
}

function assembled(sections) {
  const header = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  return Buffer.concat([header, ...sections.flatMap(({ id, bytes }) => sized(id, [bytes]))]);
}

function sized(id, parts) {
  const content = Buffer.concat(parts);
  return [Buffer.from([id]), number(content.length), content];
}

function text(string) {
  const bytes = Buffer.from(string);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

// A place is positive, and its highest bit says so.
const signed = (value) => (value < 64 ? Buffer.from([value]) : Buffer.concat([Buffer.from([(value % 128) | 128]), signed(Math.floor(value / 128))]));
