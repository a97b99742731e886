//! From an audio call to a video call, with consent, and back without.

use callkit::call::input::Command;
use callkit::call::message::{Body, Turn};
use callkit::call::name::CallType;

use crate::story::{Mail, Page, Story, connected, together, voice};

fn in_audio() -> Story {
    let mut story = Story::of(["alice", "bob"]);
    story.starts("alice", voice("bob", "call"));
    story.accepts("bob");
    story.turns_the_page();
    story
}

fn wants(story: &mut Story, name: &str, kind: CallType) {
    story.commands(name, "switch", Command::SwitchCallType(kind));
}

fn says(story: &mut Story, name: &str, accept: bool) {
    story.commands(name, "say", Command::AnswerCallType(accept));
}

fn in_video() -> Story {
    let mut story = in_audio();
    wants(&mut story, "alice", CallType::Video);
    says(&mut story, "bob", true);
    assert_eq!(kinds(&mut story), [CallType::Video; 2]);
    story.turns_the_page();
    story
}

fn kinds(story: &mut Story) -> [CallType; 2] {
    ["alice", "bob"].map(|name| story.page(name).call.info().expect("a call").kind)
}

#[test]
fn the_other_is_asked_and_no_camera_opens_before_they_agree() {
    let mut story = in_audio();

    wants(&mut story, "alice", CallType::Video);

    story.told("alice", []);
    story.did("alice", []);
    story.told("bob", ["call-type-request alice Video"]);
    assert_eq!(kinds(&mut story), [CallType::Audio; 2]);
}

#[test]
fn with_consent_both_are_in_a_video_call_and_both_cameras_open() {
    let mut story = in_audio();
    wants(&mut story, "alice", CallType::Video);
    story.turns_the_page();

    says(&mut story, "bob", true);

    let changed = "call-type Video by alice, was Audio";
    story.told("alice", [changed, "switch ok", "user-published bob Camera"]);
    story.told("bob", ["say ok", changed, "user-published alice Camera"]);
    assert!(story.page("alice").did.contains(&"open camera".into()));
    assert!(story.page("bob").did.contains(&"open camera".into()));
}

#[test]
fn without_a_yes_of_this_person_a_call_with_pictures_opens_no_camera() {
    let set = Body::Kind {
        turn: Turn::Set,
        version: 1,
        kind: CallType::Video,
    };
    for answered in [None, Some(false)] {
        let mut story = in_audio();
        if let Some(accept) = answered {
            wants(&mut story, "alice", CallType::Video);
            says(&mut story, "bob", accept);
        }
        story.turns_the_page();

        let message = story.message("alice", Some("bob"), 90, set.clone());
        story.receives("bob", "alice", &message);

        story.told("bob", ["call-type Video by alice, was Audio"]);
        story.did("bob", []);
        assert_eq!(story.page("bob").live, [true, false], "{answered:?}");
        story.sets_camera("bob", true);
        assert_eq!(story.page("bob").live, [true, true]);
    }
}

#[test]
fn a_yes_counts_for_the_wish_that_it_answers() {
    let mut story = in_video();
    wants(&mut story, "bob", CallType::Audio);
    story.turns_the_page();
    let set = Body::Kind {
        turn: Turn::Set,
        version: 9,
        kind: CallType::Video,
    };

    let message = story.message("alice", Some("bob"), 90, set);
    story.receives("bob", "alice", &message);

    story.did("bob", []);
}

#[test]
fn refused_it_stays_an_audio_call() {
    let mut story = in_audio();
    wants(&mut story, "alice", CallType::Video);
    story.turns_the_page();

    says(&mut story, "bob", false);

    story.told("alice", ["switch fails Declined"]);
    story.told("bob", ["say ok"]);
    story.did("alice", []);
    assert_eq!(kinds(&mut story), [CallType::Audio; 2]);
}

#[test]
fn unanswered_for_twenty_seconds_it_is_refused_and_can_be_answered_no_more() {
    let mut story = in_audio();
    wants(&mut story, "alice", CallType::Video);
    story.pass(19_000);
    story.told("alice", []);

    story.pass(1_000);

    story.told("alice", ["switch fails Declined"]);
    story.turns_the_page();
    says(&mut story, "bob", true);
    story.told("bob", ["say fails NoCall"]);
    assert_eq!(kinds(&mut story), [CallType::Audio; 2]);
}

#[test]
fn a_yes_that_comes_after_it_was_given_up_changes_nothing() {
    let mut story = in_audio();
    wants(&mut story, "alice", CallType::Video);
    story.holds(|mail| mail.kind == "call-type");
    says(&mut story, "bob", true);
    story.pass(20_000);

    story.releases();
    story.pass(10_000);

    assert_eq!(kinds(&mut story), [CallType::Audio; 2]);
    assert!(!story.page("alice").did.contains(&"open camera".into()));
    assert!(!story.page("bob").did.contains(&"open camera".into()));
}

