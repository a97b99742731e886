//! Knows how one field is written, and how it is read and found at fault. Leaves which fields a message has to `form`.

use std::cell::Cell;

use super::json::{Item, Value, Writer};
use crate::call::limits;
use crate::call::name::{Millis, Text};

/// The longest text of a field in bytes; this one stands for a name, which has 1 to `limits::NAME` UTF-16 units.
pub(super) const NAME: usize = 0;

/// The fields of a message, on their way in or out: each call names a field and the place of its value. Of two fields that came
/// with one name the first counts. One at fault reads as empty, and the first such is remembered.
pub(super) struct Fields<'a> {
    /// None while a message is written.
    came: Option<Vec<Item<'a>>>,
    pub(super) out: Writer,
    fault: Fault,
}

type Fault = Cell<Option<&'static str>>;

impl<'a> Fields<'a> {
    pub(super) fn new(came: Option<Vec<Item<'a>>>) -> Self {
        Self {
            came,
            out: Writer::default(),
            fault: Cell::new(None),
        }
    }

    pub(super) fn fail(&self, key: &'static str) {
        fail(&self.fault, key);
    }

    pub(super) fn fault(&self) -> Option<&'static str> {
        self.fault.get()
    }

    #[inline(never)]
    pub(super) fn text(&mut self, key: &'static str, text: &mut Text, most: usize) {
        match find(&self.came, key) {
            None => self.out.text(key, text),
            Some(value) => *text = read_text(&self.fault, key, value, most),
        }
    }

    pub(super) fn name(&mut self, key: &'static str, name: &mut impl AsMut<Text>) {
        self.text(key, name.as_mut(), NAME);
    }

    /// A text that may be absent.
    #[inline(never)]
    pub(super) fn text_if<T>(&mut self, key: &'static str, text: &mut Option<T>, most: usize)
    where
        T: AsMut<Text> + From<Text>,
    {
        match find(&self.came, key) {
            None => {
                if let Some(text) = text {
                    self.out.text(key, text.as_mut());
                }
            }
            Some(None | Some(Value::Null)) => {}
            Some(value) => *text = Some(read_text(&self.fault, key, value, most).into()),
        }
    }

    /// So many texts at most.
    #[inline(never)]
    pub(super) fn texts(
        &mut self,
        key: &'static str,
        list: &mut Vec<Text>,
        count: usize,
        most: usize,
    ) {
        match find(&self.came, key) {
            None => self.out.list(key, list.len(), &mut |out, index| {
                out.string(&list[index]);
            }),
            Some(value) => {
                for (_, value) in items(&self.fault, key, value, count) {
                    list.push(read_text(&self.fault, key, Some(value), most));
                }
            }
        }
    }

    /// Tells whether a field that may be absent is there.
    pub(super) fn has(&self, key: &str, is_there: bool) -> bool {
        match find(&self.came, key) {
            None => is_there,
            Some(value) => !matches!(value, None | Some(Value::Null)),
        }
    }

    /// A whole number, at most this one.
    #[inline(never)]
    pub(super) fn number(&mut self, key: &'static str, number: u64, most: u64) -> u64 {
        match find(&self.came, key) {
            None => {
                self.out.number(key, number);
                number
            }
            Some(value) => read_number(&self.fault, key, value, most),
        }
    }

    /// A time that may be absent.
    #[inline(never)]
    pub(super) fn millis_if(&mut self, key: &'static str, millis: &mut Option<Millis>) {
        match find(&self.came, key) {
            None => {
                if let Some(millis) = *millis {
                    self.out.number(key, millis);
                }
            }
            Some(None | Some(Value::Null)) => {}
            Some(value) => *millis = Some(read_number(&self.fault, key, value, u64::MAX)),
        }
    }

    #[inline(never)]
    pub(super) fn small(&mut self, key: &'static str, number: &mut u32) {
        *number = self.number(key, (*number).into(), u32::MAX.into()) as u32;
    }

    /// A small number; 0 is left out.
    pub(super) fn small_if(&mut self, key: &'static str, number: &mut u32) {
        if self.has(key, *number > 0) {
            self.small(key, number);
        }
    }

    /// The place of one of so many, counted from 0.
    #[inline(never)]
    pub(super) fn place(&mut self, key: &'static str, place: u8, count: usize) -> usize {
        self.number(key, place.into(), count as u64 - 1) as usize
    }

    /// So many numbers at most.
    #[inline(never)]
    pub(super) fn smalls(&mut self, key: &'static str, list: &mut Vec<u32>, count: usize) {
        match find(&self.came, key) {
            None => self.out.list(key, list.len(), &mut |out, index| {
                out.digits(list[index].into());
            }),
            Some(value) => {
                for (_, value) in items(&self.fault, key, value, count) {
                    list.push(read_number(&self.fault, key, Some(value), u32::MAX.into()) as u32);
                }
            }
        }
    }

    /// A flag; false is left out.
    #[inline(never)]
    pub(super) fn flag(&mut self, key: &'static str, flag: &mut bool) {
        match find(&self.came, key) {
            None => self.out.flag(key, *flag),
            Some(None) => {}
            Some(Some(Value::Bool(value))) => *flag = *value,
            Some(_) => self.fail(key),
        }
    }
}

/// Finds what came under this name; none while a message is written.
#[inline(never)]
fn find<'v, 'a>(came: &'v Option<Vec<Item<'a>>>, key: &str) -> Option<Option<&'v Value<'a>>> {
    let found = came.as_ref()?.iter().find(|(known, _)| known == key);
    Some(found.map(|(_, value)| value))
}

#[inline(never)]
fn fail(fault: &Fault, key: &'static str) {
    fault.set(fault.get().or(Some(key)));
}

#[inline(never)]
fn read_text(fault: &Fault, key: &'static str, value: Option<&Value>, most: usize) -> Text {
    match value {
        Some(Value::Text(text)) if fits(text, most) => text.as_ref().into(),
        _ => {
            fail(fault, key);
            "".into()
        }
    }
}

#[inline(never)]
fn read_number(fault: &Fault, key: &'static str, value: Option<&Value>, most: u64) -> u64 {
    match value {
        Some(Value::Number(number)) if *number <= most => *number,
        _ => {
            fail(fault, key);
            0
        }
    }
}

#[inline(never)]
fn items<'v, 'a>(
    fault: &Fault,
    key: &'static str,
    value: Option<&'v Value<'a>>,
    count: usize,
) -> &'v [Item<'a>] {
    match value {
        Some(Value::List(list)) if list.len() <= count => list,
        _ => {
            fail(fault, key);
            &[]
        }
    }
}

fn fits(text: &str, most: usize) -> bool {
    if most != NAME {
        return text.len() <= most;
    }
    let mut units = 0;
    for byte in text.bytes() {
        // A letter begins with any byte but 0b10xx_xxxx; one of four bytes is two units.
        units += usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0);
    }
    (1..=limits::NAME).contains(&units)
}
