//! Knows how a message is written as text and read back: fields, versions, limits, "malformed". Leaves what it means to `call`.
//!
//! A message is one JSON object with short keys: `v` the major version, `k` the kind, `a` the application, `c` the call, `d` and
//! `b` the sending device and its boot, `t` the receiving device, `n` the number, `got` what is acknowledged along with it, and the fields of its kind. Unknown fields are
//! read past, so a newer minor version needs no number.

mod fields;
mod form;
mod json;
mod kinds;
mod memory;
mod names;

use crate::call::limits;
use crate::call::message::{Body, Envelope};
use crate::call::name::{CallId, DeviceId, Text};
use fields::Fields;
pub use json::Writer;
pub use memory::{recall, remember};
pub use names::Names;

/// The major version this page speaks.
pub const VERSION: u64 = 1;

/// A message that was not understood.
#[derive(Clone, Debug, PartialEq)]
pub enum DecodeError {
    /// The field at fault.
    Malformed(&'static str),
    /// A newer major version; who sent it, so that it can be told.
    Unsupported {
        /// The sending device.
        device: DeviceId,
        /// The call it is about.
        call: CallId,
    },
}

/// Writes a message.
pub fn encode(envelope: &Envelope) -> String {
    let mut text = String::new();
    encode_over(envelope, &mut text);
    text
}

/// Writes a message over the text of another.
pub fn encode_over(envelope: &Envelope, text: &mut String) {
    let mut it = Fields::new(Writer::over(std::mem::take(text)));
    let mut envelope = envelope.clone();
    form::head(&mut it, &mut envelope);
    form::body(&mut it, &mut envelope.body);
    *text = it.out.finish();
}

/// Reads a message. It takes time and memory in proportion to the text, of which `limits::MESSAGE` is the most.
pub fn decode(text: &str) -> Result<Envelope, DecodeError> {
    decode_among(text, &mut Names::default())
}

/// The same, where names are known from the messages before.
pub fn decode_among(text: &str, names: &mut Names) -> Result<Envelope, DecodeError> {
    if text.len() > limits::MESSAGE {
        return Err(DecodeError::Malformed("too long"));
    }
    let Some(mut it) = Fields::read(text, names) else {
        return Err(DecodeError::Malformed("not an object"));
    };
    let none = Text::default;
    let mut envelope = Envelope {
        app: none(),
        call: none().into(),
        device: none().into(),
        boot: 0,
        to: None,
        number: 0,
        got: Vec::new(),
        body: Body::Unsupported,
    };
    let (version, kind) = form::head(&mut it, &mut envelope);
    // The answer to it is never answered, whatever version it says it is.
    if version > VERSION && &*kind != "unsupported" {
        let Envelope { device, call, .. } = envelope;
        return Err(match () {
            () if device.as_str().is_empty() => DecodeError::Malformed("d"),
            () if call.as_str().is_empty() => DecodeError::Malformed("c"),
            () => DecodeError::Unsupported { device, call },
        });
    }
    if version != VERSION {
        it.fail("v");
    }
    match kinds::blank(&kind) {
        Some(blank) => envelope.body = blank,
        None => it.fail("k"),
    }
    form::body(&mut it, &mut envelope.body);
    match it.end() {
        None => Ok(envelope),
        Some(field) => Err(DecodeError::Malformed(field)),
    }
}