#[test]
fn both_who_ask_at_once_agree() {
    let mut story = in_audio();
    story.holds(|mail| mail.kind == "call-type");
    wants(&mut story, "alice", CallType::Video);
    wants(&mut story, "bob", CallType::Video);
    story.turns_the_page();

    story.releases();

    assert_eq!(kinds(&mut story), [CallType::Video; 2]);
    for name in ["alice", "bob"] {
        let told = story.brief(name);
        let settled = told.iter().filter(|line| *line == "switch ok").count();
        let changed = told.iter().filter(|line| line.starts_with("call-type"));
        assert_eq!((settled, changed.count()), (1, 1), "{told:?}");
    }
}

#[test]
fn asking_back_is_agreeing() {
    let mut story = in_audio();
    wants(&mut story, "alice", CallType::Video);

    wants(&mut story, "bob", CallType::Video);

    assert_eq!(kinds(&mut story), [CallType::Video; 2]);
}

#[test]
fn back_to_audio_needs_no_consent_and_closes_both_cameras() {
    let mut story = in_video();

    wants(&mut story, "bob", CallType::Audio);

    let changed = "call-type Audio by bob, was Video";
    story.told(
        "bob",
        [changed, "switch ok", "user-unpublished alice Camera"],
    );
    story.told("alice", [changed, "user-unpublished bob Camera"]);
    assert!(story.page("alice").did.contains(&"close-camera".into()));
    assert!(story.page("bob").did.contains(&"close-camera".into()));
}

#[test]
fn of_audio_and_video_at_once_audio_stands() {
    let mut story = in_video();
    wants(&mut story, "bob", CallType::Audio);
    wants(&mut story, "bob", CallType::Video);
    story.holds(|mail| mail.kind == "call-type");
    says(&mut story, "alice", true);
    wants(&mut story, "alice", CallType::Audio);

    story.releases();
    story.pass(30_000);

    let [one, other] = kinds(&mut story);
    assert_eq!(one, other);
}

#[test]
fn what_it_is_already_needs_nothing() {
    let mut story = in_audio();

    wants(&mut story, "alice", CallType::Audio);

    story.told("alice", ["switch ok"]);
    story.told("bob", []);
}

#[test]
fn the_end_of_the_call_ends_the_asking() {
    let mut story = in_audio();
    wants(&mut story, "alice", CallType::Video);
    story.turns_the_page();

    story.hangs_up("bob");

    let told = story.brief("alice");
    assert!(
        told.contains(&"switch fails CallEnded".to_owned()),
        "{told:?}"
    );
    story.turns_the_page();
    says(&mut story, "bob", true);
    story.told("bob", ["say fails NoCall"]);
}

#[test]
fn it_outlives_a_connection_that_is_gone() {
    let mut story = in_audio();
    story.goes_offline("alice");
    story.goes_offline("bob");
    story.turns_the_page();

    wants(&mut story, "alice", CallType::Video);
    says(&mut story, "bob", true);

    assert_eq!(kinds(&mut story), [CallType::Video; 2]);
}

#[test]
fn before_the_answer_there_is_nobody_to_ask() {
    let mut story = Story::of(["alice", "bob"]);
    story.starts("alice", voice("bob", "call"));
    story.turns_the_page();

    wants(&mut story, "alice", CallType::Video);
    says(&mut story, "alice", true);

    story.told("alice", ["switch fails NoCall", "say fails NoCall"]);
}

#[test]
fn a_page_that_is_loaded_again_goes_on_counting_the_changes() {
    let mut story = in_video();
    wants(&mut story, "bob", CallType::Audio);
    wants(&mut story, "alice", CallType::Video);
    says(&mut story, "bob", true);
    story.reloads("bob");
    story.resumes("bob");
    story.pass(3_000);
    assert_eq!(kinds(&mut story), [CallType::Video; 2]);

    wants(&mut story, "bob", CallType::Audio);
    story.pass(3_000);

    assert_eq!(kinds(&mut story), [CallType::Audio; 2]);
}

#[test]
fn what_changed_while_a_page_was_loaded_again_is_told_to_it_when_it_is_back() {
    let mut story = in_video();
    story.reloads("bob");
    wants(&mut story, "alice", CallType::Audio);
    story.pass(1_000);

    story.resumes("bob");
    story.pass(3_000);

    assert_eq!(kinds(&mut story), [CallType::Audio; 2]);
    assert!(story.page("bob").did.contains(&"close-camera".into()));
}

