//! Busy is a person with a device that calls, rings or is in a call.

use callkit::call::name::CallState;

use crate::story::{Page, Story, config, video};

/// Carol calls Bob while something else is going on at Bob's.
#[track_caller]
fn carol_hears_busy(story: &mut Story) {
    story.turns_the_page();
    story.starts("carol", video("bob", "second"));
    story.told(
        "carol",
        [
            "start ok",
            "second: busy bob",
            "second: record Busy by bob",
            "second: ended",
        ],
    );
}

#[test]
fn a_person_who_is_calling_is_busy() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.calls("bob", "alice");

    carol_hears_busy(&mut story);

    story.told("bob", ["second: record Missed"]);
    assert_eq!(story.page("bob").call.state(), CallState::Calling);
}

#[test]
fn a_person_whose_phone_rings_is_busy() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.calls("alice", "bob");

    carol_hears_busy(&mut story);

    story.told("bob", ["second: record Missed"]);
    assert_eq!(story.page("bob").call.state(), CallState::Ringing);
}

#[test]
fn a_person_who_has_answered_is_busy() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.calls("alice", "bob");
    story.holds(|mail| mail.kind == "answer" && mail.to == "alice");
    story.accepts("bob");

    carol_hears_busy(&mut story);
}

#[test]
fn busy_from_one_device_is_the_persons_answer_and_the_siblings_stay_silent() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone", "carol"]);
    story.calls("alice", "bob");
    story.accepts("bob-phone");

    carol_hears_busy(&mut story);

    story.told("bob-phone", ["second: record Missed"]);
    story.told("bob-laptop", ["second: record Missed"]);
}

#[test]
fn of_two_callers_that_are_confirmed_at_once_the_second_hears_busy() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.holds(|mail| mail.kind == "confirm-ring");
    story.calls("alice", "bob");
    story.starts("carol", video("bob", "second"));
    story.turns_the_page();

    story.releases();

    story.told("bob", ["invite from alice", "second: record Missed"]);
    story.told(
        "carol",
        [
            "second: busy bob",
            "second: record Busy by bob",
            "second: ended",
        ],
    );
}

#[test]
fn siblings_stay_silent_while_the_device_in_the_call_is_offline() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone", "carol"]);
    story.calls("alice", "bob");
    story.accepts("bob-phone");
    story.turns_the_page();
    story.crashes("bob-phone");
    story.crashes("alice");
    story.pass(17_000);

    story.starts("carol", video("bob", "second"));

    assert_eq!(story.sent_by("bob-laptop", "alert").count(), 0);
    story.told("bob-laptop", []);
}

#[test]
fn siblings_ring_again_thirty_seconds_after_the_last_word() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone", "carol"]);
    story.calls("alice", "bob");
    story.accepts("bob-phone");
    story.turns_the_page();
    story.crashes("bob-phone");
    story.crashes("alice");
    story.pass(30_000);

    story.starts("carol", video("bob", "second"));

    story.told("bob-laptop", ["second: invite from carol"]);
}

#[test]
fn a_device_in_a_call_tells_its_siblings_every_twelve_seconds_and_when_it_is_over() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.calls("alice", "bob");
    story.accepts("bob-phone");
    story.pass(30_000);
    assert_eq!(story.times("bob-phone", "occupied"), [0, 12_000, 24_000]);

    story.hangs_up("bob-phone");

    assert_eq!(
        story.times("bob-phone", "occupied"),
        [0, 12_000, 24_000, 30_000]
    );
}

#[test]
fn when_the_call_is_over_the_siblings_ring_again_at_once() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone", "carol"]);
    story.calls("alice", "bob");
    story.accepts("bob-phone");
    story.hangs_up("bob-phone");
    story.turns_the_page();

    story.starts("carol", video("bob", "second"));

    story.told("bob-laptop", ["second: invite from carol"]);
    story.told("bob-phone", ["second: invite from carol"]);
}

#[test]
fn a_page_that_is_not_busy_in_a_call_rings_for_the_second_invitation() {
    let mut story = not_busy();

    story.starts("carol", video("bob", "second"));

    story.told("bob", ["second: invite from carol"]);
    story.told("carol", ["start ok", "second: ringing bob"]);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn its_siblings_ring_for_the_second_invitation_too() {
    let mut story = not_busy();
    story.add(Page::new(config("bob-phone")));
    story.pass(15_000);

    story.starts("carol", video("bob", "second"));

    story.told("bob-phone", ["second: invite from carol"]);
    assert_eq!(story.sent_by("bob", "occupied").count(), 0);
}

#[test]
fn answering_the_second_invitation_leaves_the_first_call_first() {
    let mut story = not_busy();
    story.starts("carol", video("bob", "second"));
    story.turns_the_page();

    story.accepts("bob");

    story.told(
        "bob",
        [
            "hangup",
            "record Completed by bob",
            "ended",
            "second: connecting",
            "answer ok",
            "second: user-joined carol",
            "second: user-published carol Microphone",
            "second: user-published carol Camera",
            "second: connected",
        ],
    );
    story.told(
        "alice",
        ["user-left bob hangup", "record Completed by bob", "ended"],
    );
}

#[test]
fn refusing_the_second_invitation_leaves_the_first_call_alone() {
    let mut story = not_busy();
    story.starts("carol", video("bob", "second"));
    story.turns_the_page();

    story.refuses("bob");

    story.told("alice", []);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
    story.told(
        "carol",
        [
            "second: refuse bob",
            "second: record Refused by bob",
            "second: ended",
        ],
    );
}

/// Bob, who wants second invitations to ring, is in a call with Alice.
fn not_busy() -> Story {
    let mut story = Story::of(["alice", "carol"]);
    story.add(Page::with("bob", |config| config.busy_when_in_call = false));
    story.calls("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();
    story
}
