//! Knows how what a page keeps of its call is written and read back. Leaves where it is kept to the page, and what it means to `call`.

use std::mem::take;

use super::fields::{Fields, NAME};
use super::form::{asked, chat, kind};
use super::json::Writer;
use super::names::Names;
use crate::call::input::{About, Mate, Memory};
use crate::call::limits;
use crate::call::name::{CallType, ChatType, Direction, Text};

/// Writes it.
pub fn remember(memory: &Memory) -> String {
    let mut it = Fields::new(Writer::default());
    fields(&mut it, &mut memory.clone());
    it.out.finish()
}

/// Reads it back; nothing where it is not what this version wrote.
pub fn recall(text: &str) -> Option<Memory> {
    let mut names = Names::default();
    let mut it = Fields::read(text, &mut names)?;
    let none = Text::default;
    let about = About {
        call: none().into(),
        channel: none().into(),
        kind: CallType::Audio,
        chat: ChatType::Single,
        direction: Direction::Incoming,
        from: none().into(),
        group_id: None,
        group_name: None,
        started_at: 0,
    };
    let mut memory = Memory {
        about,
        kinds: 0,
        connected_at: None,
        seen_at: 0,
        epoch: 0,
        microphone: false,
        camera: false,
        members: Vec::new(),
        others: Vec::new(),
    };
    fields(&mut it, &mut memory);
    it.end().is_none().then_some(memory)
}

fn fields(it: &mut Fields, own: &mut Memory) {
    let about = &mut own.about;
    it.name("c", &mut about.call);
    it.name("channel", &mut about.channel);
    kind(it, &mut about.kind);
    chat(it, &mut about.chat);
    let mut is_outgoing = about.direction == Direction::Outgoing;
    it.flag("out", &mut is_outgoing);
    if is_outgoing {
        about.direction = Direction::Outgoing;
    }
    it.name("from", &mut about.from);
    it.text_if("group", &mut about.group_id, NAME);
    it.text_if("groupName", &mut about.group_name, NAME);
    about.started_at = it.number("at", about.started_at, u64::MAX);
    it.millis_if("connected", &mut own.connected_at);
    own.seen_at = it.number("seen", own.seen_at, u64::MAX);
    it.small("e", &mut own.epoch);
    it.small("kinds", &mut own.kinds);
    it.flag("mic", &mut own.microphone);
    it.flag("cam", &mut own.camera);
    mates(it, &mut own.members);
    asked(it, &mut own.others);
}

/// Members travel as a list of user and device each, and a list of three numbers each.
fn mates(it: &mut Fields, list: &mut Vec<Mate>) {
    let (mut names, mut numbers) = (Vec::<Text>::new(), Vec::new());
    for mut own in list.drain(..) {
        names.push(take(own.user.as_mut()));
        names.push(take(own.device.as_mut()));
        numbers.extend([own.epoch, own.boot, own.round]);
    }
    it.texts("in", &mut names, limits::MEMBERS * 2, NAME);
    it.smalls("numbers", &mut numbers, limits::MEMBERS * 3);
    for (pair, three) in names.chunks_exact(2).zip(numbers.chunks_exact(3)) {
        list.push(Mate {
            user: pair[0].clone().into(),
            device: pair[1].clone().into(),
            epoch: three[0],
            boot: three[1],
            round: three[2],
        });
    }
}
