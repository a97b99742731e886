//! Nothing longer, larger or deeper than its limit is read.

use callkit::call::limits;
use callkit::call::message::{
    Body, ConfirmAnswer, Description, Envelope, Invitation, Join, Media, Present, Roster, Step,
    Verdict,
};
use callkit::call::name::{CallType, MemberState};
use callkit::wire::{DecodeError, decode, encode};

use crate::messages::{candidate, envelope, invitation, text};

fn reads(body: Body) -> bool {
    let message = envelope(body);
    match decode(&encode(&message)) {
        Ok(read) => {
            assert_eq!(read, message);
            true
        }
        Err(_) => false,
    }
}

#[test]
fn a_name_has_one_to_so_many_utf16_units() {
    let with_name = |name: &str| text("away", "").replace("\"app\"", &format!("\"{name}\""));
    let most = limits::NAME;
    assert!(decode(&with_name(&"x".repeat(most))).is_ok());
    assert!(decode(&with_name(&"ü".repeat(most))).is_ok());
    assert!(decode(&with_name(&"🎉".repeat(most / 2))).is_ok());
    for name in [
        "".to_owned(),
        "x".repeat(most + 1),
        "🎉".repeat(most / 2 + 1),
    ] {
        assert_eq!(decode(&with_name(&name)), Err(DecodeError::Malformed("a")));
    }
}

#[test]
fn every_name_has_that_limit() {
    let long = "x".repeat(limits::NAME + 1);
    for field in ["a", "c", "d", "t"] {
        let old = match field {
            "a" => "app",
            "c" => "call",
            "d" => "alice",
            _ => "bob",
        };
        let whole = text("away", "").replace(&format!("\"{old}\""), &format!("\"{long}\""));
        assert_eq!(decode(&whole), Err(DecodeError::Malformed(field)));
    }
    let long = long.as_str();
    for invitation in [
        Invitation {
            channel: long.into(),
            ..invitation()
        },
        Invitation {
            to: vec![long.into()],
            ..invitation()
        },
        Invitation {
            group_id: Some(long.into()),
            ..invitation()
        },
    ]
    .map(Body::Invite)
    {
        assert!(!reads(invitation));
    }
}

#[test]
fn a_person_invited_may_have_a_name_of_the_longest_letters() {
    assert!(reads(Body::Invite(Invitation {
        to: vec!["ü".repeat(limits::NAME).as_str().into()],
        ..invitation()
    })));
}

#[test]
fn a_person_invited_has_a_name_that_is_not_empty() {
    assert!(!reads(Body::Invite(Invitation {
        to: vec!["".into()],
        ..invitation()
    })));
}

#[test]
fn a_text_has_a_longest_length() {
    let message = |length| {
        Body::Invite(Invitation {
            message: "x".repeat(length).into(),
            ..invitation()
        })
    };
    assert!(reads(message(limits::TEXT)));
    assert!(!reads(message(limits::TEXT + 1)));
    let cancel = |length: usize| Body::Cancel {
        round: 1,
        timed_out: false,
        reason: Some("x".repeat(length).into()),
        ext: None,
    };
    assert!(reads(cancel(limits::TEXT)));
    assert!(!reads(cancel(limits::TEXT + 1)));
}

#[test]
fn an_ext_has_a_longest_length() {
    let ext = |length: usize| {
        Body::Invite(Invitation {
            ext: Some("x".repeat(length).as_str().into()),
            ..invitation()
        })
    };
    assert!(reads(ext(limits::EXT)));
    assert!(!reads(ext(limits::EXT + 1)));
}

#[test]
fn so_many_people_are_named_in_one_invitation() {
    let to = |count| {
        Body::Invite(Invitation {
            to: vec!["bob".into(); count],
            ..invitation()
        })
    };
    assert!(reads(to(limits::INVITED)));
    assert!(!reads(to(limits::INVITED + 1)));
}

#[test]
fn so_many_people_are_named_in_one_join() {
    let join = |present, invited| {
        let one = Present {
            user: "bob".into(),
            device: "bob-1".into(),
            epoch: 1,
        };
        Body::Join(Box::new(Join {
            roster: Roster {
                present: vec![one; present],
                invited: vec![("eve".into(), MemberState::Ringing); invited],
            },
            ..Join::default()
        }))
    };
    let most = limits::PEOPLE;
    assert!(reads(join(most, most)));
    assert!(!reads(join(most + 1, 0)));
    assert!(!reads(join(0, most + 1)));
}

