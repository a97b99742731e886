//! Stands in for what a headless browser cannot do: refuse a device, want a gesture, block storage.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::MediaStreamTrack;

#[wasm_bindgen(inline_js = r#"
const devices = navigator.mediaDevices;
const real = MediaDevices.prototype.getUserMedia;
const timeout = window.setTimeout;
const play = HTMLMediaElement.prototype.play;
const storage = Object.getOwnPropertyDescriptor(Window.prototype, "sessionStorage") ?? Object.getOwnPropertyDescriptor(window, "sessionStorage");
let answer, opened = [], asked = [], played = [];

export function restore() {
  devices.getUserMedia = async (wanted) => {
    asked.push(Object.keys(wanted).filter((kind) => wanted[kind]).join("+"));
    const stream = await real.call(devices, wanted);
    opened.push(...stream.getTracks());
    return stream;
  };
  HTMLMediaElement.prototype.play = function () { played.push(this); return play.call(this); };
  window.setTimeout = timeout;
  Object.defineProperty(window, "sessionStorage", storage);
  sessionStorage.clear();
  opened = []; asked = []; played = [];
}
export function fail(kinds, name) {
  const ask = devices.getUserMedia;
  devices.getUserMedia = (wanted) => kinds.split(" ").some((kind) => wanted[kind])
    ? (asked.push(Object.keys(wanted).join("+")), Promise.reject(new DOMException("", name)))
    : ask(wanted);
}
export function hold() {
  const ask = devices.getUserMedia;
  devices.getUserMedia = async (wanted) => { const stream = await ask(wanted); await new Promise((resolve) => { answer = resolve; }); return stream; };
}
export function let_go() { answer(); }
export function want_gesture() {
  HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException("", "NotAllowedError"));
  addEventListener("pointerdown", () => {
    HTMLMediaElement.prototype.play = function () { played.push(this); return play.call(this); };
  }, { capture: true, once: true });
}
export function hurry() { window.setTimeout = (act) => timeout(act, 1); }
export function block_storage() {
  Object.defineProperty(window, "sessionStorage", { configurable: true, get() { throw new DOMException("", "SecurityError"); } });
}
export function opened_tracks() { return opened; }
export function asked_for() { return asked.join(" "); }
export function sounding() { return new Set(played.filter((element) => !element.paused)).size; }
export function started() { return played.length; }
export function longest() { return Math.max(...played.map((element) => element.duration)); }
export function dispatch(target, type) { target.dispatchEvent(new Event(type)); }
export function turn() { return new Promise((resolve) => setTimeout(resolve)); }
"#)]
extern "C" {
    /// Undoes all of the below.
    pub fn restore();
    pub fn fail(kinds: &str, name: &str);
    /// Holds back the answer of the next person who is asked, until they are let go.
    pub fn hold();
    pub fn let_go();
    pub fn want_gesture();
    /// Lets every timer ring at once.
    pub fn hurry();
    pub fn block_storage();
    pub fn opened_tracks() -> Vec<MediaStreamTrack>;
    pub fn asked_for() -> String;
    pub fn sounding() -> u32;
    pub fn started() -> u32;
    pub fn longest() -> f64;
    pub fn dispatch(target: &JsValue, kind: &str);
    fn turn() -> Promise;
}

/// Makes a promise, and what keeps it.
pub fn promise() -> (JsValue, Function) {
    let mut kept = None;
    let promise = Promise::new(&mut |resolve, _| kept = Some(resolve));
    (promise.into(), kept.expect("called at once"))
}

/// Waits for something that nobody tells.
pub async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        let _ = turn().await;
    }
}

/// Lets everything run that is due.
pub async fn settle() {
    for _ in 0..5 {
        let _ = turn().await;
    }
}
