//! Numbers at the end of their range, and messages that meet a page which slept past a deadline.

use callkit::call::input::{Fact, Path};
use callkit::call::message::{Body, Description, Media, Step};
use callkit::call::name::CallState;

use crate::story::{Story, connected, ringing};

#[test]
fn a_peer_connection_with_the_last_number_can_still_be_replaced() {
    let mut story = connected();
    let body = Body::Describe(Description {
        incarnation: u32::MAX,
        generation: u32::MAX,
        step: Step::Offer,
        sdp: "bob/2/1".into(),
        ufrag: "evil".into(),
    });
    let message = story.message("bob", Some("alice"), 90, body);
    story.receives("alice", "bob", &message);

    story.learns("alice", Fact::Path(Path::Failed));
    story.pass(20_000);

    assert_ne!(story.page("alice").call.state(), CallState::Idle);
}

#[test]
fn a_message_with_the_last_number_is_taken_once() {
    let mut story = connected();
    let media = Media {
        counter: u32::MAX,
        ..Media::default()
    };
    let message = story.message("bob", Some("alice"), u32::MAX, Body::Media(media));

    story.receives("alice", "bob", &message);
    story.receives("alice", "bob", &message);

    story.told(
        "alice",
        [
            "user-unpublished bob Microphone",
            "user-unpublished bob Camera",
        ],
    );
}

#[test]
fn an_alert_that_meets_a_caller_who_slept_past_the_deadline_hears_that_the_time_was_up() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.kind == "alert");
    story.calls("alice", "bob");
    story.page("alice").asleep = true;
    story.pass(35_000);
    story.page("alice").asleep = false;
    story.turns_the_page();

    story.releases();

    story.told("alice", ["timeout bob", "record Missed", "ended"]);
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
}

#[test]
fn an_accept_that_meets_a_caller_who_slept_past_the_deadline_comes_too_late() {
    let mut story = ringing();
    story.holds(|mail| mail.kind == "answer");
    story.pass(25_000);
    story.page("alice").asleep = true;
    story.accepts("bob");
    story.pass(6_000);
    story.page("alice").asleep = false;
    story.turns_the_page();

    story.releases();

    story.told("alice", ["timeout bob", "record Missed", "ended"]);
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
}

#[test]
fn an_invitation_for_the_longest_time_there_is_rings() {
    let mut story = Story::of(["alice", "bob"]);
    let mut call = crate::story::video("bob", "call");
    call.timeout = Some((1 << 53) - 1);

    story.starts("alice", call);

    story.told("bob", ["invite from alice"]);
}

#[test]
fn time_that_runs_backwards_changes_nothing() {
    let mut story = connected();
    story.pass(10_000);
    let before = story.now;
    let page = story.page("alice");

    let outputs = page
        .call
        .handle(callkit::call::input::Input::Wake, before - 5_000);

    assert!(outputs.0.is_empty());
    assert!(page.call.deadline().is_some_and(|at| at > before));
}
