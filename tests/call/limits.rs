//! Every table has a bound, whatever others send and this page does.

use callkit::call::input::{BeforeRing, Fact, Input};
use callkit::call::limits;
use callkit::call::message::{Ahead, Body, Candidate, Envelope, Invitation};
use callkit::call::name::{CallId, CallType, ChatType, DeviceId, UserId};

use crate::story::{Page, Story, connected, video};

/// Places in `Call::load`.
const INVITATIONS: usize = 0;
const PAST: usize = 1;
const DEVICES: usize = 2;
const LETTERS: usize = 3;
const TIMINGS: usize = 4;

fn invitation(device: &str, call: &str, number: u32) -> Envelope {
    Envelope {
        app: "app".into(),
        call: CallId::from(call),
        device: DeviceId::from(device),
        boot: 1,
        to: None,
        number,
        got: Vec::new(),
        body: Body::Invite(Invitation {
            kind: CallType::Video,
            chat: ChatType::Single,
            channel: "channel".into(),
            to: vec!["alice".into()],
            group_id: None,
            group_name: None,
            message: "".into(),
            ext: None,
            left: Some(30_000),
            round: 1,
            uid: None,
            token: None,
        }),
    }
}

#[test]
fn the_limits_that_others_build_on_are_what_was_agreed() {
    assert_eq!(limits::NAME, 128);
    assert_eq!(limits::MESSAGE, 262_144);
    assert_eq!(limits::EXT, 4_096);
    assert_eq!(limits::TEXT, 1_024);
    assert_eq!(limits::HELD_CANDIDATES, 256);
    assert_eq!(limits::INVITATIONS, 256);
    assert_eq!(limits::INVITATIONS_OF_ONE, 8);
    assert_eq!(limits::TIMINGS, 20);
}

/// A page that is asked before it rings, so that invitations stay open.
fn asked() -> Story {
    let mut story = Story::of([]);
    story.add(Page::with("alice", |config| config.asks_before_ring = true));
    story
}

#[test]
fn invitations_of_one_sender() {
    let mut story = asked();
    for number in 1..=30 {
        let message = invitation("bob", &format!("call {number}"), number);
        story.receives("alice", "bob", &message);
    }

    let load = story.page("alice").call.load();
    assert_eq!(load[INVITATIONS], limits::INVITATIONS_OF_ONE);
}

#[test]
fn invitations_of_many_senders() {
    let mut story = asked();
    for number in 0..limits::INVITATIONS + 50 {
        let name = format!("user {number}");
        let message = invitation(&name, &format!("call {number}"), 1);
        story.receives("alice", &name, &message);
    }

    let load = story.page("alice").call.load();
    assert_eq!(load[INVITATIONS], limits::INVITATIONS);
}

#[test]
fn the_invitation_that_rings_is_never_given_up_for_room() {
    let mut story = asked();
    story.receives("alice", "bob", &invitation("bob", "call", 1));
    story.says_before_ring("alice", BeforeRing::Ring);
    let confirm = Body::ConfirmRing {
        load: 0,
        round: 1,
        left: Some(30_000),
        path: Ahead::Nothing,
    };
    let confirm = story.message("bob", Some("alice"), 1, confirm);
    story.receives("alice", "bob", &confirm);
    assert_eq!(story.page("alice").call.invites().len(), 1);

    for number in 0..limits::INVITATIONS + 50 {
        let name = if number % 2 == 0 {
            "bob".to_owned()
        } else {
            format!("user {number}")
        };
        let message = invitation(&name, &format!("call {number}"), number as u32 + 2);
        story.receives("alice", &name, &message);
    }

    assert_eq!(story.page("alice").call.invites()[0].call.as_str(), "call");
}

#[test]
fn past_calls() {
    let mut story = Story::of(["alice"]);
    for number in 0..limits::PAST_CALLS + 20 {
        story.starts("alice", video("bob", &format!("call {number}")));
        story.hangs_up("alice");
        story.pass(11_000);
    }

    assert_eq!(story.page("alice").call.load()[PAST], limits::PAST_CALLS);
}

#[test]
fn devices() {
    let mut story = Story::of(["alice"]);
    for number in 0..limits::DEVICES + 50 {
        let name = format!("device {number}");
        let message = story.message(&name, Some("alice"), 1, Body::Away);
        story.receives("alice", "mallory", &message);
    }

    assert_eq!(story.page("alice").call.load()[DEVICES], limits::DEVICES);
}

#[test]
fn a_device_we_are_connected_with_is_never_forgotten_for_room() {
    let mut story = connected();
    for number in 0..limits::DEVICES + 50 {
        let name = format!("device {number}");
        let message = story.message(&name, Some("alice"), 1, Body::Away);
        story.receives("alice", "mallory", &message);
    }
    story.turns_the_page();

    story.sets_camera("alice", false);
    story.repeats("alice", "join");

    assert!(story.sent_by("alice", "media").any(|sent| sent.direct));
    story.told("bob", ["user-unpublished alice Camera"]);
    story.told("alice", ["camera ok"]);
}

