//! A text that was cut, or of which one byte was changed, never does harm.

use callkit::wire::decode;

use crate::messages::{all, text};

#[test]
fn a_text_cut_at_any_byte_is_malformed() {
    for (_, kind, own) in all() {
        let whole = text(kind, own);
        for length in 0..whole.len() {
            if let Some(cut) = whole.get(..length) {
                assert!(decode(cut).is_err(), "{cut}");
            }
        }
    }
}

#[test]
fn a_text_cut_within_a_letter_of_many_bytes_is_malformed() {
    let whole = text("cancel", r#""r":1,"reason":"später 🎉 \ud83c\udf89""#);
    assert!(decode(&whole).is_ok());
    for length in 0..whole.len() {
        if let Some(cut) = whole.get(..length) {
            assert!(decode(cut).is_err(), "{cut}");
        }
    }
}

#[test]
fn any_byte_may_be_any_other_without_a_panic() {
    for (_, kind, own) in all() {
        let whole = text(kind, own);
        for place in 0..whole.len() {
            for byte in 0..0x80 {
                let mut bytes = whole.clone().into_bytes();
                bytes[place] = byte;
                if let Ok(text) = String::from_utf8(bytes) {
                    let _ = decode(&text);
                }
            }
        }
    }
}

#[test]
fn any_byte_may_be_missing_or_doubled_without_a_panic() {
    for (_, kind, own) in all() {
        let whole = text(kind, own);
        for place in 0..whole.len() {
            let (head, tail) = whole.as_bytes().split_at(place);
            for changed in [
                [head, &tail[1..]].concat(),
                [head, &tail[..1], tail].concat(),
            ] {
                if let Ok(text) = String::from_utf8(changed) {
                    let _ = decode(&text);
                }
            }
        }
    }
}

#[test]
fn the_letter_after_a_cut_word_may_have_many_bytes() {
    for own in [
        r#""busy":tü"#,
        r#""busy":fé"#,
        r#""busy":n🎉"#,
        r#""reason":"\u00é9""#,
        r#""reason":"\ud83c\🎉""#,
    ] {
        assert!(decode(&text("occupied", own)).is_err(), "{own}");
    }
}
