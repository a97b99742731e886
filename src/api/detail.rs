//! Knows what the page sees: events, calls, invitations, records, as JSON. Leaves the words in them to `code`.

use super::code;
use crate::call::name::{
    CallId, CallType, Channel, ChatType, Direction, Json, Millis, Text, UserId,
};
use crate::call::output::{CallInfo, Change, Event, Invite, Member, Record, What};
use crate::wire::Writer;

/// Shows an event: its type and its detail.
pub fn of_event(event: &Event) -> (&'static str, String) {
    let mut out = Writer::default();
    let kind = match event {
        Event::Invite(invite) => {
            write_invite(&mut out, invite);
            "invite"
        }
        Event::Change(change) => {
            write_change(&mut out, change);
            "statechange"
        }
        Event::Record(record) => {
            write_record(&mut out, record);
            "callrecord"
        }
        Event::Error {
            failure,
            source,
            call,
        } => {
            out.text("code", code::of(*failure));
            maybe(&mut out, "callId", call.as_ref().map(CallId::as_str));
            if let Some(source) = source {
                out.number("source", *source as u64);
            }
            "error"
        }
        Event::AddPerson(add) => {
            of(&mut out, &add.call, &add.channel, add.kind);
            maybe(&mut out, "groupId", add.group_id.as_deref());
            out.list("members", add.members.len(), &mut |out, index| {
                out.string(add.members[index].as_str());
            });
            "addperson"
        }
        Event::TokenWillExpire {
            channel,
            expires_at,
        } => {
            out.text("channel", channel.as_str());
            out.number("expiresAt", *expires_at);
            "tokenwillexpire"
        }
        Event::Online(on) => {
            flag(&mut out, "online", *on);
            "connectionchange"
        }
    };
    (kind, out.finish())
}

/// Shows a chat message.
pub fn of_chat(text: &str, ext: Option<&str>) -> String {
    let mut out = Writer::default();
    out.text("text", text);
    maybe(&mut out, "ext", ext);
    out.finish()
}

/// Shows whose token for which room is to be checked.
pub fn of_token(user: &str, channel: &str) -> String {
    let mut out = Writer::default();
    out.text("user", user);
    out.text("channel", channel);
    out.finish()
}

/// Shows an invitation.
pub fn of_invite(invite: &Invite) -> String {
    let mut out = Writer::default();
    write_invite(&mut out, invite);
    out.finish()
}

/// Shows what rings.
pub fn of_invites(invites: &[Invite]) -> String {
    let mut out = Writer::default();
    out.list("invites", invites.len(), &mut |out, index| {
        out.open();
        write_invite(out, &invites[index]);
        out.close();
    });
    out.finish()
}

/// Shows a call.
pub fn of_call(info: &CallInfo) -> String {
    let mut out = Writer::default();
    of(&mut out, &info.call, &info.channel, info.kind);
    about(&mut out, info.chat, info.direction, &info.from);
    out.text("state", code::of_state(info.state));
    group(&mut out, &info.group_id, &info.group_name);
    out.number("startedAt", info.started_at);
    time(&mut out, "connectedAt", info.connected_at);
    out.list("members", info.members.len(), &mut |out, index| {
        write_member(out, &info.members[index]);
    });
    out.finish()
}

/// Shows how calls went.
pub fn of_records(records: &[Record]) -> String {
    let mut out = Writer::default();
    out.list("records", records.len(), &mut |out, index| {
        out.open();
        write_record(out, &records[index]);
        out.close();
    });
    out.finish()
}

/// Shows how a call went.
pub fn of_record(record: &Record) -> String {
    let mut out = Writer::default();
    write_record(&mut out, record);
    out.finish()
}

fn write_member(out: &mut Writer, member: &Member) {
    out.open();
    out.text("userId", member.user.as_str());
    if let Some(uid) = &member.uid {
        out.text("uid", uid);
    }
    out.text("state", code::of_member(member.state));
    flag(out, "microphone", member.microphone);
    flag(out, "camera", member.camera);
    flag(out, "screen", member.screen);
    out.close();
}

fn flag(out: &mut Writer, name: &str, flag: bool) {
    out.word(name, if flag { "true" } else { "false" });
}

fn write_invite(out: &mut Writer, invite: &Invite) {
    of(out, &invite.call, &invite.channel, invite.kind);
    out.number("chatType", invite.chat as u64);
    out.text("from", invite.from.as_str());
    maybe(out, "uid", invite.uid.as_deref());
    users(out, "to", &invite.to);
    group(out, &invite.group_id, &invite.group_name);
    out.text("message", &invite.message);
    json(out, &invite.ext);
    if let Some(at) = invite.expires_at {
        out.number("expiresAt", at);
    }
}

