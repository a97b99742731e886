//! Knows how long and how eagerly a message is sent again. Leaves sending it to `post`.

use super::limits;
use super::name::Millis;

/// How long and how eagerly a message is sent again.
#[derive(Clone, Copy)]
pub(super) struct Care {
    /// The first wait; it doubles up to `most`.
    pub(super) first: Millis,
    pub(super) most: Millis,
    /// Nobody wants it after this; none means until it is withdrawn.
    pub(super) until: Option<Millis>,
    /// Rewrites the message's "milliseconds left" each time it is sent.
    pub(super) expires: Option<Millis>,
}

impl Care {
    /// For a message that somebody waits for.
    #[inline(never)]
    pub(super) fn waiting(until: Millis) -> Self {
        Self {
            first: limits::RESEND_FIRST,
            most: limits::RESEND_WAITING,
            until: Some(until),
            expires: None,
        }
    }

    /// For a message of a call that is under way.
    pub(super) fn in_call() -> Self {
        Self {
            first: limits::RESEND_FIRST,
            most: limits::RESEND_IN_CALL,
            until: None,
            expires: None,
        }
    }

    /// Sends once.
    pub(super) fn once(now: Millis) -> Self {
        Self::waiting(now)
    }
}
