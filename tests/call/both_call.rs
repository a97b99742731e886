//! Two people call each other: they get one call, the one with the smaller id, and nobody presses answer.

use callkit::call::input::Token;
use callkit::call::name::{CallState, CallType};

use crate::story::{Page, Story, video, voice};

/// Alice makes "call" and Bob makes "other", and neither has heard of the other's.
pub fn crossing() -> Story {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.kind == "invite");
    story.starts("alice", video("bob", "call"));
    story.starts("bob", video("alice", "other"));
    story.turns_the_page();
    story
}

#[track_caller]
pub fn are_in_one_call(story: &mut Story) {
    for name in ["alice", "bob"] {
        let info = story.page(name).call.info().expect("a call");
        assert_eq!(info.call.as_str(), "call", "{name}");
        assert_eq!(info.state, CallState::Connected, "{name}");
        let told = story.page(name).told.join(", ");
        assert_eq!(told.matches("other: merged into call").count(), 1, "{told}");
        assert_eq!(told.matches("connected").count(), 1, "{told}");
        assert!(!told.contains("record"), "{name}: {told}");
        assert!(!told.contains("invite"), "{name}: {told}");
        assert!(!told.contains("ended"), "{name}: {told}");
    }
}

#[test]
fn the_smaller_id_stands_whichever_invitation_arrives_first() {
    for first in ["alice", "bob"] {
        let mut story = crossing();
        story.releases_one(first, "invite");
        story.releases();
        are_in_one_call(&mut story);
    }
}

#[test]
fn the_one_whose_id_is_larger_may_have_called_long_before() {
    let mut story = Story::of(["alice", "bob"]);
    story.loses(|mail| mail.kind == "invite");
    story.starts("bob", video("alice", "other"));
    story.pass(5_000);
    story.starts("alice", video("bob", "call"));
    story.loses(|_| false);
    story.pass(2_000);
    are_in_one_call(&mut story);
}

#[test]
fn no_order_of_arrival_makes_two_calls_of_it() {
    for seed in 0..300 {
        let mut story = Story::of(["alice", "bob"]);
        story.holds(|_| true);
        story.starts("alice", video("bob", "call"));
        story.starts("bob", video("alice", "other"));

        story.shuffles(seed, 10_000);

        are_in_one_call(&mut story);
    }
}

#[test]
fn an_invitation_that_arrives_after_its_call_was_merged_leaves_no_trace() {
    let mut story = crossing();
    story.releases_one("bob", "invite");
    story
        .page("alice")
        .told
        .retain(|line| line.contains("other"));

    story.releases();

    story.told("alice", ["other: merged into call"]);
    assert_eq!(story.sent_by("alice", "answer").count(), 0);
}

#[test]
fn the_larger_id_is_not_given_up_before_the_smaller_ones_caller_has_confirmed() {
    let mut story = crossing();
    story.loses(|mail| mail.kind == "confirm-answer");

    story.releases_one("bob", "invite");
    story.pass(5_000);

    story.told("bob", []);
    assert_eq!(story.page("bob").call.state(), CallState::Calling);
}

#[test]
fn an_old_invitation_does_not_end_a_living_call() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.to == "bob" && mail.kind == "invite");
    story.starts("alice", video("bob", "call"));
    story.hangs_up("alice");
    story.pass(60_000);
    story.starts("bob", video("alice", "other"));
    story.turns_the_page();

    story.releases();
    story.told("bob", ["record Missed by alice"]);
    story.accepts("alice");

    let info = story.page("bob").call.info().expect("a call");
    assert_eq!(info.call.as_str(), "other");
    assert_eq!(info.state, CallState::Connected);
}

#[test]
fn a_caller_that_crashed_after_inviting_leaves_the_others_call_as_it_was() {
    let mut story = crossing();
    story.crashes("alice");

    story.releases();
    story.pass(10_000);
    story.told("bob", ["record Missed"]);
    assert_eq!(story.page("bob").call.state(), CallState::Calling);
    story.pass(20_000);

    story.told(
        "bob",
        [
            "other: timeout alice",
            "other: record Missed",
            "other: ended",
        ],
    );
}

