//! Knows how the page sees the timings of a call. Leaves taking them to `call`, and naming them to the face.

use wasm_bindgen::JsValue;

use crate::call::Call;
use crate::call::name::Direction;

/// Makes a list: 1 where others called, then each time in the order of the face's table; undefined where the call is not known.
pub fn show(calls: &Call, call: &str) -> JsValue {
    let Some(timings) = calls.timings(&call.into()) else {
        return JsValue::UNDEFINED;
    };
    let mut shown = vec![Some(f64::from(timings.direction == Direction::Incoming))];
    for at in [
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
    ] {
        shown.push(at.map(|at| at as f64));
    }
    serde_wasm_bindgen::to_value(&shown).unwrap_or_default()
}
