//! Knows how a message is read and what makes it malformed. Leaves writing to `encode`, field for field.

use super::json::{self, Item, Value};
use super::{KINDS, VERSION};
use crate::call::limits;
use crate::call::message::{
    Answer, Body, Candidate, ConfirmAnswer, Description, Envelope, Invitation, LeaveReason, Media,
    Step, Verdict,
};
use crate::call::name::{CallId, CallType, ChatType, DeviceId, Json, Text, UserId};
use std::cell::Cell;

/// A message that was not understood.
#[derive(Clone, Debug, PartialEq)]
pub enum DecodeError {
    /// The field at fault.
    Malformed(&'static str),
    /// A newer major version; who sent it, so that it can be told.
    Unsupported {
        /// The sending device.
        device: DeviceId,
        /// The call it is about.
        call: CallId,
    },
}

/// Reads a message. It takes time and memory in proportion to the text, of which `limits::MESSAGE` is the most.
pub fn decode(text: &str) -> Result<Envelope, DecodeError> {
    if text.len() > limits::MESSAGE {
        return malformed("too long");
    }
    let Some(Value::Map(items)) = json::read(text) else {
        return malformed("not an object");
    };
    let it = Fields {
        items,
        fault: Cell::new(None),
    };
    let version = it.number("v");
    let (device, call) = (DeviceId::from(it.name("d")), CallId::from(it.name("c")));
    if it.fault.get().is_none() && version > VERSION {
        // The answer to it is never answered, whatever version it says it is.
        if &*it.text("k", limits::NAME) != "unsupported" {
            return Err(DecodeError::Unsupported { device, call });
        }
    }
    if version != VERSION {
        it.fail("v");
    }
    let envelope = Envelope {
        app: it.name("a"),
        call,
        device,
        boot: it.small("b"),
        to: it.name_if("t").map(DeviceId::from),
        number: it.small("n"),
        body: body(&it),
    };
    match it.fault.get() {
        None => Ok(envelope),
        Some(field) => malformed(field),
    }
}

fn body(it: &Fields) -> Body {
    let kind = it.text("k", limits::NAME);
    match KINDS.iter().position(|known| **known == *kind) {
        Some(0) => Body::Invite(invite(it)),
        Some(1) => Body::Alert {
            round: it.small("r"),
        },
        Some(2) => Body::ConfirmRing {
            round: it.small("r"),
            left: it.number_if("left"),
        },
        Some(3) => Body::Answer(answer(it)),
        Some(4) => Body::ConfirmAnswer(confirm(it)),
        Some(5) => Body::Handled {
            round: it.small("r"),
            accepted: it.flag("accepted"),
            device_name: it.text("name", limits::TEXT),
        },
        Some(6) => Body::Occupied {
            busy: it.flag("busy"),
        },
        Some(7) => Body::Cancel {
            round: it.small("r"),
            timed_out: it.flag("late"),
            reason: it.reason(),
            ext: it.ext(),
        },
        Some(8) => Body::Join { media: media(it) },
        Some(9) => Body::Leave {
            why: it.one_of(
                "why",
                [LeaveReason::HungUp, LeaveReason::Failed, LeaveReason::Lost],
            ),
            reason: it.reason(),
            ext: it.ext(),
        },
        Some(10) => Body::Away,
        Some(11) => Body::Back,
        Some(12) => Body::Describe(describe(it)),
        Some(13) => Body::Candidates {
            incarnation: it.small("i"),
            list: candidates(it),
        },
        Some(14) => Body::Media(media(it)),
        Some(15) => Body::Ack {
            direct: it.numbers("direct", limits::ACKS_IN_ONE_MESSAGE),
            all: it.numbers("all", limits::ACKS_IN_ONE_MESSAGE),
        },
        Some(16) => Body::Unsupported,
        Some(_) | None => {
            it.fail("k");
            Body::Unsupported
        }
    }
}

fn invite(it: &Fields) -> Invitation {
    let to = it.texts("to", limits::INVITED, None);
    Invitation {
        kind: it.kind(),
        chat: it.one_of("chat", [ChatType::Single, ChatType::Group, ChatType::Room]),
        channel: it.name("channel").into(),
        to: to.into_iter().map(UserId::from).collect(),
        group_id: it.name_if("group"),
        group_name: it.name_if("groupName"),
        message: it.text("message", limits::TEXT),
        ext: it.ext(),
        left: it.number_if("left"),
        round: it.small("r"),
        uid: it.name_if("uid"),
    }
}

fn answer(it: &Fields) -> Answer {
    Answer {
        round: it.small("r"),
        verdict: it.verdict(),
        kind: it.kind(),
        merges: it.name_if("merges").map(CallId::from),
        reason: it.reason(),
        ext: it.ext(),
        device_name: it.text("name", limits::TEXT),
        uid: it.name_if("uid"),
    }
}

fn confirm(it: &Fields) -> ConfirmAnswer {
    ConfirmAnswer {
        round: it.small("r"),
        device: it.name("device").into(),
        verdict: it.verdict(),
        device_name: it.text("name", limits::TEXT),
        kind: it.kind(),
        media: media(it),
    }
}

fn describe(it: &Fields) -> Description {
    Description {
        incarnation: it.small("i"),
        generation: it.small("g"),
        step: it.one_of("step", [Step::Offer, Step::Answer, Step::Restart]),
        sdp: it.text("sdp", limits::MESSAGE),
        ufrag: it.text("ufrag", limits::TEXT),
    }
}

fn candidates(it: &Fields) -> Vec<Candidate> {
    let most = limits::CANDIDATES_IN_ONE_MESSAGE;
    let mut texts = it.texts("list", most * 3, Some(limits::TEXT)).into_iter();
    let mut list = Vec::new();
    for line in it.numbers("lines", most) {
        if let (Some(text), Some(mid), Some(ufrag)) = (texts.next(), texts.next(), texts.next()) {
            list.push(Candidate {
                text,
                mid,
                line,
                ufrag,
            });
        } else {
            it.fail("list");
        }
    }
    if texts.next().is_some() {
        it.fail("list");
    }
    list
}

fn media(it: &Fields) -> Media {
    Media {
        counter: it.small("m"),
        microphone: it.flag("mic"),
        camera: it.flag("cam"),
        screen: it.flag("screen"),
        pending: it.flag("pending"),
    }
}

fn malformed(field: &'static str) -> Result<Envelope, DecodeError> {
    Err(DecodeError::Malformed(field))
}

/// The fields of a message. The first of two with one name counts. One at fault reads as empty, and the first such is remembered.
struct Fields<'a> {
    items: Vec<Item<'a>>,
    fault: Cell<Option<&'static str>>,
}

