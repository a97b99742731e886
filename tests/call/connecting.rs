//! Connected means: answered, the path is up, and the first packet of what they publish has come.

use callkit::call::input::{AnswerCall, Fact, Path};
use callkit::call::name::{CallState, Failure, Source};

use crate::story::{Story, video, yes};

fn silent() -> AnswerCall {
    AnswerCall {
        microphone: Some(false),
        camera: Some(false),
        ..yes()
    }
}

#[test]
fn who_publishes_nothing_is_connected_with_as_soon_as_the_path_is_up() {
    let mut story = Story::of(["alice", "bob"]);
    let mut call = video("bob", "call");
    (call.microphone, call.camera) = (false, false);
    story.starts("alice", call);

    story.answers("bob", silent());

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
    assert!(
        !story
            .page("bob")
            .did
            .iter()
            .any(|line| line.starts_with("open "))
    );
}

#[test]
fn who_publishes_is_waited_for_until_the_first_packet() {
    let mut story = Story::of(["alice", "bob"]);
    story.page("bob").by_hand = true;
    story.calls("alice", "bob");
    story.accepts("bob");
    story.learns("bob", Fact::Path(Path::Connected));
    story.learns("bob", Fact::ChannelOpen);
    assert_eq!(story.page("bob").call.state(), CallState::Connecting);

    story.learns("bob", Fact::Arriving(Source::Microphone));

    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn packets_before_the_path_do_not_connect_a_call() {
    let mut story = Story::of(["alice", "bob"]);
    story.page("bob").by_hand = true;
    story.calls("alice", "bob");
    story.accepts("bob");

    story.learns("bob", Fact::Arriving(Source::Microphone));
    assert_eq!(story.page("bob").call.state(), CallState::Connecting);
    story.learns("bob", Fact::Path(Path::Connected));

    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn devices_that_are_being_opened_are_waited_for() {
    let mut story = Story::of(["alice", "bob"]);
    story.page("bob").camera = None;
    story.calls("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();
    story.pass(3_000);
    story.told("alice", []);

    story.permits("bob", Ok(()));

    story.told(
        "alice",
        [
            "user-published bob Microphone",
            "user-published bob Camera",
            "connected",
        ],
    );
}

#[test]
fn a_prompt_that_nobody_answers_is_waited_for_five_seconds() {
    let mut story = Story::of(["alice", "bob"]);
    story.page("bob").camera = None;
    story.calls("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();

    story.pass(4_999);
    story.told("alice", []);
    story.pass(1);

    story.told("alice", ["connected"]);
}

#[test]
fn a_prompt_that_is_refused_connects_at_once_and_the_call_goes_on() {
    let mut story = Story::of(["alice", "bob"]);
    story.page("bob").camera = None;
    story.calls("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();

    story.permits("bob", Err(Failure::PermissionDenied));

    story.told("alice", ["connected"]);
    story.told(
        "bob",
        [
            "error PermissionDenied Microphone",
            "error PermissionDenied Camera",
        ],
    );
}

#[test]
fn the_time_to_connect_is_the_pages_own() {
    let mut story = Story::of(["alice"]);
    story.add(crate::story::Page::with("bob", |config| {
        config.connect_timeout = 5_000;
    }));
    story.path_breaks("alice", "bob");
    story.calls("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();

    story.pass(5_000);

    story.told("bob", ["record Failed MediaFailed", "ended"]);
    story.told("alice", ["record Failed MediaFailed", "ended"]);
}

#[test]
fn hanging_up_before_the_call_is_connected_completes_it() {
    let mut story = Story::of(["alice", "bob"]);
    story.path_breaks("alice", "bob");
    story.calls("alice", "bob");
    story.accepts("bob");
    story.turns_the_page();

    story.hangs_up("bob");

    story.told(
        "bob",
        ["hangup", "record Completed by bob", "ended", "hangup ok"],
    );
    story.told(
        "alice",
        ["user-left bob hangup", "record Completed by bob", "ended"],
    );
}

#[test]
fn a_lost_join_does_not_keep_the_caller_from_being_connected() {
    let mut story = Story::of(["alice", "bob"]);
    story.loses(|mail| mail.kind == "join");
    story.calls("alice", "bob");
    story.accepts("bob");
    story.loses(|_| false);

    story.pass(1_000);

    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}
