//! What this person sends: devices are opened after consent, toggled, lost and refused.

use callkit::call::input::{AnswerCall, Input, Opened};
use callkit::call::name::{CallState, Failure, Source};

use crate::story::{Story, connected, ringing, video, voice, yes};

#[test]
fn no_device_is_opened_before_the_answer() {
    let mut story = ringing();
    story.pass(20_000);
    story.did("bob", []);

    story.accepts("bob");

    assert!(
        story
            .page("bob")
            .did
            .contains(&"open microphone camera".into())
    );
}

#[test]
fn a_voice_call_opens_no_camera_on_either_side() {
    let mut story = Story::of(["alice", "bob"]);

    story.starts("alice", voice("bob", "call"));
    story.accepts("bob");

    assert_eq!(story.page("alice").live, [true, false]);
    assert_eq!(story.page("bob").live, [true, false]);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn who_answers_with_nothing_on_looks_at_themselves_no_more() {
    let mut story = ringing();

    story.answers(
        "bob",
        AnswerCall {
            microphone: Some(false),
            camera: Some(false),
            ..yes()
        },
    );

    assert!(story.page("bob").did.contains(&"close-devices".into()));
}

#[test]
fn one_may_answer_with_the_camera_off() {
    let mut story = ringing();

    story.answers(
        "bob",
        AnswerCall {
            camera: Some(false),
            ..yes()
        },
    );

    story.told(
        "alice",
        [
            "accept bob",
            "connecting",
            "user-joined bob",
            "user-published bob Microphone",
            "connected",
        ],
    );
    assert_eq!(story.page("bob").live, [true, false]);
}

#[test]
fn muting_keeps_the_microphone_open_and_tells_the_other() {
    let mut story = connected();

    story.sets_microphone("alice", false);
    story.did("alice", ["enable-microphone false"]);
    story.told_in_full("alice", ["member alice Joined +camera", "microphone ok"]);
    story.told_in_full(
        "bob",
        [
            "user-unpublished alice Microphone",
            "member alice Joined +camera",
        ],
    );

    story.sets_microphone("alice", true);
    story.did("alice", ["enable-microphone true"]);
    story.told("bob", ["user-published alice Microphone"]);
}

#[test]
fn turning_the_camera_off_closes_it_and_turning_it_on_opens_it_again() {
    let mut story = connected();

    story.sets_camera("alice", false);
    story.did("alice", ["close-camera"]);
    story.sets_camera("alice", true);
    story.did("alice", ["open camera"]);

    story.told("alice", ["camera ok", "camera ok"]);
    story.told(
        "bob",
        [
            "user-unpublished alice Camera",
            "user-published alice Camera",
        ],
    );
}

#[test]
fn a_camera_in_a_voice_call_is_not_supported() {
    let mut story = Story::of(["alice", "bob"]);
    story.starts("alice", voice("bob", "call"));

    story.sets_camera("alice", true);

    story.told(
        "alice",
        ["start ok", "ringing bob", "camera fails NotSupported"],
    );
}

#[test]
fn a_refused_camera_is_not_the_end_of_the_call() {
    let mut story = ringing();
    story.page("bob").camera = Some(Err(Failure::PermissionDenied));

    story.accepts("bob");

    story.told(
        "bob",
        [
            "connecting",
            "error PermissionDenied Camera",
            "answer ok",
            "user-joined alice",
            "user-published alice Microphone",
            "user-published alice Camera",
            "connected",
        ],
    );
    story.told(
        "alice",
        [
            "accept bob",
            "connecting",
            "user-joined bob",
            "user-published bob Microphone",
            "connected",
        ],
    );
}

#[test]
fn a_camera_refused_when_asked_for_by_name_fails_that_request_alone() {
    let mut story = connected();
    story.sets_camera("bob", false);
    story.page("bob").camera = Some(Err(Failure::DeviceInUse));
    story.turns_the_page();

    story.sets_camera("bob", true);

    story.told("bob", ["camera fails DeviceInUse"]);
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
    story.page("bob").camera = Some(Ok(()));
    story.sets_camera("bob", true);
    story.told("bob", ["camera ok"]);
}

#[test]
fn permission_given_after_the_end_changes_nothing() {
    let mut story = ringing();
    story.page("bob").camera = None;
    story.accepts("bob");
    story.hangs_up("bob");
    assert!(story.page("bob").did.contains(&"close-devices".into()));
    story.turns_the_page();

    story.permits("bob", Ok(()));

    story.told_in_full("bob", []);
    story.did("bob", []);
}

#[test]
fn a_request_under_way_fails_when_the_call_ends() {
    let mut story = connected();
    story.sets_camera("bob", false);
    story.page("bob").camera = None;
    story.sets_camera("bob", true);
    story.turns_the_page();

    story.hangs_up("alice");

    story.told(
        "bob",
        [
            "user-left alice hangup",
            "camera fails CallEnded",
            "record Completed by alice",
            "ended",
        ],
    );
}

#[test]
fn what_is_turned_off_while_the_prompt_is_open_does_not_go_on() {
    let mut story = ringing();
    story.page("bob").camera = None;
    story.accepts("bob");
    story.sets_camera("bob", false);
    story.sets_microphone("bob", false);
    story.turns_the_page();

    story.permits("bob", Ok(()));

    story.did("bob", ["enable-microphone false", "close-camera"]);
    story.told("alice", ["connected"]);
}

#[test]
fn impatience_with_a_prompt_opens_no_second_one() {
    let mut story = ringing();
    story.page("bob").camera = None;
    story.accepts("bob");
    story.turns_the_page();

    for _ in 0..10 {
        story.sets_camera("bob", false);
        story.sets_camera("bob", true);
        story.sets_microphone("bob", false);
        story.sets_microphone("bob", true);
    }

    let did = &story.page("bob").did;
    assert!(!did.iter().any(|line| line.starts_with("open")), "{did:?}");
}

#[test]
fn a_voice_is_on_and_can_be_muted_while_the_camera_is_still_being_opened() {
    let mut story = ringing();
    story.page("bob").camera = None;
    story.accepts("bob");
    story.turns_the_page();
    story.sets_microphone("bob", false);
    story.sets_microphone("bob", true);
    story.did("bob", ["enable-microphone false", "enable-microphone true"]);

    let ticket = story.page("bob").prompts[0].0;
    let opened = Opened {
        microphone: Some(Ok(())),
        camera: None,
    };
    story.happens("bob", Input::DevicesOpened(ticket, opened));
    story.told("alice", ["user-published bob Microphone"]);

    story.sets_microphone("bob", false);
    story.did("bob", ["enable-microphone false"]);
    story.told("alice", ["user-unpublished bob Microphone"]);
    story.permits("bob", Ok(()));
    story.told("alice", ["user-published bob Camera", "connected"]);
}

#[test]
fn a_device_that_stops_by_itself_is_told_to_both() {
    let mut story = connected();

    let why = Failure::DeviceNotFound;
    story.happens("alice", Input::SourceEnded(Source::Camera, why));

    story.told("alice", ["error DeviceNotFound Camera"]);
    story.told("bob", ["user-unpublished alice Camera"]);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
    story.sets_camera("alice", true);
    story.told("bob", ["user-published alice Camera"]);
}

#[test]
fn a_permission_that_is_withdrawn_is_told_as_that() {
    let mut story = connected();

    let why = Failure::PermissionDenied;
    story.happens("alice", Input::SourceEnded(Source::Microphone, why));

    story.told("alice", ["error PermissionDenied Microphone"]);
    story.told("bob", ["user-unpublished alice Microphone"]);
}

#[test]
fn the_chat_message_of_an_invitation_is_sent_once() {
    let mut story = Story::of(["alice", "bob"]);
    let mut call = video("bob", "call");
    call.message = "come".into();
    call.ext = Some("{\"a\":1}".into());

    story.starts("alice", call);
    story.pass(10_000);

    let did = &story.page("alice").did;
    let chats = did.iter().filter(|line| line.starts_with("chat")).count();
    assert_eq!(chats, 1, "{did:?}");
    let invite = &story.page("bob").call.invites()[0];
    assert_eq!(&*invite.message, "come");
    assert_eq!(
        invite.ext.as_ref().map(|ext| ext.as_str()),
        Some("{\"a\":1}")
    );
}

#[test]
fn sound_that_the_browser_blocks_is_told_to_the_page() {
    let mut story = ringing();

    story.happens("bob", Input::PlaybackBlocked);

    story.told("bob", ["error PlaybackBlocked"]);
}
