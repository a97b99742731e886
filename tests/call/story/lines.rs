//! One short line for each event and effect, so that a test compares stories.

use std::fmt::Write;

use callkit::call::message::Body;
use callkit::call::name::Json;
use callkit::call::output::{Change, Chat, Effect, Event, Left, Member, Record, Tone, What};

/// The call of most stories; lines about any other begin with its id.
pub const CALL: &str = "call";

pub fn kind(body: &Body) -> &'static str {
    match body {
        Body::Invite(_) => "invite",
        Body::Alert { .. } => "alert",
        Body::ConfirmRing { .. } => "confirm-ring",
        Body::Answer(_) => "answer",
        Body::ConfirmAnswer(_) => "confirm-answer",
        Body::Handled { .. } => "handled",
        Body::Occupied { .. } => "occupied",
        Body::Cancel { .. } => "cancel",
        Body::Join { .. } => "join",
        Body::Leave { .. } => "leave",
        Body::Away => "away",
        Body::Back => "back",
        Body::Describe(_) => "describe",
        Body::Candidates { .. } => "candidates",
        Body::Media(_) => "media",
        Body::Ack { .. } => "ack",
        Body::Unsupported => "unsupported",
        Body::Kind { .. } => "call-type",
    }
}

pub fn event(event: &Event) -> String {
    match event {
        Event::Invite(invite) => format!(
            "{}invite from {}",
            about(invite.call.as_str()),
            invite.from.as_str()
        ),
        Event::Change(change) => format!("{}{}", about(change.call.as_str()), what(change)),
        Event::Record(record) => self::record(record),
        Event::Error {
            failure, source, ..
        } => match source {
            Some(source) => format!("error {failure:?} {source:?}"),
            None => format!("error {failure:?}"),
        },
        Event::Online(true) => "online".into(),
        Event::Online(false) => "offline".into(),
        Event::AddPerson(add) => {
            let members: Vec<&str> = add.members.iter().map(|user| user.as_str()).collect();
            format!("add-person {}", members.join(" "))
        }
        Event::TokenWillExpire { .. } => "token-will-expire".into(),
    }
}

pub fn record(record: &Record) -> String {
    let mut line = format!("{}record {:?}", about(record.call.as_str()), record.status);
    if let Some(by) = &record.ended_by {
        let _ = write!(line, " by {}", by.as_str());
    }
    if let Some(error) = &record.error {
        let _ = write!(line, " {error:?}");
    }
    line
}

fn what(change: &Change) -> String {
    match &change.what {
        What::Ringing(user) => format!("ringing {}", user.as_str()),
        What::Accept(user, ext) => format!("accept {}{}", user.as_str(), words(None, ext)),
        What::Refuse(user, reason, ext) => {
            format!("refuse {}{}", user.as_str(), words(reason.as_deref(), ext))
        }
        What::Busy(user) => format!("busy {}", user.as_str()),
        What::Timeout(user) => format!("timeout {}", user.as_str()),
        What::Cancel(user, reason, ext) => {
            format!("cancel {}{}", user.as_str(), words(reason.as_deref(), ext))
        }
        What::AnsweredElsewhere {
            accepted,
            device_name,
        } => format!("answered-elsewhere {accepted} on {device_name}"),
        What::Connecting => "connecting".into(),
        What::Connected(_) => "connected".into(),
        What::Reconnecting(None) => "reconnecting".into(),
        What::Reconnecting(Some(user)) => format!("reconnecting {}", user.as_str()),
        What::Reconnected(None) => "reconnected".into(),
        What::Reconnected(Some(user)) => format!("reconnected {}", user.as_str()),
        What::UserJoined(user) => format!("user-joined {}", user.as_str()),
        What::UserLeft(user, left, message) => format!(
            "user-left {} {}{}",
            user.as_str(),
            match left {
                Left::HungUp => "hangup",
                Left::Lost => "lost",
                Left::Kicked => "kicked",
            },
            words(message.as_deref(), &None)
        ),
        What::UserPublished(user, source) => {
            format!("user-published {} {source:?}", user.as_str())
        }
        What::UserUnpublished(user, source) => {
            format!("user-unpublished {} {source:?}", user.as_str())
        }
        What::Member(member) => self::member(member),
        What::Merged(into) => format!("merged into {}", into.as_str()),
        What::CallTypeRequest(user, wanted) => {
            format!("call-type-request {} {wanted:?}", user.as_str())
        }
        What::CallType(user, was) => {
            format!(
                "call-type {:?} by {}, was {was:?}",
                change.kind,
                user.as_str()
            )
        }
        What::HangUp(reason) => format!("hangup{}", words(reason.as_deref(), &None)),
        What::Ended(_) => "ended".into(),
    }
}

