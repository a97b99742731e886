//! Knows JSON text (RFC 8259) as far as messages need it: a reader that never trusts its input and a writer. Leaves field names to
//! its siblings.

/// Deepest nesting that is read; messages need three.
const DEPTH: usize = 16;

/// A piece of JSON.
#[derive(Clone, Copy)]
pub(super) enum Value {
    Text(Span),
    Number(u64),
    True,
    False,
    List(List),
    /// A map, or a number that is not a whole one from 0 to 2^53.
    Other,
    Null,
}

/// Where a text begins and ends: in what is read or, after the end of that, in what had to be unescaped.
pub(super) type Span = Two;

/// One field of a map: its name and what it holds.
pub(super) type Item = (Span, Value);

/// How many pieces a list has, and where the first begins.
pub(super) type List = Two;

/// Two numbers in one, so that a piece fits into two registers.
#[derive(Clone, Copy)]
pub(super) struct Two(u64);

impl Two {
    fn new(one: usize, other: usize) -> Self {
        Self((one as u64) << 32 | other as u64)
    }

    pub(super) fn one(self) -> usize {
        (self.0 >> 32) as usize
    }

    pub(super) fn other(self) -> usize {
        self.0 as u32 as usize
    }
}

/// A text that is read piece by piece.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    unescaped: String,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            unescaped: String::new(),
        }
    }

    /// Reads the whole text, which is one map; none where it is not JSON.
    pub(super) fn map(&mut self, items: &mut Vec<Item>) -> Option<()> {
        if !self.takes(b'{') {
            return None;
        }
        self.items(DEPTH - 1, b'}', Some(items))?;
        self.space();
        (self.at == self.text.len()).then_some(())
    }

    /// Goes to where the first piece of a list was seen.
    pub(super) fn go(&mut self, list: List) {
        self.at = list.other();
    }

    /// Reads one piece of a list, and the comma after it.
    pub(super) fn next(&mut self) -> Option<Value> {
        let value = self.value(DEPTH);
        self.takes(b',');
        value
    }

    pub(super) fn show(&self, span: Span) -> &str {
        let (start, end, whole) = (span.one(), span.other(), self.text.len());
        let (text, before) = match start < whole {
            true => (self.text, 0),
            false => (&*self.unescaped, whole),
        };
        text.get(start - before..end - before).unwrap_or_default()
    }

    /// Tells whether this is what stands there; most are told apart by their first letter.
    pub(super) fn is(&self, span: Span, text: &str) -> bool {
        let first = self.text.as_bytes().get(span.one());
        first.is_none_or(|first| text.as_bytes().first() == Some(first)) && self.show(span) == text
    }

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
        if self.peek() != Some(byte) {
            self.space();
        }
        let is_it = self.peek() == Some(byte);
        self.at += usize::from(is_it);
        is_it
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        self.space();
        match self.peek()? {
            b'"' => self.string().map(Value::Text),
            open @ (b'[' | b'{') => {
                self.at += 1;
                let start = self.at;
                // In ASCII what closes stands two after what opens.
                let count = self.items(depth, open + 2, None)?;
                Some(match open {
                    b'[' => Value::List(List::new(count, start)),
                    _ => Value::Other,
                })
            }
            b't' => self.word("true", Value::True),
            b'f' => self.word("false", Value::False),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let is_it = self.text.as_bytes()[self.at..].starts_with(word.as_bytes());
        self.at += word.len();
        is_it.then_some(value)
    }

    /// Reads the pieces of a list, or of a map, up to the byte that closes it, and counts them.
    fn items(
        &mut self,
        depth: usize,
        close: u8,
        mut kept: Option<&mut Vec<Item>>,
    ) -> Option<usize> {
        let mut count = 0;
        if self.takes(close) {
            return Some(count);
        }
        loop {
            let mut key = Span::new(0, 0);
            if close == b'}' {
                self.space();
                key = self.string()?;
                if !self.takes(b':') {
                    return None;
                }
            }
            let value = self.value(depth)?;
            if let Some(kept) = &mut kept {
                kept.push((key, value));
            }
            count += 1;
            if !self.takes(b',') {
                return self.takes(close).then_some(count);
            }
        }
    }

    fn number(&mut self) -> Option<Value> {
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

    fn string(&mut self) -> Option<Span> {
        if self.peek()? != b'"' {
            return None;
        }
        let first = self.at + 1;
        self.at = first + plain(&self.text.as_bytes()[first..]);
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Some(Span::new(first, self.at - 1));
        }
        self.unescape(first)
    }

    /// Reads on in a text that does not stand for itself.
    fn unescape(&mut self, first: usize) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let start = self.text.len() + self.unescaped.len();
        self.unescaped.reserve(bytes.len() - first);
        let mut from = first;
        loop {
            self.unescaped.push_str(self.text.get(from..self.at)?);
            match self.peek()? {
                // Descriptions are full of these.
                b'\\' if bytes[self.at..].starts_with(b"\\r\\n") => {
                    self.at += 4;
                    self.unescaped.push_str("\r\n");
                }
                b'\\' => {
                    self.at += 1;
                    let escaped = self.escape()?;
                    self.unescaped.push(escaped);
                }
                b'"' => {
                    self.at += 1;
                    return Some(Span::new(start, bytes.len() + self.unescaped.len()));
                }
                _ => return None,
            }
            from = self.at;
            self.at += plain(&bytes[from..]);
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

/// Counts the bytes before the first that does not stand for itself in a text: a quote, a backslash or a control character.
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(eight) = bytes[at..].first_chunk() {
        let marks = special(u64::from_le_bytes(*eight));
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while at < bytes.len() && !matches!(bytes[at], b'"' | b'\\' | 0..0x20) {
        at += 1;
    }
    at
}

/// Marks the first of eight bytes that does not stand for itself; of those after it perhaps others.
fn special(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    // The highest bit of a byte says that it was less than what is subtracted. A quote, with one bit changed, is the one after the
    // control characters.
    let quote_or_control = (word ^ (ONES * 2)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
    (quote_or_control | backslash) & !word & (ONES * 0x80)
}

/// Most messages are no longer, in bytes.
const USUAL: usize = 256;

/// Writes a map, field by field; what is absent is left out.
pub struct Writer(String);

impl Default for Writer {
    #[inline(never)]
    fn default() -> Self {
        Self::over(String::with_capacity(USUAL))
    }
}

impl Writer {
    /// Writes over this text.
    pub(super) fn over(mut text: String) -> Self {
        text.clear();
        text.push('{');
        Self(text)
    }

    /// One that writes nothing.
    pub(super) fn none() -> Self {
        Self(String::new())
    }

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
        self.0.reserve(text.len() + text.len() / 8 + 2);
        self.0.push('"');
        let bytes = text.as_bytes();
        let mut start = 0;
        while start < bytes.len() {
            let mut end = start + plain(&bytes[start..]);
            self.0.push_str(&text[start..end]);
            // Each line of a description ends with two of them.
            while let Some(byte @ (b'"' | b'\\' | 0..0x20)) = bytes.get(end) {
                self.0.push('\\');
                match byte {
                    b'\n' => self.0.push('n'),
                    b'\r' => self.0.push('r'),
                    b'"' | b'\\' => self.0.push(char::from(*byte)),
                    _ => {
                        self.0.push_str("u00");
                        for nibble in [byte >> 4, byte & 15] {
                            let digit = char::from_digit(nibble.into(), 16);
                            self.0.push(digit.unwrap_or('0'));
                        }
                    }
                }
                end += 1;
            }
            start = end;
        }
        self.0.push('"');
    }
}
