//! Knows the plain objects that the page sees: events, calls, invitations, records. Leaves the words in them to `code`.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use super::code;
use crate::call::name::{
    CallId, CallType, Channel, ChatType, Direction, Json, Millis, Text, UserId,
};
use crate::call::output::{CallInfo, Change, Event, Invite, Member, Record, Timings, What};

/// Shows an event: its type and its detail.
pub fn of_event(event: &Event) -> (&'static str, JsValue) {
    match event {
        Event::Invite(invite) => ("invite", of_invite(invite)),
        Event::Change(change) => ("statechange", of_change(change)),
        Event::Record(record) => ("callrecord", of_record(record)),
        Event::Error {
            failure,
            source,
            call,
        } => {
            let mut detail = Detail::new();
            detail.text("code", code::of(*failure));
            detail.maybe("callId", call.as_ref().map(CallId::as_str));
            if let Some(source) = source {
                detail.number("source", f64::from(*source as u8));
            }
            ("error", detail.done())
        }
        Event::Online(on) => {
            let mut detail = Detail::new();
            detail.flag("online", *on);
            ("connectionchange", detail.done())
        }
    }
}

/// Shows an invitation.
pub fn of_invite(invite: &Invite) -> JsValue {
    let mut detail = Detail::of(&invite.call, &invite.channel, invite.kind);
    detail.number("chatType", f64::from(invite.chat as u8));
    detail.text("from", invite.from.as_str());
    detail.maybe("uid", invite.uid.as_deref());
    detail.users("to", &invite.to);
    detail.group(&invite.group_id, &invite.group_name);
    detail.text("message", &invite.message);
    detail.json(&invite.ext);
    if let Some(at) = invite.expires_at {
        detail.number("expiresAt", at as f64);
    }
    detail.done()
}

/// Shows a call.
pub fn of_call(info: &CallInfo) -> JsValue {
    let mut detail = Detail::of(&info.call, &info.channel, info.kind);
    detail.about(info.chat, info.direction, &info.from);
    detail.text("state", code::of_state(info.state));
    detail.group(&info.group_id, &info.group_name);
    detail.number("startedAt", info.started_at as f64);
    detail.time("connectedAt", info.connected_at);
    detail.put(
        "members",
        Value::Objects(info.members.iter().map(of_member).collect()),
    );
    detail.done()
}

/// Shows how a call went.
pub fn of_record(record: &Record) -> JsValue {
    record_of(record).done()
}

fn record_of(record: &Record) -> Detail<'_> {
    let mut detail = Detail::of(&record.call, &record.channel, record.kind);
    detail.about(record.chat, record.direction, &record.from);
    detail.users("members", &record.members);
    detail.group(&record.group_id, &record.group_name);
    detail.text("status", code::of_status(record.status));
    detail.number("startedAt", record.started_at as f64);
    detail.time("connectedAt", record.connected_at);
    detail.number("endedAt", record.ended_at as f64);
    let lasted = record
        .connected_at
        .map_or(0, |since| record.ended_at.saturating_sub(since));
    detail.number("duration", lasted as f64);
    let ended_by = record
        .ended_by
        .as_ref()
        .map_or(Value::Null(()), |user| Value::Text(user.as_str()));
    detail.put("endedBy", ended_by);
    detail.maybe("error", record.error.map(code::of));
    detail
}

/// Shows how long the steps of a call took.
pub fn of_timings(timings: &Timings) -> JsValue {
    let mut detail = Detail::new();
    detail.text("callId", timings.call.as_str());
    detail.text("direction", code::of_direction(timings.direction));
    for (name, at) in [
        ("delivered", timings.delivered),
        ("ringing", timings.ringing),
        ("accepted", timings.accepted),
        ("localReady", timings.local_ready),
        ("remoteReady", timings.remote_ready),
        ("pathReady", timings.path_ready),
        ("connected", timings.connected),
        ("firstRemoteAudio", timings.first_remote_audio),
        ("firstRemoteVideo", timings.first_remote_video),
        ("answerToFirstFrame", timings.answer_to_first_frame),
    ] {
        detail.time(name, at);
    }
    detail.done()
}

