//! What clients say and what they are told: JSON texts in both directions. What follows from them is left to the socket.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::limits;

/// A frame from a client.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Said<'a> {
    Hello { token: Cow<'a, str> },
    Send { to: Cow<'a, str>, text: Cow<'a, str> },
    Ping,
    Watch,
}

/// A frame to a client.
#[derive(Serialize, Debug)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
#[allow(missing_docs)]
pub enum Told<'a> {
    Welcome { user_id: &'a str, expires_at: u64 },
    Message { from: &'a str, text: &'a str },
    Pong,
    Present { users: Vec<&'a str> },
    Joined { user_id: &'a str },
    Gone { user_id: &'a str },
    Error { code: &'a str, message: &'a str },
}

/// Why a frame was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Fault {
    InvalidMessage,
    UnknownType,
    TooLarge,
    RateLimited,
    ReceiverBusy,
    TooManyWatchers,
}

#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    to: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
}

impl<'a> Said<'a> {
    /// Reads a frame. Fields it does not know are read past.
    ///
    /// # Errors
    /// Why it cannot be taken, and what would be right.
    pub fn read(frame: &'a str) -> Result<Self, (Fault, &'static str)> {
        let invalid = |remedy| (Fault::InvalidMessage, remedy);
        let fields: Fields = serde_json::from_str(frame).map_err(|_| invalid("A frame is a JSON object whose type, token, to and text are strings."))?;
        let kind = fields.kind.ok_or(invalid("type is missing: hello, send, ping or watch."))?;
        match kind.as_ref() {
            "hello" => Ok(Self::Hello {
                token: fields.token.ok_or(invalid("hello.token is missing."))?,
            }),
            "send" => {
                let to = fields
                    .to
                    .filter(|to| limits::is_name(to))
                    .ok_or(invalid("send.to must be a user id of 1 to 128 characters."))?;
                Ok(Self::Send {
                    to,
                    text: fields.text.ok_or(invalid("send.text is missing."))?,
                })
            }
            "ping" => Ok(Self::Ping),
            "watch" => Ok(Self::Watch),
            _ => Err((Fault::UnknownType, "type must be hello, send, ping or watch.")),
        }
    }
}

impl Fault {
    /// The code that the client is told, and that is counted.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidMessage => "invalid-message",
            Self::UnknownType => "unknown-type",
            Self::TooLarge => "too-large",
            Self::RateLimited => "rate-limited",
            Self::ReceiverBusy => "receiver-busy",
            Self::TooManyWatchers => "too-many-watchers",
        }
    }
}

impl Told<'_> {
    /// The frame's text.
    pub fn text(&self) -> Utf8Bytes {
        serde_json::to_string(self).expect("strings and numbers are always JSON").into()
    }
}
