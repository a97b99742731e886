//! Knows how the page sees the timings of a call. Leaves taking them to `call`.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::code;
use crate::call::name::Millis;
use crate::call::output::Timings;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    call_id: &'a str,
    direction: &'a str,
    delivered: Option<f64>,
    ringing: Option<f64>,
    accepted: Option<f64>,
    local_ready: Option<f64>,
    remote_ready: Option<f64>,
    path_ready: Option<f64>,
    connected: Option<f64>,
    first_remote_audio: Option<f64>,
    first_remote_video: Option<f64>,
    answer_to_first_frame: Option<f64>,
}

/// Makes an object of them; null is what never happened.
pub fn show(timings: &Timings) -> JsValue {
    let at = |at: Option<Millis>| at.map(|at| at as f64);
    Shown {
        call_id: timings.call.as_str(),
        direction: code::of_direction(timings.direction),
        delivered: at(timings.delivered),
        ringing: at(timings.ringing),
        accepted: at(timings.accepted),
        local_ready: at(timings.local_ready),
        remote_ready: at(timings.remote_ready),
        path_ready: at(timings.path_ready),
        connected: at(timings.connected),
        first_remote_audio: at(timings.first_remote_audio),
        first_remote_video: at(timings.first_remote_video),
        answer_to_first_frame: at(timings.answer_to_first_frame),
    }
    .serialize(&Serializer::new().serialize_missing_as_null(true))
    .unwrap_or_default()
}
