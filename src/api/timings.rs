//! Knows how the page sees the timings of a call. Leaves taking them to `call`, and naming them to the face.

use wasm_bindgen::JsValue;

use super::code;
use crate::call::Call;

/// Makes a list of the direction and each time, in the order of the face's table; undefined where the call is not known.
pub fn show(calls: &Call, call: &str) -> JsValue {
    let Some(timings) = calls.timings(&call.into()) else {
        return JsValue::UNDEFINED;
    };
    let times = [
        timings.delivered,
        timings.ringing,
        timings.accepted,
        timings.local_ready,
        timings.remote_ready,
        timings.path_ready,
        timings.connected,
        timings.first_remote_audio,
        timings.first_remote_video,
        timings.answer_to_first_frame,
    ];
    let times = times.map(|at| at.map(|at| at as f64));
    serde_wasm_bindgen::to_value(&(code::of_direction(timings.direction), times))
        .unwrap_or_default()
}
