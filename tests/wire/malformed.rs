//! Each field, missing or of a wrong type, is named as the field at fault.

use callkit::wire::{DecodeError, decode};

use crate::messages::{HEAD, all, text};

const WRONG: [&str; 10] = [
    "-1",
    "1.5",
    "1e3",
    "9007199254740993",
    "99999999999999999999999999",
    "{}",
    "[{}]",
    "\"\\ud800\"",
    "[-1]",
    "false",
];

/// Splits the inside of an object into its fields.
fn fields(text: &str) -> Vec<(&str, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quoted, mut escaped) = (0, 0, false, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
        .into_iter()
        .filter_map(|part| part.split_once(':'))
        .map(|(key, value)| (key.trim_matches('"'), value))
        .collect()
}

fn object(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(key, value)| format!("\"{key}\":{value}"))
        .collect();
    format!("{{{}}}", fields.join(","))
}

/// Fields that a message may lack.
const OPTIONAL: [&str; 25] = [
    "t",
    "group",
    "groupName",
    "ext",
    "left",
    "load",
    "path",
    "uid",
    "merges",
    "reason",
    "accepted",
    "busy",
    "late",
    "mic",
    "cam",
    "screen",
    "pending",
    "e",
    "s",
    "wants",
    "refuses",
    "yours",
    "in",
    "asked",
    "token",
];

/// Fields that a join between two lacks, and other messages must have.
const OF_A_GROUP: [&str; 2] = ["channel", "type"];

#[test]
fn a_missing_field_is_at_fault() {
    for (_, kind, own) in all() {
        let whole = text(kind, own);
        let list = fields(&whole[1..whole.len() - 1]);
        assert_eq!(object(&list), whole);
        for missing in 0..list.len() {
            let mut rest = list.clone();
            let (key, _) = rest.remove(missing);
            let read = decode(&object(&rest));
            let is_of_group = kind == "join" && OF_A_GROUP.contains(&key);
            if OPTIONAL.contains(&key) || is_of_group {
                assert!(read.is_ok(), "{kind} without {key}");
            } else {
                match read {
                    Err(DecodeError::Malformed(field)) => {
                        let is_it = field == key || (key == "lines" && field == "list");
                        assert!(is_it, "{kind} without {key} blames {field}");
                    }
                    other => panic!("{kind} without {key}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn a_field_of_a_wrong_type_is_at_fault() {
    for (_, kind, own) in all() {
        let whole = text(kind, own);
        let list = fields(&whole[1..whole.len() - 1]);
        for at in 0..list.len() {
            for value in WRONG {
                let mut changed = list.clone();
                let (key, old) = changed[at];
                changed[at].1 = value;
                let is_text = old.starts_with('"') && value.starts_with('"');
                let is_flag = old == "true" && value == "false";
                let read = decode(&object(&changed));
                if is_text && key != "k" || is_flag {
                    continue;
                }
                assert!(
                    matches!(&read, Err(DecodeError::Malformed(field)) if *field == key || *field == "list"),
                    "{kind} with {key} = {value}: {read:?}"
                );
            }
        }
    }
}

#[test]
fn a_flag_is_true_or_false_and_nothing_else() {
    for value in ["1", "\"true\"", "null", "[]", "-1"] {
        let read = decode(&text("occupied", &format!("\"busy\":{value}")));
        assert_eq!(read, Err(DecodeError::Malformed("busy")), "{value}");
    }
}

#[test]
fn numbers_of_no_known_meaning_are_at_fault() {
    for (kind, fields, field) in [
        ("leave", r#""why":6"#, "why"),
        ("join", r#""m":0,"type":4"#, "type"),
        ("join", r#""m":0,"asked":["bob"],"how":[12]"#, "how"),
        (
            "join",
            r#""m":0,"in":["bob","b"],"epochs":[4294967296]"#,
            "epochs",
        ),
        (
            "describe",
            r#""i":1,"g":1,"step":3,"sdp":"","ufrag":"""#,
            "step",
        ),
        ("answer", r#""r":1,"says":3,"type":1,"name":"""#, "says"),
        ("answer", r#""r":1,"says":0,"type":4,"name":"""#, "type"),
        (
            "invite",
            r#""type":0,"chat":3,"channel":"c","to":[],"message":"","r":1"#,
            "chat",
        ),
        ("alert", r#""r":4294967296"#, "r"),
        ("media", r#""m":4294967296"#, "m"),
        ("ack", r#""direct":[4294967296],"all":[]"#, "direct"),
    ] {
        let read = decode(&text(kind, fields));
        assert_eq!(read, Err(DecodeError::Malformed(field)), "{kind} {fields}");
    }
}

#[test]
fn people_and_what_is_said_of_them_come_in_equal_numbers() {
    for (fields, field) in [
        (r#""m":0,"in":["bob"],"epochs":[1]"#, "in"),
        (r#""m":0,"in":["bob","b"],"epochs":[1,2]"#, "in"),
        (r#""m":0,"in":["bob","b","carol","c"],"epochs":[1]"#, "in"),
        (r#""m":0,"in":["bob",""],"epochs":[1]"#, "in"),
        (r#""m":0,"asked":["bob"],"how":[]"#, "asked"),
        (r#""m":0,"asked":[],"how":[1]"#, "asked"),
    ] {
        let read = decode(&text("join", fields));
        assert_eq!(read, Err(DecodeError::Malformed(field)), "{fields}");
    }
}

#[test]
fn an_unknown_kind_is_at_fault() {
    assert_eq!(decode(&text("dance", "")), Err(DecodeError::Malformed("k")));
}

#[test]
fn what_is_no_object_is_no_message() {
    for text in [
        "", " ", "null", "1", "\"text\"", "[]", "true", "{", "}", "{}{}", "{} x",
    ] {
        assert!(decode(text).is_err(), "{text}");
    }
    let read = decode("[]");
    assert_eq!(read, Err(DecodeError::Malformed("not an object")));
}

#[test]
fn candidates_come_in_threes_with_a_line_each() {
    for own in [
        r#""i":1,"list":["a","b"],"lines":[0]"#,
        r#""i":1,"list":["a","b","c"],"lines":[]"#,
        r#""i":1,"list":[],"lines":[0]"#,
    ] {
        let read = decode(&text("candidates", own));
        assert_eq!(read, Err(DecodeError::Malformed("list")), "{own}");
    }
}

#[test]
fn punctuation_out_of_place_is_no_message() {
    for own in [
        r#""busy":true,"#,
        r#""busy" true"#,
        r#""busy":"#,
        r#"busy:true"#,
        r#"'busy':true"#,
        r#""busy":tru"#,
        r#""busy":True"#,
        r#""busy":[1 2]"#,
        r#""busy":[1,]"#,
        r#""busy":nul"#,
    ] {
        let text = format!(r#"{{"v":1,"k":"occupied",{HEAD},{own}}}"#);
        assert_eq!(
            decode(&text),
            Err(DecodeError::Malformed("not an object")),
            "{own}"
        );
    }
}
