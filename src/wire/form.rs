//! Knows which fields each message has: once, for reading and writing, in the order in which they are written. Leaves what is a
//! fault in one of them to `fields`.

use std::mem::take;

use super::VERSION;
use super::fields::{Fields, NAME};
use super::kinds::name;
use crate::call::limits::{self, ACKS_IN_ONE_MESSAGE, CANDIDATES_IN_ONE_MESSAGE, EXT, TEXT};
use crate::call::message::{
    Ahead, Answer, Body, Candidate, ConfirmAnswer, Description, Envelope, Invitation, Join,
    LeaveReason, Media, Present, Roster, Step, Turn, Verdict,
};
use crate::call::name::{CallType, ChatType, Json, MemberState, Text, UserId};

const REASONS: [LeaveReason; 6] = [
    LeaveReason::HungUp,
    LeaveReason::Failed,
    LeaveReason::Lost,
    LeaveReason::Kicked,
    LeaveReason::Full,
    LeaveReason::Rejected,
];

const STATES: [MemberState; 12] = [
    MemberState::Inviting,
    MemberState::Delivered,
    MemberState::Ringing,
    MemberState::Joining,
    MemberState::Joined,
    MemberState::Reconnecting,
    MemberState::Refused,
    MemberState::Busy,
    MemberState::Timeout,
    MemberState::Cancelled,
    MemberState::Left,
    MemberState::Lost,
];

const TURNS: [Turn; 5] = [
    Turn::Ask,
    Turn::Accept,
    Turn::Refuse,
    Turn::Withdraw,
    Turn::Set,
];

/// Goes through what every message carries, and tells its version and its kind.
pub(super) fn head(it: &mut Fields, message: &mut Envelope) -> (u64, Text) {
    let version = it.number("v", VERSION, u64::MAX);
    let kind = it.word("k", name(&message.body));
    it.name("a", &mut message.app);
    it.name("c", &mut message.call);
    it.name("d", &mut message.device);
    it.small("b", &mut message.boot);
    it.text_if("t", &mut message.to, NAME);
    it.small("n", &mut message.number);
    if it.has("got", !message.got.is_empty()) {
        it.smalls("got", &mut message.got, ACKS_IN_ONE_MESSAGE);
    }
    (version, kind)
}

/// Goes through the fields of its kind.
pub(super) fn body(it: &mut Fields, body: &mut Body) {
    match body {
        Body::Invite(own) => invite(it, own),
        Body::Alert { round, path } => {
            it.small("r", round);
            ahead(it, path);
        }
        Body::ConfirmRing {
            load,
            round,
            left,
            path,
        } => {
            it.small_if("load", load);
            it.small("r", round);
            it.millis_if("left", left);
            ahead(it, path);
        }
        Body::Answer(own) => answer(it, own),
        Body::ConfirmAnswer(own) => confirm(it, own),
        Body::Handled {
            round,
            accepted,
            device_name,
        } => {
            it.small("r", round);
            it.flag("accepted", accepted);
            it.text("name", device_name, TEXT);
        }
        Body::Occupied { busy } => it.flag("busy", busy),
        Body::Cancel {
            round,
            timed_out,
            reason,
            ext,
        } => {
            it.small("r", round);
            it.flag("late", timed_out);
            words(it, reason, ext);
        }
        Body::Join(own) => join(it, own),
        Body::Media(own) => media(it, own),
        Body::Leave {
            why,
            counter,
            reason,
            ext,
            roster: own,
        } => {
            *why = REASONS[it.place("why", *why as u8, REASONS.len())];
            it.small_if("s", counter);
            words(it, reason, ext);
            roster(it, own);
        }
        Body::Describe(own) => describe(it, own),
        Body::Candidates { incarnation, list } => {
            it.small("i", incarnation);
            candidates(it, list);
        }
        Body::Ack { direct, all } => {
            it.smalls("direct", direct, ACKS_IN_ONE_MESSAGE);
            it.smalls("all", all, ACKS_IN_ONE_MESSAGE);
        }
        Body::Kind {
            turn,
            version,
            kind: own,
        } => {
            *turn = TURNS[it.place("says", *turn as u8, TURNS.len())];
            it.small("m", version);
            kind(it, own);
        }
        Body::Away | Body::Back | Body::Unsupported => {}
    }
}

