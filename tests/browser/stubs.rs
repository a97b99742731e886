//! Stands in for what a headless browser cannot do: hurry, speak out of turn; and opens its fake devices.

use callkit::browser::media::Tracks;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::MediaStreamTrack;

#[wasm_bindgen(inline_js = r#"
const timeout = window.setTimeout;
const play = HTMLMediaElement.prototype.play;
const create = RTCPeerConnection.prototype.createDataChannel;
let played = [], channels = [];

export function restore() {
  HTMLMediaElement.prototype.play = function () { played.push(this); return play.call(this); };
  RTCPeerConnection.prototype.createDataChannel = function (...given) {
    const channel = create.apply(this, given);
    channels.push(channel);
    return channel;
  };
  window.setTimeout = timeout;
  played = []; channels = [];
}
export async function capture(video) { return (await navigator.mediaDevices.getUserMedia({ audio: true, video })).getTracks(); }
export function hurry() { window.setTimeout = (act) => timeout(act, 1); }
export function send_bytes() { channels.forEach((channel) => channel.send(new Uint8Array(1))); }
export function sounding() { return new Set(played.filter((element) => !element.paused)).size; }
export function started() { return played.length; }
export function look(track, seen) {
  const video = Object.assign(document.createElement("video"), { muted: true, srcObject: new MediaStream([track]) });
  video.onloadeddata = video.onresize = () => video.videoWidth > 16 && seen();
}
export function dispatch(target, type) { target.dispatchEvent(new Event(type)); }
export function turn() { return new Promise((resolve) => setTimeout(resolve)); }
"#)]
extern "C" {
    /// Undoes all of the below.
    pub fn restore();
    fn capture(video: bool) -> Promise;
    /// Lets every timer ring at once.
    pub fn hurry();
    /// Sends what is no text over every data channel.
    pub fn send_bytes();
    pub fn sounding() -> u32;
    pub fn started() -> u32;
    /// Calls back once the first picture that is not blank is there.
    pub fn look(track: &MediaStreamTrack, seen: &JsValue);
    pub fn dispatch(target: &JsValue, kind: &str);
    fn turn() -> Promise;
}

/// Opens the fake microphone, and the fake camera where it is wanted.
pub async fn open(camera: bool) -> Tracks {
    let captured = capture(camera).await.expect("a fake device");
    let mut tracks: Tracks = [None, None, None];
    for track in Array::from(&captured).iter() {
        let track: MediaStreamTrack = track.unchecked_into();
        let source = usize::from(track.kind() == "video");
        tracks[source] = Some(track);
    }
    tracks
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