#[test]
fn when_the_smaller_call_is_cancelled_while_merging_the_larger_one_rings() {
    let mut story = crossing();
    story.holds(|mail| mail.kind == "answer");
    story
        .held
        .iter()
        .for_each(|mail| assert_eq!(mail.kind, "invite"));
    story.releases_one("alice", "invite");
    story.releases_one("bob", "invite");

    story.hangs_up("alice");
    story.releases();

    story.told(
        "alice",
        [
            "hangup",
            "record Cancelled by alice",
            "ended",
            "hangup ok",
            "other: invite from bob",
        ],
    );
    story.told("bob", ["record Missed by alice", "other: ringing alice"]);
    story.accepts("alice");
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}

#[test]
fn when_the_larger_call_is_cancelled_while_merging_its_caller_is_not_pulled_into_the_other() {
    let mut story = crossing();
    story.holds(|mail| mail.kind == "confirm-answer");
    story.releases_one("bob", "invite");

    story.hangs_up("bob");
    story.turns_the_page();
    story.releases();
    story.pass(30_000);

    assert_eq!(story.page("bob").call.state(), CallState::Idle);
    assert_eq!(story.page("alice").call.state(), CallState::Idle);
    assert_eq!(story.page("bob").live, [false, false]);
}

#[test]
fn audio_if_either_wanted_audio_and_no_camera_stays_on() {
    for (ours, theirs) in [
        (video("bob", "call"), voice("alice", "other")),
        (voice("bob", "call"), video("alice", "other")),
    ] {
        let mut story = Story::of(["alice", "bob"]);
        story.holds(|mail| mail.kind == "invite");
        story.starts("alice", ours);
        story.starts("bob", theirs);

        story.releases();

        for name in ["alice", "bob"] {
            let info = story.page(name).call.info().expect("a call");
            assert_eq!(info.kind, CallType::Audio, "{name}");
            assert_eq!(info.state, CallState::Connected, "{name}");
            assert_eq!(story.page(name).live, [true, false], "{name}");
            assert!(info.members.iter().all(|member| !member.camera), "{name}");
        }
    }
}

#[test]
fn a_camera_that_is_still_being_opened_is_closed_when_the_call_became_audio() {
    let mut story = Story::of(["alice", "bob"]);
    story.page("alice").camera = None;
    story.holds(|mail| mail.kind == "invite");
    story.starts("alice", video("bob", "call"));
    story.starts("bob", voice("alice", "other"));
    story.releases();
    story.turns_the_page();

    story.permits("alice", Ok(()));

    story.did("alice", ["close-camera"]);
    let info = story.page("bob").call.info().expect("a call");
    assert!(info.members.iter().all(|member| !member.camera));
}

#[test]
fn nobody_publishes_what_they_did_not_ask_for() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.kind == "invite");
    let mut without = video("bob", "call");
    without.camera = false;
    story.starts("alice", without);
    story.starts("bob", video("alice", "other"));

    story.releases();

    assert_eq!(story.page("alice").live, [true, false]);
    assert_eq!(story.page("bob").live, [true, true]);
}

#[test]
fn who_hangs_up_as_soon_as_both_calls_are_one_is_heard_with_their_words() {
    let mut story = crossing();
    story.holds(|mail| mail.to == "bob" && matches!(mail.kind, "confirm-answer" | "leave"));
    story.releases_one("bob", "invite");
    story.pass(200);
    story.hangs_up_saying("alice", "bye", "{}");
    story.releases_kind("leave");
    story.releases_kind("confirm-answer");
    story.releases();
    story.pass(3_000);

    let told = &story.page("bob").told;
    assert!(
        told.contains(&"user-left alice hangup \"bye\"".to_owned()),
        "{told:?}"
    );
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
}

#[test]
fn who_gave_one_call_up_and_waits_for_a_token_for_the_next_has_the_one_that_both_made() {
    let mut story = Story::of(["alice"]);
    story.add(Page::with("bob", |config| config.asks_token = true));
    story.page("bob").gives = None;
    story.holds(|mail| matches!(mail.kind, "invite" | "confirm-answer"));
    story.starts("alice", video("bob", "call"));
    let mut first = video("alice", "other");
    first.token = Some(Token {
        text: "good".into(),
        expires_at: None,
    });
    story.starts("bob", first);
    story.releases_one("bob", "invite");
    story.hangs_up("bob");
    story.starts("bob", video("alice", "third"));
    story.turns_the_page();

    story.releases_kind("confirm-answer");
    story.releases();
    story.pass(3_000);

    let told = story.brief("bob");
    assert!(told.contains(&"start ok".to_owned()), "{told:?}");
    assert_eq!(story.page("bob").call.state(), CallState::Connected);
}
