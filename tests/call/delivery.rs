//! Messages to one device are acknowledged, sent again until they are, and taken once.

use callkit::call::input::Input;
use callkit::call::limits;
use callkit::call::message::{Body, Media};
use callkit::call::name::CallState;

use crate::story::{Story, connected, ringing};

#[test]
fn an_answer_without_acknowledgement_goes_again_after_half_a_second_doubling_to_two() {
    let mut story = ringing();
    story.pass(1_000);
    story.turns_the_page();
    story.loses(|mail| mail.kind == "answer");

    story.accepts("bob");
    story.pass(9_000);

    assert_eq!(
        story.times("bob", "answer"),
        [1_000, 1_500, 2_500, 4_500, 6_500, 8_500]
    );
}

#[test]
fn an_acknowledged_message_does_not_go_again() {
    let mut story = connected();

    story.sets_microphone("alice", false);
    story.pass(20_000);

    assert_eq!(story.sent_by("alice", "media").count(), 2);
    assert!(
        story
            .sent_by("alice", "media")
            .all(|sent| sent.at == 1_000_000)
    );
}

#[test]
fn in_a_call_the_waits_double_to_eight_seconds() {
    let mut story = connected();
    story.loses(|mail| mail.kind == "media");

    story.sets_microphone("alice", false);
    story.pass(24_000);

    let by_connection: Vec<u64> = story
        .sent_by("alice", "media")
        .filter(|sent| !sent.direct)
        .map(|sent| sent.at - 1_000_000)
        .collect();
    assert_eq!(by_connection, [0, 500, 1_500, 3_500, 7_500, 15_500, 23_500]);
}

#[test]
fn a_repeat_is_dropped_and_acknowledged_again() {
    let mut story = ringing();
    story.accepts("bob");
    story.turns_the_page();

    story.pass(100);
    story.turns_the_page();

    story.repeats("alice", "answer");
    story.pass(100);

    story.told_in_full("alice", []);
    assert_eq!(story.sent_by("alice", "ack").count(), 2);
    let acks: Vec<&Body> = story
        .sent_by("alice", "ack")
        .map(|sent| &sent.envelope.body)
        .collect();
    assert!(acks.iter().all(|body| *body == acks[0]));
}

#[test]
fn a_lost_acknowledgement_makes_no_second_answer() {
    let mut story = ringing();
    story.loses(|mail| mail.kind == "ack" && mail.to == "bob");

    story.accepts("bob");
    story.pass(5_000);

    let told = story.page("alice").told.join(", ");
    assert_eq!(told.matches("accept bob").count(), 1);
}

#[test]
fn an_invitation_goes_to_all_devices_every_two_seconds_until_its_outcome_is_known() {
    let mut story = ringing();
    story.pass(5_000);
    assert_eq!(story.times("alice", "invite"), [2_000, 4_000]);

    story.accepts("bob");
    story.pass(10_000);

    assert_eq!(story.times("alice", "invite"), [2_000, 4_000]);
}

#[test]
fn an_invitation_that_goes_again_says_how_long_it_still_rings() {
    let mut story = ringing();

    story.pass(4_000);

    let lefts: Vec<Option<u64>> = story
        .sent_by("alice", "invite")
        .map(|sent| match &sent.envelope.body {
            Body::Invite(invitation) => invitation.left,
            _ => None,
        })
        .collect();
    assert_eq!(lefts, [Some(28_000), Some(26_000)]);
}

#[test]
fn a_device_that_comes_online_later_rings_too() {
    let mut story = Story::of(["alice", "bob-laptop", "bob-phone"]);
    story.goes_offline("bob-phone");
    story.calls("alice", "bob");
    story.turns_the_page();

    story.comes_online("bob-phone");
    story.pass(2_000);

    story.told("bob-phone", ["online", "invite from alice"]);
    story.told("alice", []);
}

#[test]
fn offline_nothing_is_sent_and_coming_back_sends_it_at_once() {
    let mut story = ringing();
    story.goes_offline("bob");

    story.accepts("bob");
    story.pass(3_000);
    assert_eq!(story.sent_by("bob", "answer").count(), 0);
    story.comes_online("bob");

    assert_eq!(story.times("bob", "answer"), [3_000]);
    story.told(
        "bob",
        [
            "offline",
            "connecting",
            "online",
            "answer ok",
            "user-joined alice",
            "user-published alice Microphone",
            "user-published alice Camera",
            "connected",
        ],
    );
}

