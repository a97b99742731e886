//! The text of every kind of message, letter for letter, in both directions.

use callkit::call::message::Body;
use callkit::wire::{decode, encode};

use crate::messages::{all, envelope, text};

#[test]
fn every_kind_is_written_as_it_always_was() {
    for (body, kind, fields) in all() {
        assert_eq!(encode(&envelope(body)), text(kind, fields));
    }
}

#[test]
fn every_kind_is_read_as_it_always_was() {
    for (body, kind, fields) in all() {
        assert_eq!(decode(&text(kind, fields)), Ok(envelope(body)), "{kind}");
    }
}

#[test]
fn a_message_to_all_devices_names_none() {
    let mut message = envelope(Body::Away);
    message.to = None;
    let text = r#"{"v":1,"k":"away","a":"app","c":"call","d":"alice","b":3,"n":7}"#;

    assert_eq!(encode(&message), text);
    assert_eq!(decode(text), Ok(message));
}

#[test]
fn the_sender_stands_nowhere_in_the_text() {
    let text = r#"{"v":1,"k":"away","a":"app","c":"call","d":"d","b":1,"n":1,"from":"mallory"}"#;

    let message = decode(text).expect("a message");

    assert!(!encode(&message).contains("mallory"));
}
