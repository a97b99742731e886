//! A message from someone who is not in the call, from another app or an old page changes nothing but a counter.

use callkit::call::limits;
use callkit::call::message::{
    Ahead, Answer, Body, Candidate, ConfirmAnswer, Description, Envelope, Join, LeaveReason, Media,
    Roster, Step, Verdict,
};
use callkit::call::name::{CallId, CallType};

use crate::story::{Story, connected, kind, ringing};

const MEDIA: Media = Media {
    counter: 99,
    microphone: true,
    camera: true,
    screen: true,
    pending: false,
    turn: 0,
};

/// Everything that could do harm if it came from somebody else.
fn bodies() -> Vec<Body> {
    let answer = |verdict| Body::Answer(Answer::plain(1, verdict, CallType::Video));
    let description = |step| {
        Body::Describe(Description {
            incarnation: 5,
            generation: 5,
            step,
            sdp: "evil".into(),
            ufrag: "evil".into(),
        })
    };
    let confirm = |device: &str, verdict| {
        Body::ConfirmAnswer(ConfirmAnswer {
            round: 1,
            device: device.into(),
            verdict,
            device_name: "".into(),
            kind: CallType::Audio,
            media: MEDIA,
            epoch: 0,
            roster: Roster::default(),
        })
    };
    let leave = |why| Body::Leave {
        why,
        counter: 0,
        reason: None,
        ext: None,
        roster: Roster::default(),
    };
    vec![
        Body::Alert {
            round: 1,
            path: Ahead::Nothing,
        },
        Body::ConfirmRing {
            load: 0,
            round: 1,
            left: Some(1),
            path: Ahead::Nothing,
        },
        answer(Verdict::Accept),
        answer(Verdict::Refuse),
        answer(Verdict::Busy),
        confirm("bob", Verdict::Accept),
        confirm("mallory", Verdict::Accept),
        confirm("mallory", Verdict::Refuse),
        Body::Handled {
            round: 1,
            accepted: true,
            device_name: "".into(),
        },
        Body::Occupied { busy: true },
        Body::Cancel {
            round: 1,
            timed_out: false,
            reason: None,
            ext: None,
        },
        Body::Join(Box::new(Join {
            media: MEDIA,
            ..Join::default()
        })),
        leave(LeaveReason::HungUp),
        leave(LeaveReason::Failed),
        leave(LeaveReason::Lost),
        Body::Away,
        Body::Back,
        description(Step::Offer),
        description(Step::Answer),
        description(Step::Restart),
        Body::Candidates {
            incarnation: 1,
            list: vec![Candidate {
                text: "evil".into(),
                mid: "0".into(),
                line: 0,
                ufrag: "evil".into(),
            }],
        },
        Body::Media(MEDIA),
        Body::Unsupported,
        Body::Ack {
            direct: (1..60).collect(),
            all: (1..60).collect(),
        },
    ]
}

/// A page's view of its call, and of everything it was told and had to do.
fn view(story: &mut Story, name: &str) -> String {
    let page = story.page(name);
    let (info, invites) = (page.call.info(), page.call.invites());
    format!("{info:?} {invites:?} {:?} {:?}", page.told, page.did)
}

#[track_caller]
fn changes_nothing(make: fn() -> Story, from: &str, change: impl Fn(&mut Envelope)) {
    for (number, body) in (60..).zip(bodies()) {
        for name in ["alice", "bob"] {
            let mut story = make();
            let before = view(&mut story, name);
            let mut message = story.message(from, Some(name), number, body.clone());
            change(&mut message);

            story.receives(name, from, &message);

            let after = view(&mut story, name);
            assert_eq!(after, before, "{from} says {} to {name}", kind(&body));
            story.pass(1_000);
            assert_eq!(view(&mut story, name), before, "{}", kind(&body));
        }
    }
}

#[test]
fn a_third_person_cannot_touch_a_call_that_rings_or_runs() {
    for make in [ringing, connected] {
        changes_nothing(make, "mallory", |_| {});
    }
}

