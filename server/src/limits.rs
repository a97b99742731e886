//! The limits that no flag changes, each with its reason. What an operator may want to choose is in `options`.

use std::time::Duration;

/// Longest name of a person, an application or a channel, in UTF-16 code units.
pub const NAME_UNITS: usize = 128;

/// Whether `name` may name a person, an application or a channel.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= NAME_UNITS * 3 && name.encode_utf16().count() <= NAME_UNITS
}

/// Bytes of the longest name in a list: six for a control character, quotes and a comma.
pub const NAME_JSON: usize = NAME_UNITS * 6 + 3;

/// Bytes of a frame around its text: type, names, quotes.
pub const FRAME_SLACK: usize = 4096;

/// What JSON makes of a text at most in practice: every quote and line break becomes two bytes.
pub const FRAME_GROWTH: usize = 2;

/// Bytes of a request's body; the longest is two names of 128 units.
pub const BODY: usize = 4096;

/// Bytes of a request's header; the cookies of a page on the same host come with it.
pub const HEADER_BYTES: usize = 32 * 1024;

/// HTTP connections beside the sockets: pages being loaded, health checks, sign-ins.
pub const HTTP_CONNECTIONS: usize = 1024;

/// How long a client may take over a request's header, and over the TLS handshake.
pub const HEADER: Duration = Duration::from_secs(10);

/// How long a client may take over a request's body, from its header on.
pub const BODY_TIME: Duration = Duration::from_secs(10);

/// How long an HTTP connection lives; a phone on a slow network loads the demo in less.
pub const HTTP_LIFE: Duration = Duration::from_secs(300);

/// How long a socket that is being closed may take to say so.
pub const FAREWELL: Duration = Duration::from_secs(2);

/// How long the whole server takes to end.
pub const ENDING: Duration = Duration::from_secs(4);

/// Bytes that one read of a socket takes at most: the buffer lives as long as the socket, and idle sockets are many.
pub const READ_BUFFER: usize = 1024;

/// Bytes gathered before they are written to a socket.
pub const WRITE_BUFFER: usize = 4096;

/// How long who sends waits for a receiver whose queue is full, and how long that may have stood still to be waited for at all: longer
/// than a far network takes to say that it has taken something, and shorter than what others would feel who are sent to next.
pub const ROOM: Duration = Duration::from_millis(250);

/// How soon a list follows where changes of who is here were dropped: where many come and go at once, one list is cheaper than several.
pub const LIST: Duration = Duration::from_secs(1);

/// A message costs one of the rate, and one more for each so many bytes.
pub const BYTES_PER_COST: usize = 16 * 1024;

/// How far the clock of an application that signs tokens may be ahead: a token that begins when it is signed holds at once.
pub const CLOCKS: Duration = Duration::from_secs(60);

/// Shortest session secret that an application may choose, in bytes: as long as the hash it keys.
pub const SECRET: usize = 32;