fn invite(it: &mut Fields, own: &mut Invitation) {
    kind(it, &mut own.kind);
    chat(it, &mut own.chat);
    it.name("channel", &mut own.channel);
    people(it, &mut own.to);
    it.text_if("group", &mut own.group_id, NAME);
    it.text_if("groupName", &mut own.group_name, NAME);
    it.text("message", &mut own.message, TEXT);
    it.text_if("ext", &mut own.ext, EXT);
    it.millis_if("left", &mut own.left);
    it.small("r", &mut own.round);
    it.text_if("uid", &mut own.uid, NAME);
    it.text_if("token", &mut own.token, limits::TOKEN);
}

fn join(it: &mut Fields, own: &mut Join) {
    media(it, &mut own.media);
    it.text_if("channel", &mut own.channel, NAME);
    if it.has("type", own.kind.is_some()) {
        kind(it, own.kind.get_or_insert(CallType::GroupVideo));
    }
    epoch(it, "e", &mut own.epoch);
    it.small_if("s", &mut own.counter);
    it.flag("wants", &mut own.wants);
    it.flag("refuses", &mut own.refuses);
    epoch(it, "yours", &mut own.yours);
    roster(it, &mut own.roster);
    it.text_if("uid", &mut own.uid, NAME);
    it.text_if("token", &mut own.token, limits::TOKEN);
}

fn epoch(it: &mut Fields, key: &'static str, own: &mut u32) {
    it.small_if(key, own);
    if *own > limits::EPOCH {
        it.fail(key);
    }
}

/// Who is in travels as a list of user and device each and a list of their epochs, whom the sender has invited likewise.
fn roster(it: &mut Fields, own: &mut Roster) {
    let (mut names, mut numbers) = (Vec::new(), Vec::new());
    for mut one in own.present.drain(..) {
        names.push(take(one.user.as_mut()));
        names.push(take(one.device.as_mut()));
        numbers.push(one.epoch);
    }
    table(it, ["in", "epochs"], &mut names, &mut numbers, 2);
    for (pair, epoch) in names.chunks(2).zip(numbers.drain(..)) {
        if epoch > limits::EPOCH {
            it.fail("epochs");
        }
        own.present.push(Present {
            user: pair[0].clone().into(),
            device: pair[1].clone().into(),
            epoch,
        });
    }
    asked(it, &mut own.invited);
}

/// How far people are of whom no device counts.
pub(super) fn asked(it: &mut Fields, own: &mut Vec<(UserId, MemberState)>) {
    let (mut names, mut numbers) = (Vec::new(), Vec::new());
    for (mut user, state) in own.drain(..) {
        names.push(take(user.as_mut()));
        numbers.push(state as u32);
    }
    table(it, ["asked", "how"], &mut names, &mut numbers, 1);
    for (name, number) in names.into_iter().zip(numbers) {
        match STATES.get(number as usize) {
            Some(state) => own.push((name.into(), *state)),
            None => it.fail("how"),
        }
    }
}

