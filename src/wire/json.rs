//! Knows JSON text (RFC 8259) as far as messages need it: a reader that never trusts its input and a writer. Leaves field names to
//! its siblings.

use std::borrow::Cow;

/// Deepest nesting that is read; messages need three.
const DEPTH: usize = 16;

/// A piece of JSON.
#[derive(Debug, PartialEq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(u64),
    Bool(bool),
    /// Without keys.
    List(Vec<Item<'a>>),
    Map(Vec<Item<'a>>),
    /// A number that is not a whole one from 0 to 2^53.
    Other,
    Null,
}

/// A piece of JSON and its key.
pub(super) type Item<'a> = (Cow<'a, str>, Value<'a>);

/// Reads a whole text; none where it is not JSON.
pub(super) fn read(text: &str) -> Option<Value<'_>> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(DEPTH)?;
    reader.space();
    (reader.at == text.len()).then_some(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes this byte, after white space.
    fn takes(&mut self, byte: u8) -> bool {
        self.space();
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        let depth = depth.checked_sub(1)?;
        self.space();
        match self.peek()? {
            b'"' => self.string().map(Value::Text),
            b'[' => self.items(depth, b']').map(Value::List),
            b'{' => self.items(depth, b'}').map(Value::Map),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Option<Value<'a>> {
        let is_it = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        is_it.then_some(value)
    }

    /// Reads a list, or a map, up to the byte that closes it.
    fn items(&mut self, depth: usize, close: u8) -> Option<Vec<Item<'a>>> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes(close) {
            return Some(items);
        }
        loop {
            let mut key = Cow::Borrowed("");
            if close == b'}' {
                self.space();
                key = self.string()?;
                if !self.takes(b':') {
                    return None;
                }
            }
            items.push((key, self.value(depth)?));
            if self.takes(close) {
                return Some(items);
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Value<'a>> {
        let start = self.at;
        let (mut number, mut whole) = (0u64, true);
        while let Some(byte @ (b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) = self.peek() {
            whole &= byte.is_ascii_digit();
            number = number
                .wrapping_mul(10)
                .wrapping_add(u64::from(byte.wrapping_sub(b'0')));
            self.at += 1;
        }
        match self.at - start {
            0 => None,
            1..=16 if whole && number <= 1 << 53 => Some(Value::Number(number)),
            _ => Some(Value::Other),
        }
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        let mut unescaped = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let end = rest
                .bytes()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
            let plain = &rest[..end];
            self.at += end + 1;
            match rest.as_bytes()[end] {
                b'"' => {
                    return Some(match unescaped.is_empty() {
                        true => Cow::Borrowed(plain),
                        false => Cow::Owned(unescaped + plain),
                    });
                }
                b'\\' => {
                    unescaped.push_str(plain);
                    unescaped.push(self.escape()?);
                }
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let escaped = match self.peek()? {
            b'u' => {
                self.at += 1;
                return self.unicode();
            }
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            same @ (b'"' | b'\\' | b'/') => char::from(same),
            _ => return None,
        };
        self.at += 1;
        Some(escaped)
    }

    /// Reads four hex digits, and four more where they are half of a pair; half a pair alone becomes U+FFFD.
    fn unicode(&mut self) -> Option<char> {
        let high = self.hex()?;
        if !(0xD800..0xDC00).contains(&high) {
            return Some(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if !self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            return Some(char::REPLACEMENT_CHARACTER);
        }
        let alone = self.at;
        self.at += 2;
        let low = self.hex()?;
        if !(0xDC00..0xE000).contains(&low) {
            self.at = alone;
            return Some(char::REPLACEMENT_CHARACTER);
        }
        char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    }

    fn hex(&mut self) -> Option<u32> {
        let mut sum = 0;
        for byte in self.text.as_bytes().get(self.at..self.at + 4)? {
            sum = sum * 16 + char::from(*byte).to_digit(16)?;
        }
        self.at += 4;
        Some(sum)
    }
}

/// Most messages are no longer, in bytes.
const USUAL: usize = 256;

/// Writes a map, field by field; what is absent is left out.
pub struct Writer(String);

impl Default for Writer {
    #[inline(never)]
    fn default() -> Self {
        let mut text = String::with_capacity(USUAL);
        text.push('{');
        Self(text)
    }
}

impl Writer {
    /// Ends the map and gives its text.
    #[inline(never)]
    pub fn finish(mut self) -> String {
        self.close();
        self.0
    }

    /// Writes a text.
    #[inline(never)]
    pub fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.string(text);
    }

    /// Writes a whole number.
    #[inline(never)]
    pub fn number(&mut self, key: &str, number: u64) {
        self.key(key);
        self.digits(number);
    }

    /// Writes true; false is left out.
    #[inline(never)]
    pub fn flag(&mut self, key: &str, flag: bool) {
        if flag {
            self.word(key, "true");
        }
    }

    /// Writes a word that stands without quotes.
    #[inline(never)]
    pub fn word(&mut self, key: &str, word: &str) {
        self.key(key);
        self.0.push_str(word);
    }

    /// Writes a list, item by item.
    #[inline(never)]
    pub fn list(&mut self, key: &str, count: usize, write: &mut dyn FnMut(&mut Self, usize)) {
        self.key(key);
        self.0.push('[');
        for index in 0..count {
            if index > 0 {
                self.0.push(',');
            }
            write(self, index);
        }
        self.0.push(']');
    }

    /// Begins a map within: as an item of a list, or after its key.
    pub fn open(&mut self) {
        self.0.push('{');
    }

    /// Ends what was begun last.
    pub fn close(&mut self) {
        self.0.push('}');
    }

    /// Writes the name of what follows.
    #[inline(never)]
    pub fn key(&mut self, key: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    pub(super) fn digits(&mut self, number: u64) {
        if number >= 10 {
            self.digits(number / 10);
        }
        self.0.push(char::from(b'0' + (number % 10) as u8));
    }

    /// Writes a text that stands in a list.
    #[inline(never)]
    pub fn string(&mut self, text: &str) {
        self.0.push('"');
        let mut start = 0;
        for (at, byte) in text.bytes().enumerate() {
            let escaped = match byte {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                b'\n' => "\\n",
                b'\r' => "\\r",
                0..0x20 => "\\u00",
                _ => continue,
            };
            self.0.push_str(&text[start..at]);
            self.0.push_str(escaped);
            if escaped.len() > 2 {
                for nibble in [byte >> 4, byte & 15] {
                    let digit = char::from_digit(nibble.into(), 16);
                    self.0.push(digit.unwrap_or('0'));
                }
            }
            start = at + 1;
        }
        self.0.push_str(&text[start..]);
        self.0.push('"');
    }
}
