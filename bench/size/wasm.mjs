// Knows the binary format of WebAssembly as far as finding each function's code and name (WebAssembly core specification, section 5.5).

const SECTION = { custom: 0, import: 2, code: 10 };
const KIND_FUNCTION = 0;
const FUNCTION_NAMES = 1;

class Reader {
  constructor(bytes, at = 8) {
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
}

/** What a module consists of: its sections by their number, and its own functions. */
export function dissect(bytes) {
  const reader = new Reader(bytes);
  const sections = [];
  let imported = 0;
  let bodies = [];
  let names = new Map();
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const content = reader.take(reader.number());
    const within = new Reader(content, 0);
    if (id === SECTION.import) imported = importedFunctions(within);
    if (id === SECTION.code) bodies = Array.from({ length: within.number() }, () => within.take(within.number()));
    if (id === SECTION.custom && within.text() === "name") names = functionNames(within);
    else sections.push({ id, bytes: content });
  }
  const functions = bodies.map((code, index) => ({ name: names.get(imported + index) ?? `function ${imported + index}`, code }));
  return { sections, functions };
}

function importedFunctions(reader) {
  let functions = 0;
  for (let count = reader.number(); count > 0; count--) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind !== KIND_FUNCTION) throw new Error("The core imports something that is no function: this reader does not know its form.");
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