#[test]
fn a_change_that_the_page_could_not_tell_any_more_is_told_when_it_is_back() {
    let mut story = connected();
    story.loses(|mail| mail.kind == "call-type");
    wants(&mut story, "bob", CallType::Audio);
    story.reloads("bob");
    story.loses(|_| false);

    story.resumes("bob");
    story.pass(3_000);

    assert_eq!(kinds(&mut story), [CallType::Audio; 2]);
}

#[test]
fn a_count_that_cannot_go_on_does_not_begin_anew() {
    let mut story = in_audio();
    for (to, from) in [("bob", "alice"), ("alice", "bob")] {
        let (turn, version, kind) = (Turn::Set, u32::MAX, CallType::Video);
        let body = Body::Kind {
            turn,
            version,
            kind,
        };
        let envelope = story.message(from, Some(to), 0, body);
        story.receives(to, from, &envelope);
    }
    assert_eq!(kinds(&mut story), [CallType::Video; 2]);

    wants(&mut story, "bob", CallType::Audio);

    assert_eq!(kinds(&mut story), [CallType::Audio; 2]);
}

const GROUP: [&str; 3] = ["alice", "bob", "carol"];

fn in_group(kind: CallType) -> Story {
    let mut story = together(GROUP);
    wants(&mut story, "alice", kind);
    story.turns_the_page();
    story
}

fn group_kinds(story: &mut Story) -> [CallType; 3] {
    GROUP.map(|name| story.page(name).call.info().expect("a call").kind)
}

#[test]
fn in_a_group_pictures_need_no_consent_and_only_who_wants_them_opens_a_camera() {
    let mut story = in_group(CallType::GroupAudio);

    wants(&mut story, "bob", CallType::GroupVideo);

    let changed = "call-type GroupVideo by bob, was GroupAudio";
    story.told("bob", [changed, "switch ok"]);
    assert_eq!(story.brief("alice")[0], changed);
    assert_eq!(group_kinds(&mut story), [CallType::GroupVideo; 3]);
    assert!(story.page("bob").did.contains(&"open camera".into()));
    for name in ["alice", "carol"] {
        assert!(!story.page(name).did.contains(&"open camera".into()));
        story.turns_the_page();
        story.sets_camera(name, true);
        assert!(story.page(name).did.contains(&"open camera".into()));
    }
}

#[test]
fn back_to_sound_alone_closes_every_camera_of_a_group() {
    let mut story = together(GROUP);
    story.turns_the_page();

    wants(&mut story, "carol", CallType::GroupAudio);

    assert_eq!(group_kinds(&mut story), [CallType::GroupAudio; 3]);
    for name in GROUP {
        let did = &story.page(name).did;
        assert!(did.contains(&"close-camera".into()), "{name}: {did:?}");
    }
}

#[test]
fn whoever_comes_into_a_group_later_is_in_what_it_has_become() {
    let mut story = together(GROUP);
    story.add(Page::with("dave", |_| {}));
    story.adds("alice", &["dave"]);
    wants(&mut story, "bob", CallType::GroupAudio);

    story.accepts("dave");
    story.pass(3_000);

    let info = story.page("dave").call.info().expect("a call");
    assert_eq!(info.kind, CallType::GroupAudio);
    assert!(!info.members[0].camera);
    wants(&mut story, "dave", CallType::GroupVideo);
    assert_eq!(group_kinds(&mut story), [CallType::GroupVideo; 3]);
}

#[test]
fn a_call_of_two_does_not_become_a_group_nor_a_group_a_call_of_two() {
    let mut story = together(GROUP);
    wants(&mut story, "alice", CallType::Audio);
    story.told("alice", ["switch fails NotSupported"]);

    let mut story = in_audio();
    wants(&mut story, "alice", CallType::GroupVideo);
    story.told("alice", ["switch fails NotSupported"]);
}

#[test]
fn whoever_hears_only_some_of_a_group_hears_from_them_what_it_has_become() {
    let mut story = in_group(CallType::GroupAudio);
    let apart = |mail: &Mail| matches!((mail.from, mail.to), ("bob", "carol") | ("carol", "bob"));
    story.loses(apart);
    story.path_breaks("bob", "carol");
    story.pass(35_000);

    wants(&mut story, "bob", CallType::GroupVideo);

    assert_eq!(group_kinds(&mut story), [CallType::GroupVideo; 3]);
}

#[test]
fn what_somebody_made_of_a_group_just_before_they_went_is_told_by_those_who_heard_it() {
    let mut story = in_group(CallType::GroupAudio);
    story.loses(|mail| mail.from == "bob" && mail.to == "carol" && mail.kind == "call-type");
    wants(&mut story, "bob", CallType::GroupVideo);

    story.hangs_up("bob");

    for name in ["alice", "carol"] {
        let kind = story.page(name).call.info().expect("a call").kind;
        assert_eq!(kind, CallType::GroupVideo, "{name}");
    }
}
