//! The text of messages: written and read, old and new, broken and hostile.

mod golden;
mod limits;
mod malformed;
mod memory;
mod messages;
mod names;
mod numbers_and_text;
mod round_trip;
mod truncated;
mod unknown_fields;
mod versions;
