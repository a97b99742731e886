// Which words belong to which room. A room is a folder; what is forbidden there, it has never heard of.

const BROWSER = ["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "gloo_timers", "JsValue"];
const TIME = ["std::time", "SystemTime", "Instant"];
const CHANCE = ["HashMap", "HashSet", "RandomState", "rand::", "getrandom"];
const OUTPUT = ["print!", "println!", "eprint!", "eprintln!", "dbg!", "todo!", "unimplemented!"];
const SERDE = ["serde", "serde_json", "serde_wasm_bindgen"];

/** Rust: words, and other rooms of the crate. */
export const rust = [
  { room: "src/call", words: [...BROWSER, ...TIME, ...CHANCE, ...OUTPUT, ...SERDE, "futures"], rooms: ["wire", "browser", "api"] },
  { room: "src/wire", words: [...BROWSER, ...TIME, ...CHANCE, ...OUTPUT, "futures"], rooms: ["browser", "api"] },
  { room: "src/browser", words: [...TIME, ...OUTPUT], rooms: ["api"] },
  { room: "src/api", words: [...TIME, ...OUTPUT], rooms: [] },
  { room: "src", words: ["inline_js", "raw_module", "module ="], rooms: [] },
];

/** Modules: the folders and files that a room may import from, beside packages that users bring. */
export const modules = [
  { room: "src/js", from: ["src/js", "pkg/callkit.js"] },
  { room: "src/js/ui", from: ["src/js/ui", "src/js/index.js"] },
  { room: "src/js/react", from: ["src/js/react", "src/js/ui", "src/js/ui.js", "src/js/index.js"] },
  { room: "www", from: ["www", "dist"] },
];

/** One module speaks to the compiled core. */
export const glue = "pkg/callkit.js";

/** Longest source file, in lines; tests may be longer. */
export const longest = 450;
