//! Knows the short texts that came last, so that one that comes again costs no memory. Leaves what they mean to others.

use super::json::Item;
use crate::call::name::Text;

/// So many are kept; each has one place, where the next of the same place takes over.
const KEPT: usize = 64;

/// Most messages have no more fields.
const FIELDS: usize = 20;

/// The names, and other short texts, that came last, and room for the fields of the next message.
pub struct Names {
    kept: [Option<Text>; KEPT],
    room: Vec<Item>,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            kept: [const { None }; KEPT],
            room: Vec::with_capacity(FIELDS),
        }
    }
}

impl Names {
    /// Makes a text of a name, or finds the one that there is.
    pub(super) fn text(&mut self, name: &str) -> Text {
        let mut place = name.len();
        for byte in name.bytes().rev().take(2) {
            place = place * 7 + usize::from(byte);
        }
        let kept = &mut self.kept[place % KEPT];
        match kept {
            Some(kept) if **kept == *name => kept.clone(),
            _ => kept.insert(name.into()).clone(),
        }
    }

    /// Gives room for fields.
    pub(super) fn room(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.room)
    }

    /// Takes it back, unless a message with very many fields made it large.
    pub(super) fn give_back(&mut self, mut room: Vec<Item>) {
        if room.capacity() <= FIELDS * 4 {
            room.clear();
            self.room = room;
        }
    }
}
