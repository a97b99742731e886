//! Every command in every state where it cannot be meant fails, says why, and changes nothing.

use callkit::call::input::AnswerCall;
use callkit::call::name::{CallId, CallState, CallType};

use crate::story::{Page, Story, connected, ringing, video, yes};

fn answer_to(call: &str) -> AnswerCall {
    AnswerCall {
        call: Some(CallId::from(call)),
        ..yes()
    }
}

#[test]
fn without_a_call_there_is_nothing_to_answer_leave_mute_or_show() {
    let mut story = Story::of(["alice"]);

    story.accepts("alice");
    story.refuses("alice");
    story.ignores("alice");
    story.hangs_up("alice");
    story.sets_microphone("alice", true);
    story.sets_camera("alice", true);
    story.answers("alice", answer_to("nothing"));
    story.silences("alice");

    story.told_in_full(
        "alice",
        [
            "answer fails NoCall",
            "answer fails NoCall",
            "ignore fails NoCall",
            "hangup fails NoCall",
            "microphone fails NoCall",
            "camera fails NoCall",
            "answer fails NoCall",
            "silence ok",
        ],
    );
    story.did("alice", []);
}

#[test]
fn while_calling_ringing_or_in_a_call_no_other_can_be_started() {
    let mut calling = ringing();
    calling.starts("alice", video("carol", "second"));
    calling.told("alice", ["start fails AlreadyInCall"]);
    calling.starts("bob", video("carol", "second"));
    calling.told("bob", ["start fails AlreadyInCall"]);
    calling.did("bob", []);

    let mut talking = connected();
    for name in ["alice", "bob"] {
        talking.starts(name, video("carol", "second"));
        talking.told(name, ["start fails AlreadyInCall"]);
        talking.did(name, []);
    }
}

#[test]
fn a_caller_cannot_answer_or_ignore_its_own_call() {
    let mut story = ringing();

    story.accepts("alice");
    story.answers("alice", answer_to("call"));
    story.ignores("alice");

    story.told(
        "alice",
        [
            "answer fails NoCall",
            "answer fails AlreadyInCall",
            "ignore fails NoCall",
        ],
    );
    assert_eq!(story.page("alice").call.state(), CallState::Calling);
}

#[test]
fn an_answer_cannot_be_given_twice() {
    let mut story = connected();

    story.accepts("bob");
    story.answers("bob", answer_to("call"));
    story.ignores("bob");

    story.told(
        "bob",
        [
            "answer fails NoCall",
            "answer fails AlreadyInCall",
            "ignore fails NoCall",
        ],
    );
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn a_call_that_is_over_cannot_be_answered_by_its_id() {
    let mut story = ringing();
    story.hangs_up("alice");
    story.turns_the_page();

    story.answers("bob", answer_to("call"));

    story.told("bob", ["answer fails CallEnded"]);
}

#[test]
fn devices_of_a_ringing_call_cannot_be_set() {
    let mut story = ringing();

    story.sets_microphone("bob", true);
    story.sets_camera("bob", true);

    story.told("bob", ["microphone fails NoCall", "camera fails NoCall"]);
    story.did("bob", []);
}

#[test]
fn hanging_up_while_the_phone_rings_refuses() {
    let mut story = ringing();

    story.hangs_up("bob");

    story.told(
        "bob",
        ["refuse bob", "record Refused by bob", "ended", "hangup ok"],
    );
}

#[test]
fn an_invitation_that_is_ignored_cannot_be_ignored_again() {
    let mut story = ringing();
    story.ignores("bob");
    story.turns_the_page();

    story.ignores("bob");

    story.told("bob", ["ignore fails NoCall"]);
}

#[test]
fn a_page_without_webrtc_cannot_call() {
    let mut story = Story::of([]);
    story.add(Page::with("alice", |config| config.can_call = false));

    story.calls("alice", "bob");

    story.told("alice", ["start fails NotSupported"]);
    assert_eq!(story.page("alice").call.state(), CallState::Idle);
}

#[test]
fn each_kind_of_call_has_the_number_of_the_contract() {
    let kinds = [0, 1, 2, 3, 4].map(CallType::from_number);
    assert_eq!(
        kinds,
        [
            Some(CallType::Audio),
            Some(CallType::Video),
            Some(CallType::GroupVideo),
            Some(CallType::GroupAudio),
            None,
        ]
    );
}
