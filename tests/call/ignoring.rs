//! Ignoring stops the ring on this device and tells nobody.

use callkit::call::input::AnswerCall;
use callkit::call::name::CallState;

use crate::story::{Story, ringing, yes};

#[test]
fn ignoring_is_told_to_nobody_and_leaves_the_page_idle() {
    let mut story = ringing();

    story.ignores("bob");

    assert!(story.sent.iter().all(|sent| sent.from != "bob"));
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
    assert_eq!(story.page("bob").call.info(), None);
    assert!(story.page("bob").call.invites().is_empty());
    story.told("bob", ["ignore ok"]);
    story.did("bob", ["stop-ring", "close-peer"]);
    story.told("alice", []);
}

#[test]
fn an_ignored_invitation_ends_at_its_deadline() {
    let mut story = ringing();
    story.ignores("bob");
    story.turns_the_page();

    story.pass(30_000);

    story.told("bob", ["record Missed", "ended"]);
    story.told("alice", ["timeout bob", "record Missed", "ended"]);
}

#[test]
fn an_ignored_invitation_that_is_taken_back_ends_with_that() {
    let mut story = ringing();
    story.ignores("bob");
    story.turns_the_page();

    story.hangs_up("alice");

    story.told("bob", ["record Missed by alice", "ended"]);
}

#[test]
fn an_ignored_invitation_that_a_sibling_answers_ends_with_that() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.calls("alice", "bob");
    story.ignores("bob-laptop");
    story.turns_the_page();

    story.accepts("bob-phone");

    story.told("bob-laptop", ["record AnsweredElsewhere by bob", "ended"]);
}

#[test]
fn an_ignored_invitation_whose_caller_crashed_ends_with_its_lease() {
    let mut story = ringing();
    story.ignores("bob");
    story.turns_the_page();
    story.crashes("alice");

    story.pass(15_000);

    story.told("bob", ["record Missed", "ended"]);
}

#[test]
fn an_ignored_invitation_may_still_be_answered_by_its_id() {
    let mut story = ringing();
    story.ignores("bob");

    story.answers(
        "bob",
        AnswerCall {
            call: Some("call".into()),
            ..yes()
        },
    );

    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn an_ignored_invitation_does_not_make_this_person_busy() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.calls("alice", "bob");
    story.ignores("bob");
    story.turns_the_page();

    story.starts("carol", crate::story::video("bob", "second"));

    story.told("bob", ["second: invite from carol"]);
}
