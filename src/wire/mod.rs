//! Knows how a message is written as text and read back: fields, versions, limits, "malformed". Leaves what it means to `call`.
//!
//! A message is one JSON object with short keys: `v` the major version, `k` the kind, `a` the application, `c` the call, `d` and
//! `b` the sending device and its boot, `t` the receiving device, `n` the number, and the fields of its kind. Unknown fields are
//! read past, so a newer minor version needs no number.

mod decode;
mod encode;
mod json;

pub use decode::{DecodeError, decode};
pub use encode::encode;

/// The major version this page speaks.
pub const VERSION: u64 = 1;

/// The kinds of messages, as `k` names them; `decode` and `encode` know each by its place.
const KINDS: [&str; 17] = [
    "invite",
    "alert",
    "confirm-ring",
    "answer",
    "confirm-answer",
    "handled",
    "occupied",
    "cancel",
    "join",
    "leave",
    "away",
    "back",
    "describe",
    "candidates",
    "media",
    "ack",
    "unsupported",
];
