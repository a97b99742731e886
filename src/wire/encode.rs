//! Knows how a message is written. Leaves reading to `decode`, field for field.

use super::json::Writer;
use super::{KINDS, VERSION};
use crate::call::message::{Answer, Body, ConfirmAnswer, Description, Envelope, Invitation, Media};
use crate::call::name::Json;

/// Writes a message.
pub fn encode(envelope: &Envelope) -> String {
    let mut out = Writer::new();
    out.number("v", VERSION);
    out.text("k", KINDS[kind(&envelope.body)]);
    out.text("a", &envelope.app);
    out.text("c", envelope.call.as_str());
    out.text("d", envelope.device.as_str());
    out.number("b", u64::from(envelope.boot));
    out.text_if("t", envelope.to.as_ref().map(|to| to.as_str()));
    out.number("n", u64::from(envelope.number));
    body(&mut out, &envelope.body);
    out.finish()
}

/// The place of a message's kind in `KINDS`.
fn kind(body: &Body) -> usize {
    match body {
        Body::Invite(_) => 0,
        Body::Alert { .. } => 1,
        Body::ConfirmRing { .. } => 2,
        Body::Answer(_) => 3,
        Body::ConfirmAnswer(_) => 4,
        Body::Handled { .. } => 5,
        Body::Occupied { .. } => 6,
        Body::Cancel { .. } => 7,
        Body::Join { .. } => 8,
        Body::Leave { .. } => 9,
        Body::Away => 10,
        Body::Back => 11,
        Body::Describe(_) => 12,
        Body::Candidates { .. } => 13,
        Body::Media(_) => 14,
        Body::Ack { .. } => 15,
        Body::Unsupported => 16,
    }
}

fn body(out: &mut Writer, body: &Body) {
    match body {
        Body::Invite(it) => invite(out, it),
        Body::Alert { round } => out.number("r", u64::from(*round)),
        Body::ConfirmRing { round, left } => {
            out.number("r", u64::from(*round));
            out.number_if("left", *left);
        }
        Body::Answer(it) => answer(out, it),
        Body::ConfirmAnswer(it) => confirm(out, it),
        Body::Handled {
            round,
            accepted,
            device_name,
        } => {
            out.number("r", u64::from(*round));
            out.flag("accepted", *accepted);
            out.text("name", device_name);
        }
        Body::Occupied { busy } => out.flag("busy", *busy),
        Body::Cancel {
            round,
            timed_out,
            reason,
            ext,
        } => {
            out.number("r", u64::from(*round));
            out.flag("late", *timed_out);
            words(out, reason.as_deref(), ext.as_ref());
        }
        Body::Join { media: it } | Body::Media(it) => media(out, *it),
        Body::Leave { why, reason, ext } => {
            out.number("why", *why as u64);
            words(out, reason.as_deref(), ext.as_ref());
        }
        Body::Describe(it) => describe(out, it),
        Body::Candidates { incarnation, list } => {
            out.number("i", u64::from(*incarnation));
            let (mut texts, mut lines) = (Vec::new(), Vec::new());
            for it in list {
                texts.extend_from_slice(&[&*it.text, &*it.mid, &*it.ufrag]);
                lines.push(it.line);
            }
            out.texts("list", &texts);
            out.numbers("lines", &lines);
        }
        Body::Ack { direct, all } => {
            out.numbers("direct", direct);
            out.numbers("all", all);
        }
        Body::Away | Body::Back | Body::Unsupported => {}
    }
}

fn invite(out: &mut Writer, it: &Invitation) {
    out.number("type", it.kind as u64);
    out.number("chat", it.chat as u64);
    out.text("channel", it.channel.as_str());
    let mut to = Vec::new();
    for user in &it.to {
        to.push(user.as_str());
    }
    out.texts("to", &to);
    out.text_if("group", it.group_id.as_deref());
    out.text_if("groupName", it.group_name.as_deref());
    out.text("message", &it.message);
    out.text_if("ext", it.ext.as_ref().map(Json::as_str));
    out.number_if("left", it.left);
    out.number("r", u64::from(it.round));
    out.text_if("uid", it.uid.as_deref());
}

fn answer(out: &mut Writer, it: &Answer) {
    out.number("r", u64::from(it.round));
    out.number("says", it.verdict as u64);
    out.number("type", it.kind as u64);
    out.text_if("merges", it.merges.as_ref().map(|call| call.as_str()));
    words(out, it.reason.as_deref(), it.ext.as_ref());
    out.text("name", &it.device_name);
    out.text_if("uid", it.uid.as_deref());
}

fn confirm(out: &mut Writer, it: &ConfirmAnswer) {
    out.number("r", u64::from(it.round));
    out.text("device", it.device.as_str());
    out.number("says", it.verdict as u64);
    out.text("name", &it.device_name);
    out.number("type", it.kind as u64);
    media(out, it.media);
}

fn describe(out: &mut Writer, it: &Description) {
    out.number("i", u64::from(it.incarnation));
    out.number("g", u64::from(it.generation));
    out.number("step", it.step as u64);
    out.text("sdp", &it.sdp);
    out.text("ufrag", &it.ufrag);
}

fn media(out: &mut Writer, it: Media) {
    out.number("m", u64::from(it.counter));
    out.flag("mic", it.microphone);
    out.flag("cam", it.camera);
    out.flag("screen", it.screen);
    out.flag("pending", it.pending);
}

fn words(out: &mut Writer, reason: Option<&str>, ext: Option<&Json>) {
    out.text_if("reason", reason);
    out.text_if("ext", ext.map(Json::as_str));
}