#[test]
fn devices_of_one_person_that_ring() {
    let mut story = Story::of(["alice"]);
    story.calls("alice", "bob");
    for number in 0..limits::DEVICES_OF_ONE + 10 {
        let name = format!("bob {number}");
        let message = story.message(
            &name,
            Some("alice"),
            1,
            Body::Alert {
                round: 1,
                path: Ahead::Nothing,
            },
        );
        story.receives("alice", "bob", &message);
    }
    let rung = story.sent_by("alice", "confirm-ring").count();
    assert_eq!(rung, limits::DEVICES_OF_ONE);
    story.told("alice", ["start ok", "ringing bob"]);
}

/// Somebody who is busy has this person call them so often, and owes an answer each time.
fn calls_in_vain(story: &mut Story, name: &str, times: usize) {
    for number in 1..=times {
        let message = invitation(name, &format!("{name} {number}"), number as u32);
        story.receives("alice", name, &message);
    }
}

#[test]
fn messages_that_wait_for_their_acknowledgement() {
    let mut story = Story::of(["alice"]);
    story.calls("alice", "bob");

    for number in 0..2 * limits::UNACKNOWLEDGED / limits::UNACKNOWLEDGED_BY_ONE {
        let name = format!("user {number}");
        calls_in_vain(&mut story, &name, limits::UNACKNOWLEDGED_BY_ONE);
    }

    let load = story.page("alice").call.load();
    assert_eq!(load[LETTERS], limits::UNACKNOWLEDGED);
}

#[test]
fn messages_that_wait_for_one_recipient() {
    let mut story = Story::of(["alice"]);
    story.calls("alice", "bob");
    let others = story.page("alice").call.load()[LETTERS];

    calls_in_vain(&mut story, "mallory", 2 * limits::UNACKNOWLEDGED_BY_ONE);

    let load = story.page("alice").call.load();
    assert_eq!(load[LETTERS], others + limits::UNACKNOWLEDGED_BY_ONE);
    story.pass(2_000);
    assert_eq!(story.times("alice", "invite"), [0, 2_000]);
}

#[test]
fn how_long_a_refusal_is_offered_to_a_caller_who_is_not_there() {
    let mut story = Story::of(["alice"]);
    story.calls("alice", "bob");
    let mut message = invitation("mallory", "hers", 1);
    if let Body::Invite(invitation) = &mut message.body {
        invitation.left = Some(1 << 53);
    }
    story.receives("alice", "mallory", &message);

    story.pass(2 * limits::REFUSED);

    let last = story.times("alice", "answer").last().copied();
    let last = last.expect("an answer");
    let range = limits::REFUSED..limits::REFUSED + limits::RESEND_WAITING;
    assert!(range.contains(&last), "{last}");
}

#[test]
fn timings_of_calls() {
    let mut story = Story::of(["alice"]);
    for number in 0..limits::TIMINGS + 5 {
        story.starts("alice", video("bob", &format!("call {number}")));
        story.hangs_up("alice");
    }

    assert_eq!(story.page("alice").call.load()[TIMINGS], limits::TIMINGS);
    let call = &story.page("alice").call;
    assert!(call.timings(&CallId::from("call 4")).is_none());
    assert!(call.timings(&CallId::from("call 5")).is_some());
}

#[test]
fn calls_of_whose_version_somebody_was_told() {
    let mut story = Story::of(["alice"]);
    let tells = |story: &mut Story, call: usize| {
        let input = Input::Unsupported {
            from: UserId::from("bob"),
            device: DeviceId::from("bob"),
            call: CallId::from(&*format!("call {call}")),
        };
        story.happens("alice", input);
        story.sent_by("alice", "unsupported").count()
    };
    for call in 0..=limits::UNSUPPORTED_CALLS {
        assert_eq!(tells(&mut story, call), call + 1);
    }

    let sent = limits::UNSUPPORTED_CALLS + 1;
    assert_eq!(tells(&mut story, 1), sent, "remembered");
    assert_eq!(tells(&mut story, 0), sent + 1, "forgotten");
}

#[test]
fn local_candidates_that_wait_to_be_sent() {
    let mut story = connected();
    for _ in 0..limits::HELD_CANDIDATES + 50 {
        story.learns(
            "alice",
            Fact::Found(Candidate {
                text: "x".into(),
                mid: "0".into(),
                line: 0,
                ufrag: "mine".into(),
            }),
        );
    }

    story.pass(20);

    let sent: usize = story
        .sent_by("alice", "candidates")
        .filter(|sent| !sent.direct)
        .map(|sent| match &sent.envelope.body {
            Body::Candidates { list, .. } => list.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(sent, limits::HELD_CANDIDATES);
}