fn of_change(change: &Change) -> JsValue {
    let mut detail = Detail::of(&change.call, &change.channel, change.kind);
    let kind = match &change.what {
        What::Ringing(user) => {
            detail.user(user);
            "ringing"
        }
        What::Accept(user, ext) => {
            detail.json(ext);
            detail.user(user);
            "accept"
        }
        What::Refuse(user, reason, ext) => {
            detail.maybe("reason", reason.as_deref());
            detail.json(ext);
            detail.user(user);
            "refuse"
        }
        What::Busy(user) => {
            detail.user(user);
            "busy"
        }
        What::Timeout(user) => {
            detail.user(user);
            "timeout"
        }
        What::Cancel(user, reason, ext) => {
            detail.maybe("reason", reason.as_deref());
            detail.json(ext);
            detail.user(user);
            "cancel"
        }
        What::AnsweredElsewhere {
            accepted,
            device_name,
        } => {
            detail.flag("accepted", *accepted);
            detail.text("deviceName", device_name);
            "answered-elsewhere"
        }
        What::Connecting => "connecting",
        What::Connected(at) => {
            detail.number("at", *at as f64);
            "connected"
        }
        What::Reconnecting(user) => {
            detail.maybe("userId", user.as_ref().map(UserId::as_str));
            "reconnecting"
        }
        What::Reconnected(user) => {
            detail.maybe("userId", user.as_ref().map(UserId::as_str));
            "reconnected"
        }
        What::UserJoined(user) => {
            detail.user(user);
            "user-joined"
        }
        What::UserLeft(user, left, message) => {
            detail.text("reason", code::of_leaving(*left));
            detail.maybe("message", message.as_deref());
            detail.user(user);
            "user-left"
        }
        What::UserPublished(user, source) => {
            detail.text("mediaType", code::of_source(*source));
            detail.user(user);
            "user-published"
        }
        What::UserUnpublished(user, source) => {
            detail.text("mediaType", code::of_source(*source));
            detail.user(user);
            "user-unpublished"
        }
        What::Member(member) => {
            detail.put("member", Value::Object(of_member(member)));
            "member"
        }
        What::Merged(into) => {
            detail.text("into", into.as_str());
            "merged"
        }
        What::HangUp(reason) => {
            detail.maybe("reason", reason.as_deref());
            "hangup"
        }
        What::Ended(record) => {
            detail.put("record", Value::Object(record_of(record)));
            "ended"
        }
    };
    detail.text("type", kind);
    detail.done()
}

fn of_member(member: &Member) -> Detail<'_> {
    let mut detail = Detail::new();
    detail.user(&member.user);
    detail.maybe("uid", member.uid.as_deref());
    detail.text("state", code::of_member(member.state));
    detail.flag("microphone", member.microphone);
    detail.flag("camera", member.camera);
    detail.flag("screen", member.screen);
    detail
}

/// An object under construction.
struct Detail<'a>(Vec<(&'static str, Value<'a>)>);

#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Null(()),
    Flag(bool),
    Number(f64),
    Text(&'a str),
    Texts(Vec<&'a str>),
    Object(Detail<'a>),
    Objects(Vec<Detail<'a>>),
}

impl Serialize for Detail<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'a> Detail<'a> {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn of(call: &'a CallId, channel: &'a Channel, kind: CallType) -> Self {
        let mut detail = Self::new();
        detail.text("callId", call.as_str());
        detail.text("channel", channel.as_str());
        detail.number("callType", f64::from(kind as u8));
        detail
    }

    fn about(&mut self, chat: ChatType, direction: Direction, from: &'a UserId) {
        self.number("chatType", f64::from(chat as u8));
        self.text("direction", code::of_direction(direction));
        self.text("from", from.as_str());
    }

    fn group(&mut self, id: &'a Option<Text>, name: &'a Option<Text>) {
        self.maybe("groupId", id.as_deref());
        self.maybe("groupName", name.as_deref());
    }

    fn user(&mut self, user: &'a UserId) {
        self.text("userId", user.as_str());
    }

    fn flag(&mut self, name: &'static str, flag: bool) {
        self.put(name, Value::Flag(flag));
    }

    fn number(&mut self, name: &'static str, number: f64) {
        self.put(name, Value::Number(number));
    }

    fn time(&mut self, name: &'static str, at: Option<Millis>) {
        self.put(
            name,
            at.map_or(Value::Null(()), |at| Value::Number(at as f64)),
        );
    }

    fn text(&mut self, name: &'static str, text: &'a str) {
        self.put(name, Value::Text(text));
    }

    fn maybe(&mut self, name: &'static str, text: Option<&'a str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    fn json(&mut self, ext: &'a Option<Json>) {
        self.maybe("ext", ext.as_ref().map(Json::as_str));
    }

    fn users(&mut self, name: &'static str, users: &'a [UserId]) {
        self.put(
            name,
            Value::Texts(users.iter().map(UserId::as_str).collect()),
        );
    }

    fn put(&mut self, name: &'static str, value: Value<'a>) {
        self.0.push((name, value));
    }

    fn done(self) -> JsValue {
        let serializer = Serializer::new()
            .serialize_maps_as_objects(true)
            .serialize_missing_as_null(true);
        // Every key is a text and every value has its like in JavaScript.
        self.serialize(&serializer).unwrap_or_default()
    }
}
