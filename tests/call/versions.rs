//! A newer major version is answered once, and never in turn.

use callkit::wire::encode;

use crate::story::{Story, connected};

#[test]
fn a_caller_in_a_newer_version_is_told_once_for_each_call() {
    let mut story = Story::of(["bob"]);
    let body = callkit::call::message::Body::Alert {
        round: 1,
        path: callkit::call::message::Ahead::Nothing,
    };
    let message = story.message("alice", None, 1, body);
    let text = encode(&message).replace("\"v\":1", "\"v\":2");

    for _ in 0..5 {
        story.receives_text("bob", "alice", &text);
        story.pass(2_000);
    }

    assert_eq!(story.sent_by("bob", "unsupported").count(), 1);
    assert_eq!(story.page("bob").call.dropped(), 5);
    story.told("bob", []);
}

#[test]
fn the_answer_itself_is_never_answered() {
    let mut story = Story::of(["bob"]);
    let body = callkit::call::message::Body::Unsupported;
    let message = story.message("alice", Some("bob"), 0, body);
    let newer = encode(&message).replace("\"v\":1", "\"v\":2");

    story.receives("bob", "alice", &message);
    story.receives_text("bob", "alice", &newer);

    assert!(story.sent.is_empty());
}

#[test]
fn a_caller_whose_version_is_not_understood_sees_it_once() {
    let mut story = Story::of(["alice"]);
    story.calls("alice", "bob");
    let body = callkit::call::message::Body::Unsupported;
    let message = story.message("bob", Some("alice"), 0, body);

    story.receives("alice", "bob", &message);
    story.receives("alice", "bob", &message);
    story.told("alice", ["start ok", "error UnsupportedPeer"]);
    story.pass(30_000);

    story.told("alice", ["timeout bob", "record Missed", "ended"]);
}

#[test]
fn in_a_call_that_is_answered_it_means_nothing() {
    let mut story = connected();
    let body = callkit::call::message::Body::Unsupported;
    let message = story.message("bob", Some("alice"), 0, body);

    story.receives("alice", "bob", &message);

    story.told("alice", []);
}
