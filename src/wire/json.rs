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
        let mut start = self.at;
        let mut unescaped = String::new();
        loop {
            match self.peek()? {
                b'"' => {
                    let rest = &self.text[start..self.at];
                    self.at += 1;
                    return Some(match unescaped.is_empty() {
                        true => Cow::Borrowed(rest),
                        false => Cow::Owned(unescaped + rest),
                    });
                }
                b'\\' => {
                    unescaped.push_str(&self.text[start..self.at]);
                    self.at += 1;
                    unescaped.push(self.escape()?);
                    start = self.at;
                }
                0..0x20 => return None,
                _ => self.at += 1,
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

/// Writes a map, field by field; what is absent is left out.
pub(super) struct Writer(String);

impl Writer {
    pub(super) fn new() -> Self {
        Self(String::from("{"))
    }

    pub(super) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.string(text);
    }

    pub(super) fn text_if(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    pub(super) fn number(&mut self, key: &str, number: u64) {
        self.key(key);
        self.digits(number);
    }

    pub(super) fn number_if(&mut self, key: &str, number: Option<u64>) {
        if let Some(number) = number {
            self.number(key, number);
        }
    }

    /// Writes true; false is left out.
    pub(super) fn flag(&mut self, key: &str, flag: bool) {
        if flag {
            self.key(key);
            self.0.push_str("true");
        }
    }

    pub(super) fn numbers(&mut self, key: &str, numbers: &[u32]) {
        self.key(key);
        self.separated(numbers, |writer, number| writer.digits(u64::from(*number)));
    }

    pub(super) fn texts(&mut self, key: &str, texts: &[&str]) {
        self.key(key);
        self.separated(texts, |writer, text| writer.string(text));
    }

    fn separated<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) {
        self.0.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            write(self, item);
        }
        self.0.push(']');
    }

    fn key(&mut self, key: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push('"');
        self.0.push_str(key);
        self.0.push_str("\":");
    }

    fn digits(&mut self, number: u64) {
        if number >= 10 {
            self.digits(number / 10);
        }
        self.0.push(char::from(b'0' + (number % 10) as u8));
    }

    fn string(&mut self, text: &str) {
        self.0.push('"');
        for letter in text.chars() {
            match letter {
                '"' | '\\' => {
                    self.0.push('\\');
                    self.0.push(letter);
                }
                '\n' => self.0.push_str("\\n"),
                '\r' => self.0.push_str("\\r"),
                '\0'..'\u{20}' => {
                    self.0.push_str("\\u00");
                    for nibble in [letter as u32 >> 4, letter as u32 & 15] {
                        self.0.push(char::from_digit(nibble, 16).unwrap_or('0'));
                    }
                }
                _ => self.0.push(letter),
            }
        }
        self.0.push('"');
    }
}
