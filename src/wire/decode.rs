//! Knows how a message is read and what makes it malformed. Leaves writing to `encode`, field for field.

use std::rc::Rc;

use super::VERSION;
use super::json::{self, Value};
use crate::call::limits;
use crate::call::message::{
    Answer, Body, Candidate, ConfirmAnswer, Description, Envelope, Invitation, LeaveReason, Media,
    Step, Verdict,
};
use crate::call::name::{CallId, CallType, ChatType, DeviceId, Json, UserId};

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

type Read<T> = Result<T, DecodeError>;

/// Reads a message. It takes time and memory in proportion to the text, of which `limits::MESSAGE` is the most.
pub fn decode(text: &str) -> Read<Envelope> {
    if text.len() > limits::MESSAGE {
        return malformed("too long");
    }
    let Some(Value::Map(map)) = json::read(text) else {
        return malformed("not an object");
    };
    let fields = Fields(map);
    let version = fields.number("v")?;
    let (device, call) = (fields.name("d")?.into(), fields.name("c")?.into());
    if version < VERSION {
        return malformed("v");
    }
    if version > VERSION {
        // The answer to it is never answered, whatever version it says it is.
        return match fields.text("k", limits::NAME) {
            Ok(kind) if &*kind == "unsupported" => malformed("v"),
            _ => Err(DecodeError::Unsupported { device, call }),
        };
    }
    Ok(Envelope {
        app: fields.name("a")?,
        call,
        device,
        boot: fields.small("b")?,
        to: fields.optional("t", |it| it.name("t"))?.map(DeviceId::from),
        number: fields.small("n")?,
        body: body(&fields)?,
    })
}

fn body(it: &Fields) -> Read<Body> {
    Ok(match &*it.text("k", limits::NAME)? {
        "invite" => Body::Invite(invite(it)?),
        "alert" => Body::Alert {
            round: it.small("r")?,
        },
        "confirm-ring" => Body::ConfirmRing {
            round: it.small("r")?,
            left: it.optional("left", |it| it.number("left"))?,
        },
        "answer" => Body::Answer(answer(it)?),
        "confirm-answer" => Body::ConfirmAnswer(confirm(it)?),
        "handled" => Body::Handled {
            round: it.small("r")?,
            accepted: it.flag("accepted")?,
            device_name: it.text("name", limits::TEXT)?,
        },
        "occupied" => Body::Occupied {
            busy: it.flag("busy")?,
        },
        "cancel" => Body::Cancel {
            round: it.small("r")?,
            timed_out: it.flag("late")?,
            reason: it.reason()?,
            ext: it.ext()?,
        },
        "join" => Body::Join { media: media(it)? },
        "leave" => Body::Leave {
            why: match it.number("why")? {
                0 => LeaveReason::HungUp,
                1 => LeaveReason::Failed,
                2 => LeaveReason::Lost,
                _ => return malformed("why"),
            },
            reason: it.reason()?,
            ext: it.ext()?,
        },
        "away" => Body::Away,
        "back" => Body::Back,
        "describe" => Body::Describe(describe(it)?),
        "candidates" => Body::Candidates {
            incarnation: it.small("i")?,
            list: candidates(it)?,
        },
        "media" => Body::Media(media(it)?),
        "ack" => Body::Ack {
            direct: it.numbers("direct", limits::ACKS_IN_ONE_MESSAGE)?,
            all: it.numbers("all", limits::ACKS_IN_ONE_MESSAGE)?,
        },
        "unsupported" => Body::Unsupported,
        _ => return malformed("k"),
    })
}

fn invite(it: &Fields) -> Read<Invitation> {
    let to = it.texts("to", limits::INVITED, is_name)?;
    Ok(Invitation {
        kind: it.kind()?,
        chat: ChatType::from_number(it.small("chat")?).ok_or(DecodeError::Malformed("chat"))?,
        channel: it.name("channel")?.into(),
        to: to.into_iter().map(UserId::from).collect(),
        group_id: it.optional("group", |it| it.name("group"))?,
        group_name: it.optional("groupName", |it| it.name("groupName"))?,
        message: it.text("message", limits::TEXT)?,
        ext: it.ext()?,
        left: it.optional("left", |it| it.number("left"))?,
        round: it.small("r")?,
        uid: it.optional("uid", |it| it.name("uid"))?,
    })
}

fn answer(it: &Fields) -> Read<Answer> {
    Ok(Answer {
        round: it.small("r")?,
        verdict: it.verdict()?,
        kind: it.kind()?,
        merges: it
            .optional("merges", |it| it.name("merges"))?
            .map(CallId::from),
        reason: it.reason()?,
        ext: it.ext()?,
        device_name: it.text("name", limits::TEXT)?,
        uid: it.optional("uid", |it| it.name("uid"))?,
    })
}

fn confirm(it: &Fields) -> Read<ConfirmAnswer> {
    Ok(ConfirmAnswer {
        round: it.small("r")?,
        device: it.name("device")?.into(),
        verdict: it.verdict()?,
        device_name: it.text("name", limits::TEXT)?,
        kind: it.kind()?,
        media: media(it)?,
    })
}

