//! One message of every kind, with its text.

use callkit::call::message::{
    Ahead, Answer, Body, Candidate, ConfirmAnswer, Description, Envelope, Invitation, Join,
    LeaveReason, Media, Present, Roster, Step, Turn, Verdict,
};
use callkit::call::name::{CallType, ChatType, MemberState};

/// What every text below begins with, but for version and kind.
pub const HEAD: &str = r#""a":"app","c":"call","d":"alice","b":3,"t":"bob","n":7"#;

pub fn envelope(body: Body) -> Envelope {
    Envelope {
        app: "app".into(),
        call: "call".into(),
        device: "alice".into(),
        boot: 3,
        to: Some("bob".into()),
        number: 7,
        got: Vec::new(),
        body,
    }
}

/// The text of a message of this kind to one device, with these fields.
pub fn text(kind: &str, fields: &str) -> String {
    match fields {
        "" => format!(r#"{{"v":1,"k":"{kind}",{HEAD}}}"#),
        _ => format!(r#"{{"v":1,"k":"{kind}",{HEAD},{fields}}}"#),
    }
}

pub fn invitation() -> Invitation {
    Invitation {
        kind: CallType::GroupVideo,
        chat: ChatType::Group,
        channel: "room".into(),
        to: vec!["bob".into(), "carol".into()],
        group_id: Some("g1".into()),
        group_name: Some("Friends".into()),
        message: "come".into(),
        ext: Some(r#"{"a":1}"#.into()),
        left: Some(30_000),
        round: 2,
        uid: Some("42".into()),
        token: Some("t.o.k".into()),
    }
}

pub const MEDIA: Media = Media {
    counter: 4,
    microphone: true,
    camera: true,
    screen: true,
    pending: true,
    turn: 0,
};

pub fn roster() -> Roster {
    let present = |user: &str, device: &str, epoch| Present {
        user: user.into(),
        device: device.into(),
        epoch,
    };
    Roster {
        present: vec![present("bob", "bob-1", 1), present("carol", "carol-2", 2)],
        invited: vec![("dave".into(), MemberState::Ringing)],
    }
}

/// Every kind of message, with all fields and with as few as can be, and the fields of its text.
pub fn all() -> Vec<(Body, &'static str, &'static str)> {
    let media = MEDIA;
    let silent = Media::default();
    vec![
        (
            Body::Invite(invitation()),
            "invite",
            r#""type":2,"chat":1,"channel":"room","to":["bob","carol"],"group":"g1","groupName":"Friends","message":"come","ext":"{\"a\":1}","left":30000,"r":2,"uid":"42","token":"t.o.k""#,
        ),
        (
            Body::Invite(Invitation {
                kind: CallType::Audio,
                chat: ChatType::Single,
                to: vec!["bob".into()],
                group_id: None,
                group_name: None,
                message: "".into(),
                ext: None,
                left: None,
                round: 1,
                uid: None,
                token: None,
                ..invitation()
            }),
            "invite",
            r#""type":0,"chat":0,"channel":"room","to":["bob"],"message":"","r":1"#,
        ),
        (
            Body::Alert {
                round: 1,
                path: Ahead::Nothing,
            },
            "alert",
            r#""r":1"#,
        ),
        (
            Body::Alert {
                round: 1,
                path: Ahead::Built,
            },
            "alert",
            r#""r":1,"path":2"#,
        ),
        (
            Body::ConfirmRing {
                load: 3,
                round: 1,
                left: None,
                path: Ahead::Prepared,
            },
            "confirm-ring",
            r#""load":3,"r":1,"path":1"#,
        ),
        (
            Body::ConfirmRing {
                load: 0,
                round: 1,
                left: Some(15_000),
                path: Ahead::Nothing,
            },
            "confirm-ring",
            r#""r":1,"left":15000"#,
        ),
        (
            Body::ConfirmRing {
                load: 0,
                round: 1,
                left: None,
                path: Ahead::Nothing,
            },
            "confirm-ring",
            r#""r":1"#,
        ),
        (
            Body::Answer(Answer {
                round: 1,
                verdict: Verdict::Accept,
                kind: CallType::Video,
                merges: Some("other".into()),
                reason: Some("yes".into()),
                ext: Some("{}".into()),
                device_name: "Chrome on Linux".into(),
                uid: Some("43".into()),
                token: Some("t.o.k".into()),
            }),
            "answer",
            r#""r":1,"says":0,"type":1,"merges":"other","reason":"yes","ext":"{}","name":"Chrome on Linux","uid":"43","token":"t.o.k""#,
        ),
        (
            Body::Answer(Answer::plain(1, Verdict::Busy, CallType::Video)),
            "answer",
            r#""r":1,"says":2,"type":1,"name":"""#,
        ),
        (
            Body::ConfirmAnswer(ConfirmAnswer {
                round: 1,
                device: "bob".into(),
                verdict: Verdict::Refuse,
                device_name: "Firefox".into(),
                kind: CallType::Video,
                media,
                epoch: 0,
                roster: Roster::default(),
            }),
            "confirm-answer",
            r#""r":1,"device":"bob","says":1,"name":"Firefox","type":1,"m":4,"mic":true,"cam":true,"screen":true,"pending":true"#,
        ),
        (
            Body::ConfirmAnswer(ConfirmAnswer {
                round: 1,
                device: "bob".into(),
                verdict: Verdict::Accept,
                device_name: "Firefox".into(),
                kind: CallType::Video,
                media,
                epoch: 3,
                roster: roster(),
            }),
            "confirm-answer",
            r#""r":1,"device":"bob","says":0,"name":"Firefox","type":1,"m":4,"mic":true,"cam":true,"screen":true,"pending":true,"e":3,"in":["bob","bob-1","carol","carol-2"],"epochs":[1,2],"asked":["dave"],"how":[2]"#,
        ),
        (
            Body::Handled {
                round: 1,
                accepted: true,
                device_name: "Firefox".into(),
            },
            "handled",
            r#""r":1,"accepted":true,"name":"Firefox""#,
        ),
        (
            Body::Handled {
                round: 1,
                accepted: false,
                device_name: "".into(),
            },
            "handled",
            r#""r":1,"name":"""#,
        ),
        (Body::Occupied { busy: true }, "occupied", r#""busy":true"#),
        (Body::Occupied { busy: false }, "occupied", ""),
        (
            Body::Cancel {
                round: 1,
                timed_out: true,
                reason: Some("late".into()),
                ext: Some("[]".into()),
            },
            "cancel",
            r#""r":1,"late":true,"reason":"late","ext":"[]""#,
        ),
        (
            Body::Cancel {
                round: 1,
                timed_out: false,
                reason: None,
                ext: None,
            },
            "cancel",
            r#""r":1"#,
        ),
        (
            Body::Join(Box::new(Join {
                media: silent,
                ..Join::default()
            })),
            "join",
            r#""m":0"#,
        ),
        (
            Body::Join(Box::new(Join {
                media,
                channel: Some("room".into()),
                kind: Some(CallType::GroupAudio),
                epoch: 2,
                counter: 9,
                wants: true,
                refuses: true,
                yours: 1,
                roster: roster(),
                uid: Some("42".into()),
                token: Some("t.o.k".into()),
            })),
            "join",
            r#""m":4,"mic":true,"cam":true,"screen":true,"pending":true,"channel":"room","type":3,"e":2,"s":9,"wants":true,"refuses":true,"yours":1,"in":["bob","bob-1","carol","carol-2"],"epochs":[1,2],"asked":["dave"],"how":[2],"uid":"42","token":"t.o.k""#,
        ),
        (
            Body::Leave {
                why: LeaveReason::Full,
                counter: 7,
                reason: None,
                ext: None,
                roster: roster(),
            },
            "leave",
            r#""why":4,"s":7,"in":["bob","bob-1","carol","carol-2"],"epochs":[1,2],"asked":["dave"],"how":[2]"#,
        ),
        (
            Body::Leave {
                why: LeaveReason::Lost,
                counter: 0,
                reason: Some("bye".into()),
                ext: Some("{}".into()),
                roster: Roster::default(),
            },
            "leave",
            r#""why":2,"reason":"bye","ext":"{}""#,
        ),
        (
            Body::Leave {
                why: LeaveReason::HungUp,
                counter: 0,
                reason: None,
                ext: None,
                roster: Roster::default(),
            },
            "leave",
            r#""why":0"#,
        ),
        (
            Body::Leave {
                why: LeaveReason::Failed,
                counter: 0,
                reason: None,
                ext: None,
                roster: Roster::default(),
            },
            "leave",
            r#""why":1"#,
        ),
        (Body::Away, "away", ""),
        (Body::Back, "back", ""),
        (
            Body::Describe(Description {
                incarnation: 2,
                generation: 5,
                step: Step::Answer,
                sdp: "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\n".into(),
                ufrag: "aB+/".into(),
            }),
            "describe",
            r#""i":2,"g":5,"step":1,"sdp":"v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\n","ufrag":"aB+/""#,
        ),
        (
            Body::Describe(Description {
                incarnation: 1,
                generation: 0,
                step: Step::Restart,
                sdp: "".into(),
                ufrag: "".into(),
            }),
            "describe",
            r#""i":1,"g":0,"step":2,"sdp":"","ufrag":"""#,
        ),
        (
            Body::Candidates {
                incarnation: 1,
                list: vec![candidate("candidate:1", 0), candidate("candidate:2", 2)],
            },
            "candidates",
            r#""i":1,"list":["candidate:1","0","u","candidate:2","0","u"],"lines":[0,2]"#,
        ),
        (
            Body::Media(media),
            "media",
            r#""m":4,"mic":true,"cam":true,"screen":true,"pending":true"#,
        ),
        (
            Body::Kind {
                turn: Turn::Set,
                version: 3,
                kind: CallType::Video,
            },
            "call-type",
            r#""says":4,"m":3,"type":1"#,
        ),
        (
            Body::Ack {
                direct: vec![1, 2],
                all: vec![],
            },
            "ack",
            r#""direct":[1,2],"all":[]"#,
        ),
        (Body::Unsupported, "unsupported", ""),
    ]
}

pub fn candidate(text: &str, line: u32) -> Candidate {
    Candidate {
        text: text.into(),
        mid: "0".into(),
        line,
        ufrag: "u".into(),
    }
}
