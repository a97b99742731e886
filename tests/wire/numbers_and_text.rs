//! Letters and numbers as JSON has them (RFC 8259), in both directions.

use callkit::call::message::{Ahead, Body};
use callkit::wire::{DecodeError, decode, encode};

use crate::messages::{envelope, text};

fn cancel(reason: &str) -> Body {
    Body::Cancel {
        round: 1,
        timed_out: false,
        reason: Some(reason.into()),
        ext: None,
    }
}

#[test]
fn escapes_are_read() {
    for (escaped, plain) in [
        (r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#"\u0041\u00fc\u20ac"#, "Aü€"),
        (r#"\u00FC\u00fC"#, "üü"),
        (r#"\ud83c\udf89"#, "🎉"),
        (r#"\u0000"#, "\0"),
        ("🎉ü€\u{7f}\u{2028}", "🎉ü€\u{7f}\u{2028}"),
    ] {
        let read = decode(&text("cancel", &format!(r#""r":1,"reason":"{escaped}""#)));
        assert_eq!(read, Ok(envelope(cancel(plain))), "{escaped}");
    }
}

#[test]
fn half_of_a_pair_becomes_the_replacement_character() {
    for (half, plain) in [
        (r#"\ud83c"#, "\u{fffd}"),
        (r#"\ud83cx"#, "\u{fffd}x"),
        (r#"\udf89"#, "\u{fffd}"),
        (r#"\udf89\ud83c"#, "\u{fffd}\u{fffd}"),
    ] {
        let read = decode(&text("cancel", &format!(r#""r":1,"reason":"{half}""#)));
        assert_eq!(read, Ok(envelope(cancel(plain))), "{half}");
    }
}

#[test]
fn a_half_followed_by_another_letter_loses_nothing_of_it() {
    for (half, plain) in [
        (r#"\ud83c\u0041"#, "\u{fffd}A"),
        (r#"\ud83c\ud83c\udf89"#, "\u{fffd}🎉"),
        (r#"\ud83c\n"#, "\u{fffd}\n"),
    ] {
        let read = decode(&text("cancel", &format!(r#""r":1,"reason":"{half}""#)));
        assert_eq!(read, Ok(envelope(cancel(plain))), "{half}");
    }
}

#[test]
fn escapes_that_are_none_are_refused() {
    for broken in [
        r#"\x"#,
        r#"\u12"#,
        r#"\u12g4"#,
        r#"\u+123"#,
        r#"\"#,
        r#"\U0041"#,
        r#"\ud83c\u"#,
    ] {
        let read = decode(&text("cancel", &format!(r#""r":1,"reason":"{broken}""#)));
        assert_eq!(
            read,
            Err(DecodeError::Malformed("not an object")),
            "{broken}"
        );
    }
}

#[test]
fn bare_control_characters_are_refused_and_written_escaped() {
    for code in 0..0x20u8 {
        let letter = char::from(code).to_string();
        let bare = text("cancel", &format!(r#""r":1,"reason":"{letter}""#));
        assert!(decode(&bare).is_err(), "{code:#x}");
        let written = encode(&envelope(cancel(&letter)));
        assert!(written.bytes().all(|byte| byte >= 0x20), "{written}");
        assert_eq!(decode(&written), Ok(envelope(cancel(&letter))));
    }
}

#[test]
fn what_does_not_stand_for_itself_is_found_at_any_place() {
    let special = ['"', '\\', '\n', '\r', '\0', '\u{1f}'];
    let ordinary = ['!', '#', '[', ']', ' ', '\u{7f}', 'ü', '🎉'];
    for (letter, other) in special
        .into_iter()
        .flat_map(|one| ordinary.map(|other| (one, other)))
    {
        for place in 0..20 {
            let around = other.to_string();
            let reason = around.repeat(place) + &String::from(letter) + &around.repeat(19 - place);
            let message = envelope(cancel(&reason));
            let written = encode(&message);
            assert!(
                !written.contains(char::is_control) || other == '\u{7f}',
                "{written}"
            );
            assert_eq!(decode(&written), Ok(message), "{written}");
        }
    }
}

#[test]
fn a_control_character_is_found_at_any_place() {
    for place in 0..20 {
        let reason = " ".repeat(place) + "\u{1f}" + &"\u{ff}".repeat(19 - place);
        let bare = text("cancel", &format!(r#""r":1,"reason":"{reason}""#));
        assert_eq!(decode(&bare), Err(DecodeError::Malformed("not an object")));
    }
}

#[test]
fn text_cannot_break_out_of_its_quotes() {
    let evil = r#"","k":"cancel","x":"\"#;
    let written = encode(&envelope(cancel(evil)));

    assert_eq!(decode(&written), Ok(envelope(cancel(evil))));
    assert_eq!(written.matches(r#","k":"#).count(), 1);
}

#[test]
fn whole_numbers_up_to_two_to_the_fifty_third_are_read() {
    for (number, left) in [("0", 0), ("9007199254740992", 1u64 << 53)] {
        let read = decode(&text("confirm-ring", &format!(r#""r":1,"left":{number}"#)));
        let body = Body::ConfirmRing {
            load: 0,
            round: 1,
            left: Some(left),
            path: Ahead::Nothing,
        };
        assert_eq!(read, Ok(envelope(body)));
    }
}

#[test]
fn a_number_that_is_no_whole_one_is_none_of_ours() {
    for number in ["1.", "1e0", "1-1", "+1", "-0", "1.2.3", "00000000000000001"] {
        let read = decode(&text("alert", &format!(r#""r":{number}"#)));
        assert_eq!(read, Err(DecodeError::Malformed("r")), "{number}");
    }
    for broken in [".", "0x10", "1_0", "NaN", "Infinity"] {
        assert!(decode(&text("alert", &format!(r#""r":{broken}"#))).is_err());
    }
}

#[test]
fn a_left_time_that_is_no_whole_number_is_no_endless_ring() {
    for left in ["-1", "1.5", "1e300", "9007199254740993"] {
        let read = decode(&text("confirm-ring", &format!(r#""r":1,"left":{left}"#)));
        assert_eq!(read, Err(DecodeError::Malformed("left")), "{left}");
    }
}