/// A list of names, so many for each number of another list. Both may be absent.
fn table(
    it: &mut Fields,
    [key, other]: [&'static str; 2],
    names: &mut Vec<Text>,
    numbers: &mut Vec<u32>,
    width: usize,
) {
    if !it.has(key, !names.is_empty()) {
        return;
    }
    it.texts(key, names, limits::PEOPLE * width, NAME);
    it.smalls(other, numbers, limits::PEOPLE);
    if names.len() != numbers.len() * width {
        it.fail(key);
        names.clear();
        numbers.clear();
    }
}

fn people(it: &mut Fields, list: &mut Vec<UserId>) {
    let mut names = Vec::new();
    for mut user in list.drain(..) {
        names.push(take(user.as_mut()));
    }
    it.texts("to", &mut names, limits::INVITED, NAME);
    for name in names {
        list.push(name.into());
    }
}

fn answer(it: &mut Fields, own: &mut Answer) {
    it.small("r", &mut own.round);
    verdict(it, &mut own.verdict);
    kind(it, &mut own.kind);
    it.text_if("merges", &mut own.merges, NAME);
    words(it, &mut own.reason, &mut own.ext);
    it.text("name", &mut own.device_name, TEXT);
    it.text_if("uid", &mut own.uid, NAME);
    it.text_if("token", &mut own.token, limits::TOKEN);
}

fn confirm(it: &mut Fields, own: &mut ConfirmAnswer) {
    it.small("r", &mut own.round);
    it.name("device", &mut own.device);
    verdict(it, &mut own.verdict);
    it.text("name", &mut own.device_name, TEXT);
    kind(it, &mut own.kind);
    media(it, &mut own.media);
    epoch(it, "e", &mut own.epoch);
    roster(it, &mut own.roster);
}

fn describe(it: &mut Fields, own: &mut Description) {
    let steps = [Step::Offer, Step::Answer, Step::Restart];
    it.small("i", &mut own.incarnation);
    it.small("g", &mut own.generation);
    own.step = steps[it.place("step", own.step as u8, steps.len())];
    it.text("sdp", &mut own.sdp, limits::MESSAGE);
    it.text("ufrag", &mut own.ufrag, TEXT);
}

/// Candidates travel as a list of three texts each, and a list of their lines.
fn candidates(it: &mut Fields, list: &mut Vec<Candidate>) {
    let (mut texts, mut lines) = (Vec::<Text>::new(), Vec::new());
    for own in list.drain(..) {
        texts.extend([own.text, own.mid, own.ufrag]);
        lines.push(own.line);
    }
    it.texts("list", &mut texts, CANDIDATES_IN_ONE_MESSAGE * 3, TEXT);
    it.smalls("lines", &mut lines, CANDIDATES_IN_ONE_MESSAGE);
    if texts.len() != lines.len() * 3 {
        it.fail("list");
    }
    let mut texts = texts.into_iter();
    for line in lines {
        if let (Some(text), Some(mid), Some(ufrag)) = (texts.next(), texts.next(), texts.next()) {
            list.push(Candidate {
                text,
                mid,
                line,
                ufrag,
            });
        }
    }
}

fn media(it: &mut Fields, own: &mut Media) {
    it.small("m", &mut own.counter);
    it.flag("mic", &mut own.microphone);
    it.flag("cam", &mut own.camera);
    it.flag("screen", &mut own.screen);
    it.flag("pending", &mut own.pending);
    it.small_if("turn", &mut own.turn);
}

fn ahead(it: &mut Fields, own: &mut Ahead) {
    let mut much = *own as u32;
    it.small_if("path", &mut much);
    // Whoever knows more than we do knows all of this.
    *own = [Ahead::Nothing, Ahead::Prepared, Ahead::Built][much.min(2) as usize];
}

fn words(it: &mut Fields, reason: &mut Option<Text>, ext: &mut Option<Json>) {
    it.text_if("reason", reason, TEXT);
    it.text_if("ext", ext, EXT);
}

pub(super) fn chat(it: &mut Fields, own: &mut ChatType) {
    let chats = [ChatType::Single, ChatType::Group, ChatType::Room];
    *own = chats[it.place("chat", *own as u8, chats.len())];
}

pub(super) fn kind(it: &mut Fields, own: &mut CallType) {
    let kinds = [
        CallType::Audio,
        CallType::Video,
        CallType::GroupVideo,
        CallType::GroupAudio,
    ];
    *own = kinds[it.place("type", *own as u8, kinds.len())];
}

fn verdict(it: &mut Fields, own: &mut Verdict) {
    let verdicts = [Verdict::Accept, Verdict::Refuse, Verdict::Busy];
    *own = verdicts[it.place("says", *own as u8, verdicts.len())];
}
