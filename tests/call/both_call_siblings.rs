//! Two people call each other while their other devices listen: one call, between the two devices that called.

use callkit::call::message::Body;

use crate::both_call::{are_in_one_call, crossing};
use crate::story::{Story, video};

#[test]
fn what_a_sibling_says_does_not_stop_a_merge() {
    let mut story = crossing();
    story.holds(|mail| mail.kind == "confirm-answer");
    story.releases_one("bob", "invite");
    let handled = Body::Handled {
        round: 1,
        accepted: false,
        device_name: "phone".into(),
    };
    let message = story.message("bob-phone", None, 1, handled);
    story.receives("bob", "bob", &message);
    story.told("bob", []);

    story.turns_the_page();
    story.releases_kind("confirm-answer");

    let info = story.page("bob").call.info().expect("a call");
    assert_eq!(info.call.as_str(), "call");
}

#[test]
fn siblings_hear_who_is_calling_stay_silent_and_are_answered_elsewhere() {
    let mut story = Story::of(["alice", "alice-phone", "bob", "bob-phone"]);
    story.holds(|mail| mail.to == "alice" || mail.to == "bob");
    story.starts("alice", video("bob", "call"));
    story.starts("bob", video("alice", "other"));

    story.releases();

    story.told("alice-phone", ["other: record AnsweredElsewhere by alice"]);
    story.told(
        "bob-phone",
        [
            "invite from alice",
            "answered-elsewhere true on bob's browser",
            "record AnsweredElsewhere by bob",
            "ended",
        ],
    );
    are_in_one_call(&mut story);
}

#[test]
fn siblings_that_ring_already_are_answered_elsewhere() {
    let mut story = Story::of(["alice", "alice-phone", "bob", "bob-phone"]);
    story.holds(|mail| mail.to == "alice" || mail.to == "bob");
    story.loses(|mail| mail.kind == "occupied");
    story.starts("alice", video("bob", "call"));
    story.starts("bob", video("alice", "other"));
    story.loses(|_| false);
    story.releases_kind("alert");
    story.told("alice-phone", ["other: invite from bob"]);
    story.told("bob-phone", ["invite from alice"]);

    story.releases();

    story.told(
        "alice-phone",
        [
            "other: answered-elsewhere true on alice's browser",
            "other: record AnsweredElsewhere by alice",
            "other: ended",
        ],
    );
    story.told(
        "bob-phone",
        [
            "answered-elsewhere true on bob's browser",
            "record AnsweredElsewhere by bob",
            "ended",
        ],
    );
    are_in_one_call(&mut story);
}
