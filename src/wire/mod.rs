//! Knows how a message is written as text and read back: fields, versions, limits, "malformed". Leaves what it means to `call`.
//!
//! A message is one JSON object with short keys: `v` the major version, `k` the kind, `a` the application, `c` the call, `d` and
//! `b` the sending device and its boot, `t` the receiving device, `n` the number, and the fields of its kind. Unknown fields are
//! read past, so a newer minor version needs no number.

mod fields;
mod form;
mod json;
mod kinds;
mod memory;

use crate::call::limits;
use crate::call::message::{Body, Envelope};
use crate::call::name::{CallId, DeviceId, Text};
use fields::Fields;
use json::Value;
pub use json::Writer;
pub use memory::{recall, remember};

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
    let mut it = Fields::new(None);
    form::fields(&mut it, &mut envelope.clone());
    it.out.finish()
}

/// Reads a message. It takes time and memory in proportion to the text, of which `limits::MESSAGE` is the most.
pub fn decode(text: &str) -> Result<Envelope, DecodeError> {
    if text.len() > limits::MESSAGE {
        return Err(DecodeError::Malformed("too long"));
    }
    let Some(Value::Map(items)) = json::read(text) else {
        return Err(DecodeError::Malformed("not an object"));
    };
    let mut it = Fields::new(Some(items));
    let none: Text = "".into();
    let (mut kind, mut device, mut call) = (none.clone(), "".into(), "".into());
    let version = it.number("v", 0, u64::MAX);
    it.name("d", &mut device);
    it.name("c", &mut call);
    let is_known = it.fault().is_none();
    it.text("k", &mut kind, limits::NAME);
    // The answer to it is never answered, whatever version it says it is.
    if is_known && version > VERSION && &*kind != "unsupported" {
        return Err(DecodeError::Unsupported { device, call });
    }
    if version != VERSION {
        it.fail("v");
    }
    let mut envelope = Envelope {
        app: none,
        call,
        device,
        boot: 0,
        to: None,
        number: 0,
        body: kinds::blank(&kind).unwrap_or_else(|| {
            it.fail("k");
            Body::Unsupported
        }),
    };
    form::fields(&mut it, &mut envelope);
    match it.fault() {
        None => Ok(envelope),
        Some(field) => Err(DecodeError::Malformed(field)),
    }
}