#[test]
fn a_caller_that_comes_back_online_rings_nothing_twice() {
    let mut story = ringing();

    story.goes_offline("alice");
    story.pass(4_000);
    story.comes_online("alice");
    story.pass(4_000);

    story.told("bob", []);
    story.told("alice", ["offline", "online"]);
}

#[test]
fn an_invitation_started_offline_waits_for_the_connection() {
    let mut story = Story::of(["alice", "bob"]);
    story.goes_offline("alice");
    story.calls("alice", "bob");
    story.pass(3_000);

    story.comes_online("alice");

    story.told("alice", ["offline", "start ok", "online", "ringing bob"]);
    story.told("bob", ["invite from alice"]);
}

#[test]
fn a_connection_that_refuses_to_send_is_told_once_for_each_call_while_calling() {
    let mut story = Story::of(["alice"]);
    story.calls("alice", "bob");

    story.happens("alice", Input::SendFailed);
    story.happens("alice", Input::SendFailed);

    story.told("alice", ["start ok", "error NotDelivered"]);
}

#[test]
fn an_acknowledgement_rides_on_what_goes_to_its_device_anyway() {
    let mut story = ringing();
    story.turns_the_page();

    story.accepts("bob");

    let rode: Vec<&[u32]> = story
        .sent_by("alice", "confirm-answer")
        .filter(|sent| sent.envelope.to.is_some())
        .map(|sent| &*sent.envelope.got)
        .collect();
    let answer = story.sent_by("bob", "answer").next();
    assert_eq!(rode, [[answer.expect("an answer").envelope.number]]);
    story.pass(20_000);
    assert_eq!(story.times("bob", "answer").len(), 1);
}

#[test]
fn an_acknowledgement_that_nothing_takes_along_goes_alone_after_its_patience() {
    let mut story = connected();
    story.pass(1_000);
    story.turns_the_page();

    story.sets_microphone("alice", false);
    story.pass(1_000);

    let at: Vec<u64> = story.sent_by("bob", "ack").map(|sent| sent.at).collect();
    assert_eq!(
        at,
        [1_001_000 + limits::ACK_PATIENCE; 2],
        "by both carriers"
    );
    assert_eq!(story.sent_by("alice", "media").count(), 2);
}

#[test]
fn a_leave_is_acknowledged_at_once_with_all_that_came_before() {
    let mut story = connected();
    story.pass(1_000);
    story.turns_the_page();

    story.sets_microphone("alice", false);
    story.hangs_up("alice");

    let acks: Vec<usize> = story
        .sent_by("bob", "ack")
        .filter_map(|sent| match &sent.envelope.body {
            Body::Ack { direct, .. } => Some(direct.len()),
            _ => None,
        })
        .collect();
    assert_eq!(acks[0], 2, "{acks:?}");
}

#[test]
fn a_message_that_goes_again_does_not_acknowledge_again() {
    let mut story = ringing();
    story.loses(|mail| mail.kind == "confirm-answer");

    story.accepts("bob");
    story.pass(1_000);

    let got: Vec<&[u32]> = story
        .sent_by("alice", "confirm-answer")
        .filter(|sent| sent.envelope.to.is_some())
        .map(|sent| &*sent.envelope.got)
        .collect();
    assert_eq!(got[0], [2]);
    assert!(
        got.len() > 1 && got[1..].iter().all(|again| again.is_empty()),
        "{got:?}"
    );
}

#[test]
fn what_an_earlier_load_of_a_page_said_is_not_acknowledged_to_the_next() {
    let mut story = connected();
    story.pass(1_000);
    story.turns_the_page();
    let said = |story: &Story, boot, number| {
        let mut message =
            story.message("bob", Some("alice"), number, Body::Media(Media::default()));
        message.boot = boot;
        message
    };

    let (old, new) = (said(&story, 1, 90), said(&story, 2, 7));
    story.receives("alice", "bob", &old);
    story.receives("alice", "bob", &new);
    story.pass(100);

    let acks = story.sent_by("alice", "ack");
    assert!(acks.into_iter().all(|sent| match &sent.envelope.body {
        Body::Ack { direct, .. } => !direct.contains(&90),
        _ => true,
    }));
}

#[test]
fn what_was_on_its_way_when_the_connection_went_goes_again_as_soon_as_it_is_back() {
    let mut story = ringing();
    story.loses(|mail| mail.kind == "answer");
    story.accepts("bob");
    story.pass(1_600);
    story.goes_offline("bob");
    story.loses(|_| false);
    story.pass(100);
    story.turns_the_page();

    story.comes_online("bob");

    assert_eq!(story.times("bob", "answer"), [1_700]);
    assert_eq!(story.page("alice").call.state(), CallState::Connected);
}
