//! The table "Endings" of the design, where somebody else answered or the phone never rang.

use crate::story::Story;

#[test]
fn a_device_whose_sibling_has_the_call_was_answered_elsewhere() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.calls("alice", "bob");
    story.turns_the_page();

    story.accepts("bob-phone");

    story.told(
        "bob-laptop",
        [
            "answered-elsewhere true on bob-phone's browser",
            "record AnsweredElsewhere by bob",
            "ended",
        ],
    );
}

#[test]
fn a_device_whose_sibling_refused_was_answered_elsewhere_and_not_accepted() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.calls("alice", "bob");
    story.turns_the_page();

    story.refuses("bob-phone");

    story.told(
        "bob-laptop",
        [
            "answered-elsewhere false on bob-phone's browser",
            "record AnsweredElsewhere by bob",
            "ended",
        ],
    );
    story.told("alice", ["refuse bob", "record Refused by bob", "ended"]);
}

#[test]
fn an_invitation_cancelled_before_it_rang_leaves_only_a_record() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.kind == "confirm-ring");
    story.calls("alice", "bob");

    story.hangs_up("alice");
    story.releases();

    story.told("bob", ["record Missed by alice"]);
}

#[test]
fn an_invitation_whose_caller_falls_silent_before_it_rang_leaves_only_a_record() {
    let mut story = Story::of(["alice", "bob"]);
    story.loses(|mail| mail.kind == "alert");
    story.calls("alice", "bob");
    story.crashes("alice");

    story.pass(30_000);

    story.told("bob", ["record Missed"]);
}
