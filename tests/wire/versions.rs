//! An older or newer major version.

use callkit::wire::{DecodeError, VERSION, decode};

use crate::messages::{HEAD, all, text};

fn in_version(version: &str, kind: &str) -> String {
    format!(r#"{{"v":{version},"k":"{kind}",{HEAD}}}"#)
}

#[test]
fn a_newer_major_version_tells_whom_to_answer() {
    let unsupported = Err(DecodeError::Unsupported {
        device: "alice".into(),
        call: "call".into(),
    });

    assert_eq!(decode(&in_version("2", "invite")), unsupported);
    assert_eq!(
        decode(&in_version("9007199254740992", "dance")),
        unsupported
    );
    for (_, kind, own) in all() {
        let newer = text(kind, own).replace("\"v\":1", "\"v\":2");
        if kind != "unsupported" {
            assert_eq!(decode(&newer), unsupported, "{kind}");
        }
    }
}

#[test]
fn a_newer_version_may_have_changed_everything_but_who_and_which_call() {
    let text = r#"{"v":2,"c":"call","d":"alice","k":{"of":"course"}}"#;

    assert!(matches!(decode(text), Err(DecodeError::Unsupported { .. })));
}

#[test]
fn a_newer_version_without_a_sender_is_malformed() {
    assert_eq!(
        decode(r#"{"v":2,"c":"call"}"#),
        Err(DecodeError::Malformed("d"))
    );
    assert_eq!(
        decode(r#"{"v":2,"d":"alice"}"#),
        Err(DecodeError::Malformed("c"))
    );
}

#[test]
fn unsupported_is_never_answered_whatever_its_version() {
    let read = decode(&in_version("2", "unsupported"));

    assert_eq!(read, Err(DecodeError::Malformed("v")));
}

#[test]
fn a_version_that_is_no_whole_number_is_malformed() {
    for version in ["\"1\"", "1.0", "-1", "null", "[1]"] {
        assert_eq!(
            decode(&in_version(version, "away")),
            Err(DecodeError::Malformed("v"))
        );
    }
}

#[test]
fn a_version_before_the_first_is_malformed() {
    assert_eq!(VERSION, 1);
    assert_eq!(
        decode(&in_version("0", "away")),
        Err(DecodeError::Malformed("v"))
    );
}
