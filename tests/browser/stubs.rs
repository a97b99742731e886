//! Stands in for what a headless browser cannot do: refuse a device, hurry, speak out of turn.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::MediaStreamTrack;

#[wasm_bindgen(inline_js = r#"
const devices = navigator.mediaDevices;
const real = MediaDevices.prototype.getUserMedia;
const timeout = window.setTimeout;
const play = HTMLMediaElement.prototype.play;
const create = RTCPeerConnection.prototype.createDataChannel;
let answer, camera, opened = [], asked = [], played = [], channels = [];

export function restore() {
  devices.getUserMedia = async (wanted) => {
    asked.push(Object.keys(wanted).filter((kind) => wanted[kind]).join("+"));
    const stream = await real.call(devices, wanted);
    opened.push(...stream.getTracks());
    return stream;
  };
  HTMLMediaElement.prototype.play = function () { played.push(this); return play.call(this); };
  RTCPeerConnection.prototype.createDataChannel = function (...given) {
    const channel = create.apply(this, given);
    channels.push(channel);
    return channel;
  };
  window.setTimeout = timeout;
  opened = []; asked = []; played = []; channels = [];
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
export function plug() {
  const ask = devices.getUserMedia, connection = new RTCPeerConnection();
  camera = connection.addTransceiver("video");
  devices.getUserMedia = async (wanted) => new MediaStream([...(await ask(wanted)).getAudioTracks(), camera.receiver.track]);
}
export function unplug() { camera.stop(); }
export function hurry() { window.setTimeout = (act) => timeout(act, 1); }
export function send_bytes() { channels.forEach((channel) => channel.send(new Uint8Array(1))); }
export function opened_tracks() { return opened; }
export function asked_for() { return asked.join(" "); }
export function sounding() { return new Set(played.filter((element) => !element.paused)).size; }
export function started() { return played.length; }
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
    /// Gives a camera that can be unplugged: a place in a connection, whose track ends with it.
    pub fn plug();
    pub fn unplug();
    /// Lets every timer ring at once.
    pub fn hurry();
    /// Sends what is no text over every data channel.
    pub fn send_bytes();
    pub fn opened_tracks() -> Vec<MediaStreamTrack>;
    pub fn asked_for() -> String;
    pub fn sounding() -> u32;
    pub fn started() -> u32;
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