#[test]
fn a_third_person_cannot_pretend_to_be_a_device_of_the_other() {
    for make in [ringing, connected] {
        changes_nothing(make, "mallory", |message| message.device = "bob".into());
        changes_nothing(make, "mallory", |message| message.device = "alice".into());
    }
}

#[test]
fn a_message_of_a_third_person_is_counted() {
    for (number, body) in (60..).zip(bodies()) {
        if matches!(body, Body::Ack { .. } | Body::Unsupported) {
            continue;
        }
        let mut story = connected();
        let before = story.page("alice").call.dropped();
        let message = story.message("mallory", Some("alice"), number, body.clone());

        story.receives("alice", "mallory", &message);

        let counted = story.page("alice").call.dropped() - before;
        assert_eq!(counted, 1, "{}", kind(&body));
    }
}

#[test]
fn another_application_is_counted_and_not_heard() {
    for body in bodies() {
        let mut story = connected();
        let before = view(&mut story, "alice");
        let mut message = story.message("bob", Some("alice"), 90, body);
        message.app = "another".into();

        story.receives("alice", "bob", &message);

        assert_eq!(view(&mut story, "alice"), before);
        assert_eq!(story.page("alice").call.dropped(), 1);
        assert!(story.sent.is_empty());
    }
}

#[test]
fn a_message_to_another_device_is_not_heard() {
    for body in bodies() {
        let mut story = connected();
        let before = view(&mut story, "alice");
        let message = story.message("bob", Some("alice-phone"), 90, body);

        story.receives("alice", "bob", &message);

        assert_eq!(view(&mut story, "alice"), before);
        assert!(story.sent.is_empty());
    }
}

#[test]
fn a_page_that_was_loaded_again_is_heard_and_what_it_said_before_is_not() {
    let mut story = connected();
    let mut newer = story.message("bob", Some("alice"), 1, Body::Away);
    newer.boot = 2;
    story.receives("alice", "bob", &newer);
    story.turns_the_page();
    let before = view(&mut story, "alice");

    for (number, body) in (90..).zip(bodies()) {
        let older = story.message("bob", Some("alice"), number, body);
        story.receives("alice", "bob", &older);
    }

    assert_eq!(view(&mut story, "alice"), before);
}

#[test]
fn another_call_of_the_same_person_is_not_this_one() {
    for body in bodies() {
        let mut story = connected();
        let before = view(&mut story, "alice");
        let mut message = story.message("bob", Some("alice"), 90, body);
        message.call = CallId::from("unknown");

        story.receives("alice", "bob", &message);

        assert_eq!(view(&mut story, "alice"), before);
    }
}

#[test]
fn what_cannot_be_read_is_counted() {
    let mut story = connected();

    for text in ["", "{}", "null", "[1,2,3]", "not json", "{\"v\":1}"] {
        story.receives_text("alice", "bob", text);
    }

    assert_eq!(story.page("alice").call.dropped(), 6);
    story.told_in_full("alice", []);
}

#[test]
fn who_makes_up_calls_pushes_out_no_invitation_of_ours() {
    let mut story = Story::of(["alice", "bob"]);
    story.page("bob").online = false;
    story.calls("alice", "bob");
    let before = story.page("alice").call.load();

    for number in 0..limits::UNACKNOWLEDGED {
        let alert = Body::Alert {
            round: 1,
            path: Ahead::Nothing,
        };
        let mut message = story.message("mallory", Some("alice"), 1 + number as u32, alert);
        message.call = CallId::from(&*format!("made up {number}"));
        story.receives("alice", "mallory", &message);
    }

    let [.., letters, _] = story.page("alice").call.load();
    assert_eq!([letters], before[3..4]);
    story.page("bob").online = true;
    story.pass(2_000);
    story.told("bob", ["invite from alice"]);
}

#[test]
fn an_echo_of_our_own_message_is_not_heard() {
    let mut story = connected();
    let before = view(&mut story, "alice");
    let message = story.message("alice", None, 90, Body::Away);

    story.receives("alice", "alice", &message);

    assert_eq!(view(&mut story, "alice"), before);
    assert!(story.sent.is_empty());
}