fn member(member: &Member) -> String {
    let mut line = format!("member {} {:?}", member.user.as_str(), member.state);
    for (sends, source) in [
        (member.microphone, "microphone"),
        (member.camera, "camera"),
        (member.screen, "screen"),
    ] {
        if sends {
            let _ = write!(line, " +{source}");
        }
    }
    line
}

fn words(reason: Option<&str>, ext: &Option<Json>) -> String {
    let mut line = String::new();
    if let Some(reason) = reason {
        let _ = write!(line, " \"{reason}\"");
    }
    if let Some(ext) = ext {
        let _ = write!(line, " {}", ext.as_str());
    }
    line
}

fn about(call: &str) -> String {
    match call {
        CALL => String::new(),
        other => format!("{other}: "),
    }
}

fn chat(to: &Chat) -> String {
    match to {
        Chat::With(user) => format!("to {}", user.as_str()),
        Chat::Group(group) => format!("in {group}"),
    }
}

/// None for what is sent.
pub fn effect(effect: &Effect) -> Option<String> {
    Some(match effect {
        Effect::Send(..) | Effect::SendDirect(..) | Effect::Ping(_) => return None,
        Effect::SendChat(to, text, ext) => {
            format!("chat {} \"{text}\"{}", chat(to), words(None, ext))
        }
        Effect::SendRecord(to, record) => format!("chat {} {}", chat(to), self::record(record)),
        Effect::OpenPeer(_, user) => format!("open-peer {}", user.as_str()),
        Effect::MakeOffer { restart: false, .. } => "make-offer".into(),
        Effect::MakeOffer { restart: true, .. } => "make-offer restart".into(),
        Effect::TakeOffer(..) => "take-offer".into(),
        Effect::TakeAnswer(..) => "take-answer".into(),
        Effect::AddCandidates(_, list) => {
            let texts: Vec<&str> = list.iter().map(|candidate| &*candidate.text).collect();
            format!("add-candidates {}", texts.join(" "))
        }
        Effect::Rehearse(_) => "rehearse".into(),
        Effect::Publish(_) => "publish".into(),
        Effect::Reveal(_, user) => format!("reveal {}", user.as_str()),
        Effect::ClosePeer(_) => "close-peer".into(),
        Effect::OpenDevices {
            microphone, camera, ..
        } => match (microphone, camera) {
            (true, true) => "open microphone camera".into(),
            (true, false) => "open microphone".into(),
            (false, true) => "open camera".into(),
            (false, false) => "open nothing".into(),
        },
        Effect::CloseDevices => "close-devices".into(),
        Effect::EnableMicrophone(on) => format!("enable-microphone {on}"),
        Effect::CloseCamera => "close-camera".into(),
        Effect::OpenScreen { audio: false, .. } => "open screen".into(),
        Effect::OpenScreen { audio: true, .. } => "open screen with sound".into(),
        Effect::CloseScreen => "close-screen".into(),
        Effect::Ring(Tone::Incoming) => "ring".into(),
        Effect::Ring(Tone::Outgoing) => "ring-back".into(),
        Effect::StopRing => "stop-ring".into(),
        Effect::AskBeforeRing(..) => "ask-before-ring".into(),
        Effect::Keep(..) => return None,
        Effect::AskToken(..) => "ask-token".into(),
        Effect::VerifyToken { user, .. } => format!("verify-token {}", user.as_str()),
    })
}
