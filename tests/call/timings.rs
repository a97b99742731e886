//! How long each step of a call took, on both sides.

use callkit::call::name::{CallId, Direction};

use crate::story::{START, Story};

#[test]
fn each_step_is_noted_when_it_happens() {
    let mut story = Story::of(["alice", "bob"]);
    story.page("bob").camera = None;
    story.holds(|mail| mail.kind == "invite");
    story.calls("alice", "bob");
    story.pass(100);
    story.releases();
    story.pass(900);
    story.accepts("bob");
    story.pass(500);
    story.permits("bob", Ok(()));

    let call = CallId::from("call");
    let alice = story
        .page("alice")
        .call
        .timings(&call)
        .expect("timings")
        .clone();
    assert_eq!(alice.direction, Direction::Outgoing);
    assert_eq!(alice.started_at, START);
    assert_eq!(alice.delivered, Some(100));
    assert_eq!(alice.ringing, Some(100));
    assert_eq!(alice.accepted, Some(1_000));
    assert_eq!(alice.local_ready, Some(0));
    assert_eq!(alice.remote_ready, Some(1_500));
    assert_eq!(alice.path_ready, Some(1_000));
    assert_eq!(alice.connected, Some(1_500));
    assert_eq!(alice.first_remote_audio, Some(1_500));
    assert_eq!(alice.first_remote_video, Some(1_500));
    assert_eq!(alice.answer_to_first_frame, Some(500));

    let bob = story
        .page("bob")
        .call
        .timings(&call)
        .expect("timings")
        .clone();
    assert_eq!(bob.direction, Direction::Incoming);
    assert_eq!(bob.started_at, START + 100);
    assert_eq!(bob.delivered, Some(0));
    assert_eq!(bob.ringing, Some(0));
    assert_eq!(bob.accepted, Some(900));
    assert_eq!(bob.local_ready, Some(1_400));
    assert_eq!(bob.remote_ready, Some(900));
    assert_eq!(bob.path_ready, Some(900));
    assert_eq!(bob.connected, Some(900));
    assert_eq!(bob.first_remote_video, Some(900));
    assert_eq!(bob.answer_to_first_frame, Some(0));
}

#[test]
fn whoever_is_asked_again_starts_over() {
    let mut story = crate::story::together(["alice", "carol"]);
    story.add(crate::story::Page::with("bob", |_| {}));
    story.adds("alice", &["bob"]);
    story.refuses("bob");
    story.pass(60_000);

    story.adds("alice", &["bob"]);
    story.pass(2_000);
    story.accepts("bob");

    let timings = story.page("bob").call.timings(&"call".into());
    let accepted = timings.expect("timings").accepted;
    assert_eq!(accepted, Some(2_000));
}

#[test]
fn what_never_happened_is_not_noted() {
    let mut story = Story::of(["alice"]);
    story.calls("alice", "bob");
    story.pass(30_000);

    let call = CallId::from("call");
    let timings = story.page("alice").call.timings(&call).expect("timings");

    assert_eq!(timings.delivered, None);
    assert_eq!(timings.accepted, None);
    assert_eq!(timings.connected, None);
}

#[test]
fn the_record_tells_when_it_started_connected_and_ended() {
    let mut story = crate::story::ringing();
    story.pass(2_000);
    story.accepts("bob");
    story.pass(60_000);
    story.hangs_up("bob");

    let record = story.page("alice").call.last_record().expect("a record");
    assert_eq!(record.started_at, START);
    assert_eq!(record.connected_at, Some(START + 2_000));
    assert_eq!(record.ended_at, START + 62_000);
    assert_eq!(record.direction, Direction::Outgoing);
    assert_eq!(record.from.as_str(), "alice");
    let members: Vec<&str> = record.members.iter().map(|user| user.as_str()).collect();
    assert_eq!(members, ["alice", "bob"]);
    let record = story.page("bob").call.last_record().expect("a record");
    assert_eq!(record.direction, Direction::Incoming);
    assert_eq!(record.from.as_str(), "alice");
}