#[test]
fn an_epoch_has_a_highest_value() {
    for (epoch, is_read) in [
        (limits::EPOCH, true),
        (limits::EPOCH + 1, false),
        (u32::MAX, false),
    ] {
        let one = Present {
            user: "bob".into(),
            device: "bob-1".into(),
            epoch,
        };
        let roster = Roster {
            present: vec![one],
            invited: Vec::new(),
        };
        let own = Join {
            epoch,
            ..Join::default()
        };
        let ours = Join {
            yours: epoch,
            ..Join::default()
        };
        let of_others = Join {
            roster,
            ..Join::default()
        };
        for join in [own, ours, of_others] {
            assert_eq!(reads(Body::Join(Box::new(join))), is_read, "{epoch}");
        }
        let given = ConfirmAnswer {
            round: 1,
            device: "bob-1".into(),
            verdict: Verdict::Accept,
            device_name: "".into(),
            kind: CallType::GroupVideo,
            media: Media::default(),
            epoch,
            roster: Roster::default(),
        };
        assert_eq!(reads(Body::ConfirmAnswer(given)), is_read, "{epoch}");
    }
}

#[test]
fn a_token_has_a_longest_length() {
    for length in [limits::TOKEN, limits::TOKEN + 1] {
        let token = Some("x".repeat(length).into());
        let join = Join {
            token: token.clone(),
            ..Join::default()
        };
        let invite = Invitation {
            token,
            ..invitation()
        };
        for body in [Body::Join(Box::new(join)), Body::Invite(invite)] {
            assert_eq!(reads(body), length == limits::TOKEN);
        }
    }
}

#[test]
fn so_many_candidates_come_in_one_message() {
    let list = |count| Body::Candidates {
        incarnation: 1,
        list: vec![candidate("x", 0); count],
    };
    assert!(reads(list(limits::CANDIDATES_IN_ONE_MESSAGE)));
    assert!(!reads(list(limits::CANDIDATES_IN_ONE_MESSAGE + 1)));
}

#[test]
fn so_many_numbers_are_acknowledged_in_one_message() {
    let most = limits::ACKS_IN_ONE_MESSAGE;
    for (direct, all) in [(most, most), (most + 1, 0), (0, most + 1)] {
        let ack = Body::Ack {
            direct: vec![1; direct],
            all: vec![1; all],
        };
        assert_eq!(reads(ack), direct.max(all) <= most);
    }
}

#[test]
fn so_many_acknowledgements_ride_on_one_message() {
    let most = limits::ACKS_IN_ONE_MESSAGE;
    let riding = |count| Envelope {
        got: vec![1; count],
        ..envelope(Body::Away)
    };
    let read = decode(&encode(&riding(most)));
    assert_eq!(read.map(|read| read.got.len()), Ok(most));
    let read = decode(&encode(&riding(most + 1)));
    assert_eq!(read, Err(DecodeError::Malformed("got")));
}

#[test]
fn a_message_has_a_longest_length() {
    let describe = |length: usize| {
        Body::Describe(Description {
            incarnation: 1,
            generation: 1,
            step: Step::Offer,
            sdp: "x".repeat(length).into(),
            ufrag: "u".into(),
        })
    };
    let rest = encode(&envelope(describe(0))).len();
    assert!(reads(describe(limits::MESSAGE - rest)));
    assert!(!reads(describe(limits::MESSAGE - rest + 1)));
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |depth: usize| {
            let (open, close) = (open.repeat(depth), close.repeat(depth));
            text("away", &format!("\"new\":{open}1{close}"))
        };
        assert!(decode(&nested(8)).is_ok());
        assert!(decode(&nested(64)).is_err());
        assert!(decode(&nested(20_000)).is_err());
    }
}

#[test]
fn a_huge_text_is_refused_before_it_is_read() {
    let huge = "[".repeat(10 * limits::MESSAGE);
    assert_eq!(decode(&huge), Err(DecodeError::Malformed("too long")));
    let wide = text(
        "away",
        &format!("\"new\":[{}1]", "1,".repeat(limits::MESSAGE / 2)),
    );
    assert_eq!(decode(&wide), Err(DecodeError::Malformed("too long")));
}
