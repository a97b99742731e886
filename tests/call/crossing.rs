//! An answer that crosses a cancel, a timeout or another answer: the caller's order decides.

use callkit::call::name::CallState;

use crate::story::ringing;

#[test]
fn an_accept_after_a_cancel_is_answered_with_cancel_again() {
    let mut story = ringing();
    story.holds(|mail| mail.kind == "cancel");
    story.hangs_up("alice");
    story.accepts("bob");
    story.turns_the_page();
    story.held.clear();
    story.releases();

    story.pass(500);

    story.told(
        "bob",
        [
            "cancel alice",
            "record Cancelled by alice",
            "ended",
            "answer fails CallEnded",
        ],
    );
    story.told("alice", []);
    story.did("bob", ["close-devices", "close-peer"]);
    assert_eq!(story.page("bob").live, [false, false]);
}

#[test]
fn an_accept_in_the_instant_of_the_timeout_comes_too_late() {
    let mut story = ringing();
    story.holds(|mail| mail.kind == "answer");
    story.pass(29_999);
    story.accepts("bob");
    story.pass(1);
    story.turns_the_page();

    story.releases();

    assert_eq!(story.page("alice").call.state(), CallState::Idle);
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
    story.told("alice", []);
}

#[test]
fn an_accept_that_crosses_the_timeout_hears_that_the_time_was_up() {
    let mut story = ringing();
    story.holds(|mail| mail.kind == "answer");
    story.pass(29_999);
    story.accepts("bob");
    story.turns_the_page();

    story.pass(1);

    story.told("alice", ["timeout bob", "record Missed", "ended"]);
    story.told(
        "bob",
        [
            "timeout bob",
            "record Missed",
            "ended",
            "answer fails CallEnded",
        ],
    );
}

#[test]
fn an_accept_that_arrives_just_in_time_is_a_call() {
    let mut story = ringing();
    story.pass(29_999);

    story.accepts("bob");
    story.pass(5_000);

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn a_cancel_that_is_overtaken_by_its_repeat_is_told_once() {
    let mut story = ringing();

    story.hangs_up("alice");
    story.repeats("bob", "cancel");

    story.told("bob", ["cancel alice", "record Missed by alice", "ended"]);
}

#[test]
fn an_invitation_that_comes_again_after_the_end_is_not_rung_or_recorded_again() {
    let mut story = ringing();
    story.pass(2_000);
    story.hangs_up("alice");
    story.turns_the_page();

    story.repeats("bob", "invite");

    story.told("bob", []);
    assert_eq!(story.sent_by("bob", "alert").count(), 0);
}

#[test]
fn a_refusal_after_a_cancel_changes_nothing() {
    let mut story = ringing();
    story.holds(|mail| mail.kind == "cancel");
    story.hangs_up("alice");
    story.turns_the_page();

    story.refuses("bob");
    story.releases();

    story.told(
        "bob",
        ["refuse bob", "record Refused by bob", "ended", "answer ok"],
    );
    story.told("alice", []);
}

#[test]
fn a_leave_that_overtakes_its_own_accept_counts_for_both() {
    let mut story = ringing();
    story.holds(|mail| mail.kind == "answer");
    story.accepts("bob");
    story.hangs_up("bob");

    story.releases();

    story.told(
        "alice",
        [
            "accept bob",
            "connecting",
            "user-left bob hangup",
            "record Completed by bob",
            "ended",
        ],
    );
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
}

#[test]
fn the_words_of_a_cancel_reach_the_callee() {
    let mut story = ringing();

    story.hangs_up_saying("alice", "too late", "{\"a\":1}");

    story.told(
        "bob",
        [
            "cancel alice \"too late\" {\"a\":1}",
            "record Missed by alice",
            "ended",
        ],
    );
}

#[test]
fn the_words_of_a_hangup_reach_the_other() {
    let mut story = crate::story::connected();

    story.hangs_up_saying("alice", "good night", "{}");

    story.told(
        "bob",
        [
            "user-left alice hangup \"good night\"",
            "record Completed by alice",
            "ended",
        ],
    );
    story.told(
        "alice",
        [
            "hangup \"good night\"",
            "record Completed by alice",
            "ended",
            "hangup ok",
        ],
    );
}
