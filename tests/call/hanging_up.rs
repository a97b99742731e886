//! Hanging up: devices first, then the word on both carriers, then the path. Signing out does all of it.

use callkit::call::message::Body;
use callkit::call::name::CallState;
use callkit::call::output::{Effect, Output};

use crate::story::{connected, ringing};

#[test]
fn devices_close_before_anything_is_sent() {
    let mut story = connected();
    let ticket = story.page("alice").ticket("hangup");
    let command = callkit::call::input::Command::HangUp {
        reason: None,
        ext: None,
    };
    let now = story.now;
    let input = callkit::call::input::Input::Command(ticket, command);

    let outputs = story.page("alice").call.handle(input, now);

    let steps: Vec<&str> = outputs
        .0
        .iter()
        .filter_map(|output| match output {
            Output::Effect(Effect::CloseDevices) => Some("close-devices"),
            Output::Effect(Effect::SendDirect(_, it)) if is_leave(&it.body) => Some("direct"),
            Output::Effect(Effect::Send(_, it)) if is_leave(&it.body) => Some("connection"),
            Output::Effect(Effect::ClosePeer(_)) => Some("close-peer"),
            _ => None,
        })
        .collect();
    assert_eq!(steps, ["close-devices", "direct", "connection"]);
}

fn is_leave(body: &Body) -> bool {
    matches!(body, Body::Leave { .. })
}

#[test]
fn the_path_closes_when_the_leave_is_acknowledged() {
    let mut story = connected();

    story.hangs_up("alice");

    story.did("alice", ["close-devices", "close-peer"]);
    let chat = "chat to alice record Completed by alice";
    story.did("bob", ["close-devices", chat, "close-peer"]);
}

#[test]
fn the_path_closes_after_three_hundred_milliseconds_without_acknowledgement() {
    let mut story = connected();
    story.loses(|_| true);

    story.hangs_up("alice");
    story.pass(299);
    story.did("alice", ["close-devices"]);
    story.pass(1);

    story.did("alice", ["close-peer"]);
}

#[test]
fn a_leave_that_was_lost_goes_again_after_the_path_is_closed() {
    let mut story = connected();
    story.path_breaks("alice", "bob");
    story.loses(|_| true);
    story.hangs_up("alice");
    story.pass(400);
    story.loses(|_| false);

    story.pass(100);

    story.told(
        "bob",
        [
            "user-left alice hangup",
            "record Completed by alice",
            "ended",
        ],
    );
}

#[test]
fn a_leave_of_which_every_copy_is_lost_is_told_to_whoever_still_talks_of_the_call() {
    let mut story = connected();
    story.loses(|mail| mail.kind == "leave");
    story.path_breaks("alice", "bob");
    story.hangs_up("alice");
    story.pass(20_000);
    story.loses(|_| false);

    story.sets_camera("bob", false);
    story.pass(8_000);

    assert_eq!(story.page("bob").call.state(), CallState::Idle);
    assert!(
        story
            .page("bob")
            .told
            .contains(&"user-left alice hangup".into())
    );
}

#[test]
fn a_new_call_may_start_directly_after_the_end() {
    let mut story = connected();
    story.hangs_up("alice");
    story.turns_the_page();

    story.starts("alice", crate::story::video("bob", "second"));
    story.accepts("bob");

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn signing_out_in_a_call_leaves_it() {
    let mut story = connected();

    story.signs_out("alice");

    story.told(
        "alice",
        ["hangup", "record Completed by alice", "ended", "destroy ok"],
    );
    story.told(
        "bob",
        [
            "user-left alice hangup",
            "record Completed by alice",
            "ended",
        ],
    );
    story.did("alice", ["close-devices", "close-peer"]);
}

#[test]
fn signing_out_waits_for_the_leave_at_most_three_hundred_milliseconds() {
    let mut story = connected();
    story.loses(|_| true);

    story.signs_out("alice");
    assert!(!story.page("alice").told.contains(&"destroy ok".into()));
    story.pass(300);

    assert!(story.page("alice").told.contains(&"destroy ok".into()));
}

#[test]
fn signing_out_while_calling_takes_the_call_back() {
    let mut story = ringing();

    story.signs_out("alice");

    story.told("bob", ["cancel alice", "record Missed by alice", "ended"]);
    story.told(
        "alice",
        ["hangup", "record Cancelled by alice", "ended", "destroy ok"],
    );
}

#[test]
fn signing_out_while_ringing_tells_nobody_and_stops_the_ring() {
    let mut story = ringing();

    story.signs_out("bob");

    story.told("bob", ["record Missed", "ended", "destroy ok"]);
    story.did("bob", ["stop-ring", "close-peer"]);
    story.told("alice", []);
    assert_eq!(story.sent_by("bob", "answer").count(), 0);
}

#[test]
fn who_is_signing_out_hears_nothing_any_more() {
    let mut story = connected();
    story.loses(|mail| mail.to == "alice" && mail.kind == "ack");
    story.signs_out("alice");
    story.turns_the_page();

    story.starts("bob", crate::story::video("alice", "second"));
    story.pass(299);

    story.told("alice", []);
    assert_eq!(story.sent_by("alice", "alert").count(), 0);
}