fn describe(it: &Fields) -> Read<Description> {
    Ok(Description {
        incarnation: it.small("i")?,
        generation: it.small("g")?,
        step: match it.number("step")? {
            0 => Step::Offer,
            1 => Step::Answer,
            2 => Step::Restart,
            _ => return malformed("step"),
        },
        sdp: it.text("sdp", limits::MESSAGE)?,
        ufrag: it.text("ufrag", limits::TEXT)?,
    })
}

fn candidates(it: &Fields) -> Read<Vec<Candidate>> {
    let most = limits::CANDIDATES_IN_ONE_MESSAGE;
    let texts = it.texts("list", most * 3, |text| text.len() <= limits::TEXT)?;
    let lines = it.numbers("lines", most)?;
    if texts.len() != lines.len() * 3 {
        return malformed("list");
    }
    let list = texts
        .chunks_exact(3)
        .zip(lines)
        .map(|(texts, line)| Candidate {
            text: texts[0].clone(),
            mid: texts[1].clone(),
            ufrag: texts[2].clone(),
            line,
        });
    Ok(list.collect())
}

fn media(it: &Fields) -> Read<Media> {
    Ok(Media {
        counter: it.small("m")?,
        microphone: it.flag("mic")?,
        camera: it.flag("cam")?,
        screen: it.flag("screen")?,
        pending: it.flag("pending")?,
    })
}

fn malformed<T>(field: &'static str) -> Read<T> {
    Err(DecodeError::Malformed(field))
}

/// The fields of a message. The first of two with one name counts.
struct Fields<'a>(Vec<(std::borrow::Cow<'a, str>, Value<'a>)>);

impl Fields<'_> {
    fn find(&self, key: &str) -> Option<&Value<'_>> {
        let (_, value) = self.0.iter().find(|(known, _)| known == key)?;
        Some(value)
    }

    fn optional<T>(&self, key: &str, read: impl Fn(&Self) -> Read<T>) -> Read<Option<T>> {
        match self.find(key) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => read(self).map(Some),
        }
    }

    /// Reads text of at most so many bytes.
    fn text(&self, key: &'static str, most: usize) -> Read<Rc<str>> {
        match self.find(key) {
            Some(Value::Text(text)) if text.len() <= most => Ok(text.as_ref().into()),
            _ => malformed(key),
        }
    }

    /// Reads a name: 1 to `limits::NAME` UTF-16 units.
    fn name(&self, key: &'static str) -> Read<Rc<str>> {
        match self.find(key) {
            Some(Value::Text(text)) if is_name(text) => Ok(text.as_ref().into()),
            _ => malformed(key),
        }
    }

    fn number(&self, key: &'static str) -> Read<u64> {
        match self.find(key) {
            Some(Value::Number(number)) => Ok(*number),
            _ => malformed(key),
        }
    }

    fn small(&self, key: &'static str) -> Read<u32> {
        u32::try_from(self.number(key)?).or(malformed(key))
    }

    fn flag(&self, key: &'static str) -> Read<bool> {
        match self.find(key) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => malformed(key),
        }
    }

    fn numbers(&self, key: &'static str, most: usize) -> Read<Vec<u32>> {
        let number = |value: &Value| match value {
            Value::Number(number) => u32::try_from(*number).or(malformed(key)),
            _ => malformed(key),
        };
        match self.find(key) {
            Some(Value::List(list)) if list.len() <= most => list.iter().map(number).collect(),
            _ => malformed(key),
        }
    }

    fn texts(
        &self,
        key: &'static str,
        most: usize,
        is_good: fn(&str) -> bool,
    ) -> Read<Vec<Rc<str>>> {
        let text = |value: &Value| match value {
            Value::Text(text) if is_good(text) => Ok(text.as_ref().into()),
            _ => malformed(key),
        };
        match self.find(key) {
            Some(Value::List(list)) if list.len() <= most => list.iter().map(text).collect(),
            _ => malformed(key),
        }
    }

    fn kind(&self) -> Read<CallType> {
        CallType::from_number(self.small("type")?).ok_or(DecodeError::Malformed("type"))
    }

    fn verdict(&self) -> Read<Verdict> {
        Ok(match self.number("says")? {
            0 => Verdict::Accept,
            1 => Verdict::Refuse,
            2 => Verdict::Busy,
            _ => return malformed("says"),
        })
    }

    fn reason(&self) -> Read<Option<Rc<str>>> {
        self.optional("reason", |it| it.text("reason", limits::TEXT))
    }

    fn ext(&self) -> Read<Option<Json>> {
        let ext = self.optional("ext", |it| it.text("ext", limits::EXT))?;
        Ok(ext.map(Json::from))
    }
}

/// Tells whether this is 1 to `limits::NAME` UTF-16 units long.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.encode_utf16().take(limits::NAME + 1).count() <= limits::NAME
}
