//! Somebody calls the person whose call is here already: both call each other, and neither hears busy.

use callkit::call::name::CallState;

use crate::story::{Story, video, yes};

/// Alice's call rings at Bob's.
fn rings(call: &'static str) -> Story {
    let mut story = Story::of(["alice", "bob"]);
    story.starts("alice", video("bob", call));
    story.turns_the_page();
    story
}

#[track_caller]
fn are_connected(story: &mut Story, call: &str) {
    for name in ["alice", "bob"] {
        let info = story.page(name).call.info().expect("a call");
        assert_eq!(
            (info.call.as_str(), info.state),
            (call, CallState::Connected),
            "{name}"
        );
    }
}

#[test]
fn whoever_calls_back_while_it_rings_is_in_the_smaller_call() {
    for (first, second) in [("call", "other"), ("other", "call")] {
        let mut story = rings(first);

        story.starts("bob", video("alice", second));

        are_connected(&mut story, "call");
    }
}

#[test]
fn an_invitation_that_has_not_rung_yet_is_not_busy_either() {
    for (first, second) in [("call", "other"), ("other", "call")] {
        let mut story = Story::of(["alice", "bob"]);
        story.holds(|mail| mail.kind == "confirm-ring");
        story.starts("alice", video("bob", first));
        story.starts("bob", video("alice", second));
        story.releases();

        are_connected(&mut story, "call");
    }
}

#[test]
fn a_ring_that_was_called_back_ends_once_where_the_person_hangs_up() {
    let mut story = rings("other");
    story.holds(|_| true);
    story.starts("bob", video("alice", "call"));
    story.hangs_up("bob");
    story.turns_the_page();

    story.releases();
    story.pass(40_000);

    let ended = |line: &&String| line.starts_with("other: ended") || line.starts_with("ended");
    let told = &story.page("bob").told;
    assert_eq!(told.iter().filter(ended).count(), 1, "{told:?}");
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
}

#[test]
fn an_answer_just_after_the_ring_was_ended_elsewhere_is_told_so() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.calls("alice", "bob");
    story.accepts("bob-laptop");
    story.turns_the_page();

    story.answers("bob-phone", yes());
    story.told("bob-phone", ["answer fails CallEnded"]);
    story.pass(6_000);
    story.turns_the_page();
    story.answers("bob-phone", yes());
    story.told("bob-phone", ["answer fails NoCall"]);
}
