//! Knows the kinds of messages by name, and an empty one of each. What is in them is the form's.

use crate::call::message::{
    Ahead, Answer, Body, ConfirmAnswer, Description, Invitation, LeaveReason, Media, Roster, Step,
    Turn, Verdict,
};
use crate::call::name::{CallType, ChatType, Text};

/// The kinds of messages, as `k` names them; `place` and `blank` know each by its place.
const KINDS: [&str; 18] = [
    "invite",
    "alert",
    "confirm-ring",
    "answer",
    "confirm-answer",
    "handled",
    "occupied",
    "cancel",
    "join",
    "leave",
    "away",
    "back",
    "describe",
    "candidates",
    "media",
    "ack",
    "unsupported",
    "call-type",
];

/// The name of a message's kind.
pub(super) fn name(body: &Body) -> &'static str {
    KINDS[place(body)]
}

fn place(body: &Body) -> usize {
    match body {
        Body::Invite(_) => 0,
        Body::Alert { .. } => 1,
        Body::ConfirmRing { .. } => 2,
        Body::Answer(_) => 3,
        Body::ConfirmAnswer(_) => 4,
        Body::Handled { .. } => 5,
        Body::Occupied { .. } => 6,
        Body::Cancel { .. } => 7,
        Body::Join(_) => 8,
        Body::Leave { .. } => 9,
        Body::Away => 10,
        Body::Back => 11,
        Body::Describe(_) => 12,
        Body::Candidates { .. } => 13,
        Body::Media(_) => 14,
        Body::Ack { .. } => 15,
        Body::Unsupported => 16,
        Body::Kind { .. } => 17,
    }
}

/// Makes a message of this kind to be read into.
pub(super) fn blank(kind: &str) -> Option<Body> {
    let none = Text::default;
    let (round, media, reason, ext) = (0, Media::default(), None, None);
    let path = Ahead::Nothing;
    Some(match KINDS.iter().position(|known| *known == kind)? {
        0 => Body::Invite(Invitation {
            kind: CallType::Audio,
            chat: ChatType::Single,
            channel: none().into(),
            to: Vec::new(),
            group_id: None,
            group_name: None,
            message: none(),
            ext,
            left: None,
            round,
            uid: None,
            token: None,
        }),
        1 => Body::Alert { round, path },
        2 => Body::ConfirmRing {
            load: 0,
            round,
            left: None,
            path,
        },
        3 => Body::Answer(Answer::plain(round, Verdict::Accept, CallType::Audio)),
        4 => Body::ConfirmAnswer(ConfirmAnswer {
            round,
            device: none().into(),
            verdict: Verdict::Accept,
            device_name: none(),
            kind: CallType::Audio,
            media,
            epoch: 0,
            roster: Roster::default(),
        }),
        5 => Body::Handled {
            round,
            accepted: false,
            device_name: none(),
        },
        6 => Body::Occupied { busy: false },
        7 => Body::Cancel {
            round,
            timed_out: false,
            reason,
            ext,
        },
        8 => Body::Join(Box::default()),
        9 => Body::Leave {
            why: LeaveReason::HungUp,
            counter: 0,
            reason,
            ext,
            roster: Roster::default(),
        },
        10 => Body::Away,
        11 => Body::Back,
        12 => Body::Describe(Description {
            incarnation: 0,
            generation: 0,
            step: Step::Offer,
            sdp: none(),
            ufrag: none(),
        }),
        13 => Body::Candidates {
            incarnation: 0,
            list: Vec::new(),
        },
        14 => Body::Media(media),
        15 => Body::Ack {
            direct: Vec::new(),
            all: Vec::new(),
        },
        16 => Body::Unsupported,
        17 => Body::Kind {
            turn: Turn::Ask,
            version: 0,
            kind: CallType::Audio,
        },
        _ => return None,
    })
}
