//! A caller who calls again, and invitations that are not for this release.

use callkit::call::name::CallState;

use crate::story::{Page, Story, connected, ringing, video};

#[test]
fn a_caller_that_calls_again_ends_its_own_first_ring() {
    let mut story = ringing();
    story.loses(|mail| mail.kind == "cancel");
    story.hangs_up("alice");

    story.starts("alice", video("bob", "second"));

    story.told(
        "bob",
        [
            "cancel alice",
            "record Missed by alice",
            "ended",
            "second: invite from alice",
        ],
    );
}

#[test]
fn who_was_lost_and_calls_again_is_not_busy_and_the_first_call_ends_with_the_answer() {
    let mut story = connected();
    story.crashes("bob");
    story.pass(5_000);
    *story.page("bob") = Page::with("bob", |config| config.boot = 2);
    story.turns_the_page();

    story.starts("bob", video("alice", "second"));
    story.told("alice", ["second: invite from bob"]);
    story.accepts("alice");

    let info = story.page("alice").call.info().expect("a call");
    assert_eq!(info.call.as_str(), "second");
    assert_eq!(info.state, CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn an_invitation_from_oneself_does_not_ring() {
    let mut story = Story::of(["alice", "alice-phone"]);
    story.calls("alice", "bob");
    let message = story.sent[0].envelope.clone();

    story.receives("alice-phone", "alice", &message);

    story.told("alice-phone", []);
}