impl Fields<'_> {
    fn find(&self, key: &str) -> Option<&Value<'_>> {
        let (_, value) = self.items.iter().find(|(known, _)| known == key)?;
        Some(value)
    }

    fn has(&self, key: &str) -> bool {
        !matches!(self.find(key), None | Some(Value::Null))
    }

    #[inline(never)]
    fn fail(&self, key: &'static str) {
        self.fault.set(self.fault.get().or(Some(key)));
    }

    /// Reads text of at most so many bytes; where no number is given, a name: 1 to `limits::NAME` UTF-16 units.
    fn read_text(&self, key: &'static str, value: Option<&Value>, most: Option<usize>) -> Text {
        match value {
            Some(Value::Text(text))
                if most.map_or_else(|| is_name(text), |most| text.len() <= most) =>
            {
                text.as_ref().into()
            }
            _ => {
                self.fail(key);
                "".into()
            }
        }
    }

    #[inline(never)]
    fn text(&self, key: &'static str, most: usize) -> Text {
        self.read_text(key, self.find(key), Some(most))
    }

    #[inline(never)]
    fn name(&self, key: &'static str) -> Text {
        self.read_text(key, self.find(key), None)
    }

    #[inline(never)]
    fn name_if(&self, key: &'static str) -> Option<Text> {
        self.has(key).then(|| self.name(key))
    }

    /// Reads a whole number up to this one.
    fn read_number(&self, key: &'static str, value: Option<&Value>, most: u64) -> u64 {
        match value {
            Some(Value::Number(number)) if *number <= most => *number,
            _ => {
                self.fail(key);
                0
            }
        }
    }

    #[inline(never)]
    fn number(&self, key: &'static str) -> u64 {
        self.read_number(key, self.find(key), u64::MAX)
    }

    #[inline(never)]
    fn number_if(&self, key: &'static str) -> Option<u64> {
        self.has(key).then(|| self.number(key))
    }

    #[inline(never)]
    fn small(&self, key: &'static str) -> u32 {
        self.read_number(key, self.find(key), u64::from(u32::MAX)) as u32
    }

    /// Reads a number that stands for one of these, counted from 0.
    fn one_of<T: Copy, const N: usize>(&self, key: &'static str, these: [T; N]) -> T {
        these[self.read_number(key, self.find(key), N as u64 - 1) as usize]
    }

    #[inline(never)]
    fn flag(&self, key: &'static str) -> bool {
        match self.find(key) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.fail(key);
                false
            }
        }
    }

    fn list(&self, key: &'static str, most: usize) -> &[Item<'_>] {
        match self.find(key) {
            Some(Value::List(list)) if list.len() <= most => list,
            _ => {
                self.fail(key);
                &[]
            }
        }
    }

    #[inline(never)]
    fn numbers(&self, key: &'static str, most: usize) -> Vec<u32> {
        let mut numbers = Vec::new();
        for (_, value) in self.list(key, most) {
            numbers.push(self.read_number(key, Some(value), u64::from(u32::MAX)) as u32);
        }
        numbers
    }

    #[inline(never)]
    fn texts(&self, key: &'static str, most: usize, most_of_each: Option<usize>) -> Vec<Text> {
        let mut texts = Vec::new();
        for (_, value) in self.list(key, most) {
            texts.push(self.read_text(key, Some(value), most_of_each));
        }
        texts
    }

    #[inline(never)]
    fn kind(&self) -> CallType {
        use CallType::{Audio, GroupAudio, GroupVideo, Video};
        self.one_of("type", [Audio, Video, GroupVideo, GroupAudio])
    }

    #[inline(never)]
    fn verdict(&self) -> Verdict {
        self.one_of("says", [Verdict::Accept, Verdict::Refuse, Verdict::Busy])
    }

    #[inline(never)]
    fn reason(&self) -> Option<Text> {
        self.has("reason")
            .then(|| self.text("reason", limits::TEXT))
    }

    #[inline(never)]
    fn ext(&self) -> Option<Json> {
        self.has("ext")
            .then(|| self.text("ext", limits::EXT).into())
    }
}

/// Tells whether this is 1 to `limits::NAME` UTF-16 units long.
fn is_name(text: &str) -> bool {
    let mut units = 0;
    for byte in text.bytes() {
        // A letter begins with any byte but 0b10xx_xxxx; one of four bytes is two units.
        units += usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0);
    }
    (1..=limits::NAME).contains(&units)
}
