//! Knows how one field is written, and how it is read and found at fault. Leaves which fields a message has to `form`.

use super::json::{Item, Reader, Value, Writer};
use super::names::Names;
use crate::call::limits;
use crate::call::name::{Millis, Text};

/// Longer texts, in bytes, hardly ever come again.
const SHORT: usize = 64;

/// The longest text of a field in bytes; this one stands for a name, which has 1 to `limits::NAME` UTF-16 units.
pub(super) const NAME: usize = 0;

/// The fields of a message, on their way in or out: each call names a field and the place of its value. Of two fields that came
/// with one name the first counts. One at fault reads as empty, and the first such is remembered.
pub(super) struct Fields<'a> {
    /// None while a message is written.
    came: Option<Came<'a>>,
    pub(super) out: Writer,
    fault: Option<&'static str>,
}

/// What came: fields that stand in the order in which they are asked for are found at once.
struct Came<'a> {
    reader: Reader<'a>,
    items: Vec<Item>,
    /// So many were found, one after the other.
    passed: usize,
    names: &'a mut Names,
}

impl<'a> Fields<'a> {
    /// Fields to be written.
    pub(super) fn new(out: Writer) -> Self {
        Self {
            came: None,
            out,
            fault: None,
        }
    }

    /// Fields of a text to be read; none where it is no map.
    pub(super) fn read(text: &'a str, names: &'a mut Names) -> Option<Self> {
        let mut reader = Reader::new(text);
        let mut items = names.room();
        reader.map(&mut items)?;
        Some(Self {
            came: Some(Came {
                items,
                reader,
                passed: 0,
                names,
            }),
            out: Writer::none(),
            fault: None,
        })
    }

    #[inline(never)]
    pub(super) fn fail(&mut self, key: &'static str) {
        self.fault = self.fault.or(Some(key));
    }

    /// Ends reading, and tells the first field at fault.
    pub(super) fn end(self) -> Option<&'static str> {
        if let Some(came) = self.came {
            came.names.give_back(came.items);
        }
        self.fault
    }

    #[inline(never)]
    pub(super) fn text(&mut self, key: &'static str, text: &mut Text, most: usize) {
        match &mut self.came {
            None => self.out.text(key, text),
            Some(came) => {
                let value = came.take(key);
                *text = self.read_text(key, value, most);
            }
        }
    }

    pub(super) fn name(&mut self, key: &'static str, name: &mut impl AsMut<Text>) {
        self.text(key, name.as_mut(), NAME);
    }

    /// A word; tells what came, or nothing.
    pub(super) fn word(&mut self, key: &'static str, word: &'static str) -> Text {
        let mut came = Text::default();
        match self.came {
            None => self.out.text(key, word),
            Some(_) if self.has(key, false) => self.text(key, &mut came, NAME),
            Some(_) => {}
        }
        came
    }

    /// A text that may be absent.
    pub(super) fn text_if<T>(&mut self, key: &'static str, text: &mut Option<T>, most: usize)
    where
        T: AsMut<Text> + From<Text>,
    {
        if self.has(key, text.is_some()) {
            let text = text.get_or_insert_with(|| Text::default().into());
            self.text(key, text.as_mut(), most);
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
        match &mut self.came {
            None => self.out.list(key, list.len(), &mut |out, index| {
                out.string(&list[index]);
            }),
            Some(_) => {
                for _ in 0..self.begin(key, count) {
                    let value = self.next();
                    list.push(self.read_text(key, value, most));
                }
            }
        }
    }

    /// Tells whether a field that may be absent is there.
    #[inline(never)]
    pub(super) fn has(&self, key: &str, is_there: bool) -> bool {
        match &self.came {
            None => is_there,
            Some(came) => {
                let (_, value) = came.find(key);
                !matches!(value, None | Some(Value::Null))
            }
        }
    }

    /// A whole number, at most this one.
    #[inline(never)]
    pub(super) fn number(&mut self, key: &'static str, number: u64, most: u64) -> u64 {
        match &mut self.came {
            None => {
                self.out.number(key, number);
                number
            }
            Some(came) => {
                let value = came.take(key);
                self.read_number(key, value, most)
            }
        }
    }

    /// A time that may be absent.
    #[inline(never)]
    pub(super) fn millis_if(&mut self, key: &'static str, millis: &mut Option<Millis>) {
        if self.has(key, millis.is_some()) {
            *millis = Some(self.number(key, millis.unwrap_or(0), u64::MAX));
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
        match &mut self.came {
            None => self.out.list(key, list.len(), &mut |out, index| {
                out.digits(list[index].into());
            }),
            Some(_) => {
                for _ in 0..self.begin(key, count) {
                    let value = self.next();
                    list.push(self.read_number(key, value, u32::MAX.into()) as u32);
                }
            }
        }
    }

    /// A flag; false is left out.
    #[inline(never)]
    pub(super) fn flag(&mut self, key: &'static str, flag: &mut bool) {
        match &mut self.came {
            None => self.out.flag(key, *flag),
            Some(came) => match came.take(key) {
                None => {}
                Some(Value::True) => *flag = true,
                Some(Value::False) => *flag = false,
                Some(_) => self.fail(key),
            },
        }
    }

    #[inline(never)]
    fn read_text(&mut self, key: &'static str, value: Option<Value>, most: usize) -> Text {
        if let (Some(Value::Text(span)), Some(came)) = (value, &mut self.came) {
            let text = came.reader.show(span);
            if fits(text, most) {
                return match text.len() < SHORT {
                    true => came.names.text(text),
                    false => text.into(),
                };
            }
        }
        self.fail(key);
        Text::default()
    }

    #[inline(never)]
    fn read_number(&mut self, key: &'static str, value: Option<Value>, most: u64) -> u64 {
        match value {
            Some(Value::Number(number)) if number <= most => number,
            _ => {
                self.fail(key);
                0
            }
        }
    }

    /// Begins a list that came, and tells how long it is: so much at most.
    #[inline(never)]
    fn begin(&mut self, key: &'static str, most: usize) -> usize {
        if let Some(came) = &mut self.came
            && let Some(Value::List(list)) = came.take(key)
            && list.one() <= most
        {
            came.reader.go(list);
            return list.one();
        }
        self.fail(key);
        0
    }

    fn next(&mut self) -> Option<Value> {
        self.came.as_mut()?.reader.next()
    }
}

impl Came<'_> {
    /// Takes what came under this name.
    #[inline(never)]
    fn take(&mut self, key: &str) -> Option<Value> {
        let (place, value) = self.find(key);
        self.passed += usize::from(place == self.passed);
        value
    }

    #[inline(never)]
    fn find(&self, key: &str) -> (usize, Option<Value>) {
        for (place, (known, value)) in self.items.iter().enumerate().skip(self.passed) {
            if self.reader.is(*known, key) {
                return (place, Some(*value));
            }
        }
        (usize::MAX, None)
    }
}

fn fits(text: &str, most: usize) -> bool {
    if most != NAME {
        return text.len() <= most;
    }
    // No letter has more units than bytes.
    if text.len() <= limits::NAME {
        return !text.is_empty();
    }
    let mut units = 0;
    for byte in text.bytes() {
        // A letter begins with any byte but 0b10xx_xxxx; one of four bytes is two units.
        units += usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0);
    }
    units <= limits::NAME
}
