//! The reader of messages meets arbitrary text, arbitrary JSON and messages that were damaged on the way.

use callkit::call::limits;
use callkit::wire::{decode, encode, recall};
use proptest::prelude::*;

use crate::cases;
use crate::messages::envelope;

/// JSON as a stranger might write it, with the keys that messages have.
fn json() -> impl Strategy<Value = String> {
    let key = proptest::sample::select(
        &[
            "v", "k", "a", "c", "d", "b", "t", "n", "got", "r", "in", "epochs", "asked", "how",
            "list", "lines", "sdp", "ext", "left", "to", "type", "x",
        ][..],
    );
    let leaf = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        Just("1".to_owned()),
        proptest::sample::select(&["\"invite\"", "\"join\"", "\"candidates\"", "null", "true"][..])
            .prop_map(str::to_owned),
        any::<String>().prop_map(|text| format!("{text:?}")),
    ];
    leaf.prop_recursive(20, 200, 10, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..10)
                .prop_map(|list| format!("[{}]", list.join(","))),
            proptest::collection::vec((key.clone(), inner), 0..14).prop_map(|fields| {
                let fields = fields.iter().map(|(key, value)| format!("{key:?}:{value}"));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }),
        ]
    })
}

/// What is understood is understood in the same way once more.
fn reads(text: &str) -> Result<(), TestCaseError> {
    if let Ok(message) = decode(text) {
        prop_assert_eq!(decode(&encode(&message)), Ok(message));
    }
    let _ = recall(text);
    Ok(())
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn every_message_is_read_back_as_it_was_written(message in envelope()) {
        let text = encode(&message);
        prop_assume!(text.len() <= limits::MESSAGE);
        prop_assert_eq!(decode(&text), Ok(message));
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in any::<Vec<u8>>()) {
        reads(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn no_text_breaks_the_reader(text in "\\{(\"[vkacdbtnr]\":[\\[\\]{}0-9eE.+\\\\\"u-]{0,9},?){0,9}\\}?") {
        reads(&text)?;
    }

    #[test]
    fn no_json_breaks_the_reader(text in json()) {
        reads(&text)?;
    }

    #[test]
    fn no_damaged_message_breaks_the_reader(
        message in envelope(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..6),
    ) {
        let mut bytes = encode(&message).into_bytes();
        for (place, byte, how) in damage {
            if bytes.is_empty() {
                break;
            }
            let at = place.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at),
                2 => bytes.insert(at, byte),
                _ => {
                    let copy = bytes[at..].to_vec();
                    bytes.extend(copy);
                }
            }
        }
        reads(&String::from_utf8_lossy(&bytes))?;
    }
}
