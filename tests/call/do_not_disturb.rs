//! The page is asked before its phone rings, and a stranger learns nothing of that.

use callkit::call::input::BeforeRing;

use crate::story::{Page, Story};

fn asked() -> Story {
    let mut story = Story::of(["alice"]);
    story.add(Page::with("bob", |config| config.asks_before_ring = true));
    story.calls("alice", "bob");
    story
}

#[test]
fn the_page_is_asked_before_the_caller_hears_anything() {
    let mut story = asked();

    assert_eq!(story.sent_by("bob", "alert").count(), 0);
    story.told("alice", ["start ok"]);
    story.told("bob", []);
    story.did("bob", ["ask-before-ring"]);
}

#[test]
fn yes_rings() {
    let mut story = asked();

    story.says_before_ring("bob", BeforeRing::Ring);

    story.told("bob", ["invite from alice"]);
    story.told("alice", ["start ok", "ringing bob"]);
}

#[test]
fn no_answers_busy() {
    let mut story = asked();

    story.says_before_ring("bob", BeforeRing::Busy);

    story.told("bob", ["record Missed"]);
    story.told(
        "alice",
        ["start ok", "busy bob", "record Busy by bob", "ended"],
    );
}

#[test]
fn ignore_stays_silent_until_the_caller_gives_up() {
    let mut story = asked();

    story.says_before_ring("bob", BeforeRing::Ignore);
    story.pass(29_999);
    story.told("bob", []);
    story.told("alice", ["start ok"]);
    story.pass(1);

    story.told("bob", ["record Missed"]);
    story.told("alice", ["timeout bob", "record Missed", "ended"]);
}

#[test]
fn a_page_that_never_says_lets_the_invitation_pass() {
    let mut story = asked();

    story.pass(30_000);

    story.told("bob", ["record Missed"]);
    story.told(
        "alice",
        ["start ok", "timeout bob", "record Missed", "ended"],
    );
}

#[test]
fn a_word_after_the_cancel_changes_nothing() {
    let mut story = asked();
    story.hangs_up("alice");
    story.turns_the_page();

    story.says_before_ring("bob", BeforeRing::Ring);

    story.told("bob", []);
    assert_eq!(story.sent_by("bob", "alert").count(), 0);
}

#[test]
fn another_device_may_answer_while_this_page_is_asked() {
    let mut story = Story::of(["alice", "bob-phone"]);
    story.add(Page::with("bob-laptop", |config| {
        config.asks_before_ring = true
    }));
    story.calls("alice", "bob");

    story.accepts("bob-phone");
    story.says_before_ring("bob-laptop", BeforeRing::Busy);

    story.told("bob-laptop", ["record AnsweredElsewhere by bob"]);
    assert!(story.page("alice").told.contains(&"connected".into()));
}
