//! Numbers at the end of their range, and messages that meet a page which slept past a deadline.

use callkit::call::input::{Fact, Path};
use callkit::call::limits;
use callkit::call::message::{
    Answer, Body, ConfirmAnswer, Description, Join, LeaveReason, Media, Roster, Step, Verdict,
};
use callkit::call::name::{CallState, CallType};
use callkit::wire::encode;

use crate::story::{Page, Story, connected, group, ringing, together};

#[test]
fn a_peer_connection_with_the_last_number_can_still_be_replaced() {
    let mut story = connected();
    let body = Body::Describe(Description {
        incarnation: u32::MAX,
        generation: u32::MAX,
        step: Step::Offer,
        sdp: "bob/2/1".into(),
        ufrag: "evil".into(),
    });
    let message = story.message("bob", Some("alice"), 90, body);
    story.receives("alice", "bob", &message);

    story.learns("alice", Fact::Path(Path::Failed));
    story.pass(20_000);

    assert_ne!(story.page("alice").call.state(), CallState::Idle);
}

#[test]
fn a_message_with_the_last_number_is_taken_once() {
    let mut story = connected();
    let media = Media {
        counter: u32::MAX,
        ..Media::default()
    };
    let message = story.message("bob", Some("alice"), u32::MAX, Body::Media(media));

    story.receives("alice", "bob", &message);
    story.receives("alice", "bob", &message);

    story.told(
        "alice",
        [
            "user-unpublished bob Microphone",
            "user-unpublished bob Camera",
        ],
    );
}

fn enters(epoch: u32) -> Body {
    Body::Join(Box::new(Join {
        channel: Some("channel".into()),
        epoch,
        counter: 1,
        ..Join::default()
    }))
}

#[test]
fn who_names_the_highest_epoch_and_is_asked_again_is_given_no_higher_one() {
    let mut story = together(["alice", "bob"]);
    let message = story.message("carol", Some("alice"), 1, enters(limits::EPOCH));
    story.receives("alice", "carol", &message);
    let leave = Body::Leave {
        why: LeaveReason::HungUp,
        counter: 2,
        reason: None,
        ext: None,
        roster: Roster::default(),
    };
    let message = story.message("carol", Some("alice"), 2, leave);
    story.receives("alice", "carol", &message);
    story.adds("alice", &["carol"]);
    let answer = Answer::plain(1, Verdict::Accept, CallType::GroupVideo);

    let message = story.message("carol", Some("alice"), 3, Body::Answer(answer));
    story.receives("alice", "carol", &message);

    let mut given = story.sent_by("alice", "confirm-answer");
    let is_it = |body: &Body| matches!(body, Body::ConfirmAnswer(it) if it.device.as_str() == "carol" && it.epoch == limits::EPOCH);
    assert!(given.any(|sent| is_it(&sent.envelope.body)));
}

#[test]
fn an_epoch_that_nobody_can_have_keeps_nobody_out() {
    let mut story = together(["alice", "bob"]);
    let message = story.message("carol", Some("alice"), 0, enters(u32::MAX));
    story.receives_text("alice", "carol", &encode(&message));
    story.told("alice", []);

    story.add(Page::with("carol", |_| {}));
    story.joins("carol", &["alice", "bob"]);

    for name in ["alice", "bob"] {
        assert!(story.members(name).contains(&"carol Joined".into()));
    }
}

#[test]
fn who_lets_somebody_in_does_not_put_them_above_all_that_comes() {
    let mut story = ringing_in_a_group();
    let confirm = ConfirmAnswer {
        round: 1,
        device: "bob".into(),
        verdict: Verdict::Accept,
        device_name: "".into(),
        kind: CallType::GroupVideo,
        media: Media::default(),
        epoch: limits::EPOCH,
        roster: Roster::default(),
    };
    story.holds(|mail| mail.from == "alice");
    story.accepts("bob");

    let message = story.message("alice", Some("bob"), 90, Body::ConfirmAnswer(confirm));
    story.receives("bob", "alice", &message);

    let kept = story.page("bob").kept.as_ref().expect("a call");
    assert_eq!(kept.epoch, limits::EPOCHS);
}

fn ringing_in_a_group() -> Story {
    let mut story = Story::of(["alice", "bob"]);
    story.starts("alice", group(&["bob", "carol"], "call"));
    story.turns_the_page();
    story
}

#[test]
fn an_alert_that_meets_a_caller_who_slept_past_the_deadline_hears_that_the_time_was_up() {
    let mut story = Story::of(["alice", "bob"]);
    story.holds(|mail| mail.kind == "alert");
    story.calls("alice", "bob");
    story.page("alice").asleep = true;
    story.pass(35_000);
    story.page("alice").asleep = false;
    story.turns_the_page();

    story.releases();

    story.told("alice", ["timeout bob", "record Missed", "ended"]);
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
}

#[test]
fn an_accept_that_meets_a_caller_who_slept_past_the_deadline_comes_too_late() {
    let mut story = ringing();
    story.holds(|mail| mail.kind == "answer");
    story.pass(25_000);
    story.page("alice").asleep = true;
    story.accepts("bob");
    story.pass(6_000);
    story.page("alice").asleep = false;
    story.turns_the_page();

    story.releases();

    story.told("alice", ["timeout bob", "record Missed", "ended"]);
    assert_eq!(story.page("bob").call.state(), CallState::Idle);
}

#[test]
fn an_invitation_for_the_longest_time_there_is_rings() {
    let mut story = Story::of(["alice", "bob"]);
    let mut call = crate::story::video("bob", "call");
    call.timeout = Some((1 << 53) - 1);

    story.starts("alice", call);

    story.told("bob", ["invite from alice"]);
}

#[test]
fn time_that_runs_backwards_changes_nothing() {
    let mut story = connected();
    story.pass(10_000);
    let before = story.now;
    let page = story.page("alice");

    let outputs = page
        .call
        .handle(callkit::call::input::Input::Wake, before - 5_000);

    assert!(outputs.0.is_empty());
    assert!(page.call.deadline().is_some_and(|at| at > before));
}
