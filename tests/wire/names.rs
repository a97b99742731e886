//! The names that a page remembers from message to message change nothing of what it reads.

use callkit::wire::{Names, decode, decode_among};

use crate::messages::text;

#[test]
fn names_that_are_alike_are_told_apart() {
    let mut names = Names::default();
    let alike = ["bob", "rob", "bob", "eeb", "b", "bobbob", "alice", "rob"];
    for (device, call) in alike.into_iter().zip(alike.into_iter().rev()) {
        let message = text("away", "")
            .replace("alice", device)
            .replace("call", call);
        assert_eq!(decode_among(&message, &mut names), decode(&message));
    }
}

#[test]
fn a_message_that_is_not_understood_leaves_the_next_as_it_is() {
    let mut names = Names::default();
    let good = text("away", "");
    for bad in [
        good.replace("away", "nothing"),
        good.replace("app", ""),
        good.replace(r#""v":1"#, r#""v":2"#),
        good.replace("bob", r"\u0062ob").replace("}", ""),
    ] {
        assert_eq!(decode_among(&bad, &mut names), decode(&bad));
        assert_eq!(decode_among(&good, &mut names), decode(&good));
    }
    assert!(decode(&good).is_ok());
}
