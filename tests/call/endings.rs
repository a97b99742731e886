//! The table "Endings" of the design: what each side is told, in order, and how both records end.

use callkit::call::name::CallState;

use crate::story::{Story, connected, ringing, video};

#[test]
fn a_call_that_is_answered_and_hung_up_is_told_from_beginning_to_end() {
    let mut story = Story::of(["alice", "bob"]);

    story.calls("alice", "bob");
    story.told_in_full(
        "alice",
        [
            "start ok",
            "member alice Joined +microphone +camera",
            "member bob Delivered",
            "ringing bob",
            "member bob Ringing",
        ],
    );
    story.told_in_full("bob", ["invite from alice"]);

    story.accepts("bob");
    story.told_in_full(
        "alice",
        [
            "accept bob",
            "member bob Joining",
            "connecting",
            "user-joined bob",
            "member bob Joined",
            "user-published bob Microphone",
            "user-published bob Camera",
            "member bob Joined +microphone +camera",
            "connected",
        ],
    );
    story.told_in_full(
        "bob",
        [
            "connecting",
            "member bob Joining +microphone +camera",
            "member bob Joined +microphone +camera",
            "answer ok",
            "user-joined alice",
            "member alice Joined",
            "user-published alice Microphone",
            "user-published alice Camera",
            "member alice Joined +microphone +camera",
            "connected",
        ],
    );

    story.hangs_up("alice");
    story.told_in_full(
        "alice",
        ["hangup", "record Completed by alice", "ended", "hangup ok"],
    );
    story.told_in_full(
        "bob",
        [
            "user-left alice hangup",
            "member alice Left",
            "record Completed by alice",
            "ended",
        ],
    );
    assert_eq!(story.page("alice").call.state(), CallState::Idle);
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
}

#[test]
fn the_callee_may_hang_up_just_as_well() {
    let mut story = connected();

    story.hangs_up("bob");

    story.told(
        "alice",
        ["user-left bob hangup", "record Completed by bob", "ended"],
    );
    story.told(
        "bob",
        ["hangup", "record Completed by bob", "ended", "hangup ok"],
    );
}

#[test]
fn a_path_that_stays_lost_ends_the_call_for_both_and_nobody_ended_it() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.loses(|_| true);

    story.pass(40_000);

    for (name, other) in [("alice", "bob"), ("bob", "alice")] {
        story.told(
            name,
            [
                &*format!("reconnecting {other}"),
                "reconnecting",
                &*format!("user-left {other} lost"),
                "record Completed ConnectionFailed",
                "ended",
            ],
        );
    }
}

#[test]
fn a_call_that_is_answered_and_does_not_connect_in_time_has_failed() {
    let mut story = ringing();
    story.path_breaks("alice", "bob");

    story.accepts("bob");
    story.turns_the_page();
    story.pass(29_999);
    story.told("alice", []);
    story.told("bob", []);
    story.pass(1);

    story.told("alice", ["record Failed MediaFailed", "ended"]);
    story.told("bob", ["record Failed MediaFailed", "ended"]);
}

#[test]
fn a_refused_invitation_is_refused_by_the_callee_on_both_sides() {
    let mut story = ringing();

    story.refuses("bob");

    story.told("alice", ["refuse bob", "record Refused by bob", "ended"]);
    story.told(
        "bob",
        ["refuse bob", "record Refused by bob", "ended", "answer ok"],
    );
}

#[test]
fn a_busy_person_has_missed_a_call_and_hears_nothing_of_it() {
    let mut story = Story::of(["alice", "bob", "carol"]);
    story.calls("alice", "bob");
    story.accepts("bob");
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
    story.told("bob", ["second: record Missed"]);
}

#[test]
fn nobody_answers_and_both_have_missed_each_other() {
    let mut story = ringing();

    story.pass(29_999);
    story.told("alice", []);
    story.told("bob", []);
    story.pass(1);

    story.told("alice", ["timeout bob", "record Missed", "ended"]);
    story.told("bob", ["timeout bob", "record Missed", "ended"]);
}

#[test]
fn an_invitation_that_is_taken_back_was_cancelled_here_and_missed_there() {
    let mut story = ringing();

    story.hangs_up("alice");

    story.told(
        "alice",
        ["hangup", "record Cancelled by alice", "ended", "hangup ok"],
    );
    story.told("bob", ["cancel alice", "record Missed by alice", "ended"]);
}

#[test]
fn an_invitation_taken_back_while_the_answer_travels_was_cancelled_on_both_sides() {
    let mut story = ringing();
    story.holds(|mail| mail.kind == "answer");
    story.accepts("bob");

    story.hangs_up("alice");
    story.releases();

    story.told(
        "alice",
        ["hangup", "record Cancelled by alice", "ended", "hangup ok"],
    );
    story.told(
        "bob",
        [
            "connecting",
            "cancel alice",
            "record Cancelled by alice",
            "ended",
            "answer fails CallEnded",
        ],
    );
}

#[test]
fn two_who_call_each_other_end_neither_and_record_neither() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.kind == "invite");
    story.starts("alice", video("bob", "call"));
    story.starts("bob", video("alice", "other"));

    story.releases();

    story.told(
        "alice",
        [
            "start ok",
            "accept bob",
            "connecting",
            "other: merged into call",
            "user-joined bob",
            "user-published bob Microphone",
            "user-published bob Camera",
            "connected",
        ],
    );
    story.told(
        "bob",
        [
            "start ok",
            "other: merged into call",
            "connecting",
            "user-joined alice",
            "user-published alice Microphone",
            "user-published alice Camera",
            "connected",
        ],
    );
    assert_eq!(story.page("alice").call.last_record(), None);
    assert_eq!(story.page("bob").call.last_record(), None);
}
