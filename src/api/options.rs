//! Knows how the options that the TypeScript face passes in are read. Leaves checking them to it, and their meaning to `call`.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use super::code;
use crate::browser::dom;
use crate::browser::media::Tracks;
use crate::call::input::Token;
use crate::call::name::{Failure, Json, Millis, Text};

/// An object whose fields are what the contract of both sides says; a field that is not reads as if it were absent.
pub struct Options(pub JsValue);

impl Options {
    pub fn is(&self, name: &str) -> bool {
        self.maybe(name).unwrap_or_default()
    }

    pub fn maybe(&self, name: &str) -> Option<bool> {
        dom::get(&self.0, name).as_bool()
    }

    pub fn number(&self, name: &str) -> u32 {
        self.millis(name).unwrap_or_default() as u32
    }

    pub fn millis(&self, name: &str) -> Option<Millis> {
        Some(dom::get(&self.0, name).as_f64()? as Millis)
    }

    pub fn text(&self, name: &str) -> Option<Text> {
        Some(dom::get(&self.0, name).as_string()?.into())
    }

    pub fn name(&self, name: &str) -> Text {
        self.text(name).unwrap_or_else(|| "".into())
    }

    /// What became of something, if it was asked for: an error's code, or an empty text.
    pub fn outcome(&self, name: &str) -> Option<Result<(), Failure>> {
        let code = self.text(name)?;
        Some(if code.is_empty() {
            Ok(())
        } else {
            Err(code::failure(&code))
        })
    }

    pub fn json(&self) -> Option<Json> {
        Some(self.text("ext")?.into())
    }

    pub fn token(&self) -> Option<Token> {
        Some(Token {
            text: self.text("accessToken")?,
            expires_at: self.millis("expiresAt"),
        })
    }

    pub fn texts(&self, name: &str) -> Vec<Text> {
        let list = Array::from(&dom::get(&self.0, name));
        let mut texts = Vec::new();
        for index in 0..list.length() {
            texts.extend(list.get(index).as_string().map(Text::from));
        }
        texts
    }

    /// What this page sends from now on, to whom anything is sent.
    pub fn tracks(&self) -> Tracks {
        ["microphone", "camera", "screen"].map(|name| {
            let track = dom::get(&self.0, name);
            track.is_truthy().then(|| track.unchecked_into())
        })
    }
}