fn write_record(out: &mut Writer, record: &Record) {
    of(out, &record.call, &record.channel, record.kind);
    about(out, record.chat, record.direction, &record.from);
    users(out, "members", &record.members);
    group(out, &record.group_id, &record.group_name);
    out.text("status", code::of_status(record.status));
    out.number("startedAt", record.started_at);
    time(out, "connectedAt", record.connected_at);
    out.number("endedAt", record.ended_at);
    let lasted = record
        .connected_at
        .map_or(0, |since| record.ended_at.saturating_sub(since));
    out.number("duration", lasted);
    match &record.ended_by {
        Some(user) => out.text("endedBy", user.as_str()),
        None => out.word("endedBy", "null"),
    }
    maybe(out, "error", record.error.map(code::of));
}

fn write_change(out: &mut Writer, change: &Change) {
    of(out, &change.call, &change.channel, change.kind);
    let kind = match &change.what {
        What::Ringing(user) => {
            write_user(out, user);
            "ringing"
        }
        What::Accept(user, ext) => {
            json(out, ext);
            write_user(out, user);
            "accept"
        }
        What::Refuse(user, reason, ext) => {
            maybe(out, "reason", reason.as_deref());
            json(out, ext);
            write_user(out, user);
            "refuse"
        }
        What::Busy(user) => {
            write_user(out, user);
            "busy"
        }
        What::Timeout(user) => {
            write_user(out, user);
            "timeout"
        }
        What::Cancel(user, reason, ext) => {
            maybe(out, "reason", reason.as_deref());
            json(out, ext);
            write_user(out, user);
            "cancel"
        }
        What::AnsweredElsewhere {
            accepted,
            device_name,
        } => {
            flag(out, "accepted", *accepted);
            out.text("deviceName", device_name);
            "answered-elsewhere"
        }
        What::Connecting => "connecting",
        What::Connected(at) => {
            out.number("at", *at);
            "connected"
        }
        What::Reconnecting(user) => {
            maybe(out, "userId", user.as_ref().map(UserId::as_str));
            "reconnecting"
        }
        What::Reconnected(user) => {
            maybe(out, "userId", user.as_ref().map(UserId::as_str));
            "reconnected"
        }
        What::UserJoined(user) => {
            write_user(out, user);
            "user-joined"
        }
        What::UserLeft(user, left, message) => {
            out.text("reason", code::of_leaving(*left));
            maybe(out, "message", message.as_deref());
            write_user(out, user);
            "user-left"
        }
        What::UserPublished(user, source) => {
            out.text("mediaType", code::of_source(*source));
            write_user(out, user);
            "user-published"
        }
        What::UserUnpublished(user, source) => {
            out.text("mediaType", code::of_source(*source));
            write_user(out, user);
            "user-unpublished"
        }
        What::Member(member) => {
            out.key("member");
            write_member(out, member);
            "member"
        }
        What::Merged(into) => {
            out.text("into", into.as_str());
            "merged"
        }
        What::CallTypeRequest(user, wanted) => {
            out.text("from", user.as_str());
            out.number("wanted", *wanted as u64);
            "call-type-request"
        }
        What::CallType(user, was) => {
            out.text("from", user.as_str());
            out.number("was", *was as u64);
            "call-type"
        }
        What::HangUp(reason) => {
            maybe(out, "reason", reason.as_deref());
            "hangup"
        }
        What::Ended(record) => {
            out.key("record");
            out.open();
            write_record(out, record);
            out.close();
            "ended"
        }
    };
    out.text("type", kind);
}

fn of(out: &mut Writer, call: &CallId, channel: &Channel, kind: CallType) {
    out.text("callId", call.as_str());
    out.text("channel", channel.as_str());
    out.number("callType", kind as u64);
}

fn about(out: &mut Writer, chat: ChatType, direction: Direction, from: &UserId) {
    out.number("chatType", chat as u64);
    out.text("direction", code::of_direction(direction));
    out.text("from", from.as_str());
}

fn group(out: &mut Writer, id: &Option<Text>, name: &Option<Text>) {
    maybe(out, "groupId", id.as_deref());
    maybe(out, "groupName", name.as_deref());
}

fn write_user(out: &mut Writer, user: &UserId) {
    out.text("userId", user.as_str());
}

fn time(out: &mut Writer, name: &str, at: Option<Millis>) {
    match at {
        Some(at) => out.number(name, at),
        None => out.word(name, "null"),
    }
}

fn maybe(out: &mut Writer, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        out.text(name, text);
    }
}

fn json(out: &mut Writer, ext: &Option<Json>) {
    maybe(out, "ext", ext.as_ref().map(Json::as_str));
}

fn users(out: &mut Writer, name: &str, users: &[UserId]) {
    out.list(name, users.len(), &mut |out, index| {
        out.string(users[index].as_str());
    });
}
