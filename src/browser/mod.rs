//! Knows what the files of this room share: how an effect tells what came of it. Leaves why anything is done to `call`.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::{HtmlAudioElement, MediaStreamTrack};

use crate::call::input::Input;
use crate::call::name::{PeerId, UserId};

pub mod clock;
pub mod dom;
pub mod driver;
pub mod media;
pub mod peer;
pub mod peers;
pub mod remote;

/// What an effect has to tell.
#[derive(Debug)]
pub enum News {
    /// Something for the call to know.
    Happened(Input),
    /// A text came straight from a device of this person.
    Direct(UserId, String),
    /// A stream of another person appeared, changed or went.
    StreamsChanged,
    /// What comes from a peer is to sound, as soon as the browser lets it.
    Sounding(PeerId, HtmlAudioElement),
    /// The first picture of this track that is not blank is looked for; the function is to be called when it is there.
    Looking(MediaStreamTrack, JsValue),
    /// Something for the log: level, words, and what the browser said.
    Logged(&'static str, &'static str, JsValue),
}

/// Where effects tell their news; it may be called at any time and does not call back.
pub type Tell = Rc<dyn Fn(News)>;
