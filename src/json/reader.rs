//! Parsing JSON.

#![forbid(unsafe_code)]

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{MAX_MEMBERS, Object, Value};

/// The greatest depth of nested values: each level takes a stack frame. The objects and arrays of a message nest four
/// deep.
const MAX_DEPTH: u32 = 16;
/// The most values in a text: each takes some 40 bytes of memory. A message to 100 recipients has some 400.
const MAX_VALUES: u32 = 10_000;

impl<'a> Value<'a> {
    /// Parses `text`, which must be exactly one value. Returns `None` for invalid JSON, for an object with two members
    /// of the same name, and beyond the limits.
    ///
    /// Time and memory are at most proportional to the length of `text`.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut reader = Reader { text, position: 0, values: 0 };
        let value = reader.value(MAX_DEPTH)?;
        reader.skip_white_space();
        (reader.position == text.len()).then_some(value)
    }
}

/// A text that is being parsed.
struct Reader<'a> {
    text: &'a str,
    /// The index of the next byte.
    position: usize,
    /// The number of values so far.
    values: u32,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.position += 1;
        Some(byte)
    }

    /// Consumes `token` if it is next. Returns whether it was.
    fn take(&mut self, token: &[u8]) -> bool {
        let found = self.text.as_bytes()[self.position..].starts_with(token);
        self.position += if found { token.len() } else { 0 };
        found
    }

    fn skip_white_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.position += 1;
        }
    }

    /// Reads a value. `depth` is how many levels of values may nest, this value included.
    fn value(&mut self, depth: u32) -> Option<Value<'a>> {
        let depth = depth.checked_sub(1)?;
        self.values += 1;
        if self.values > MAX_VALUES {
            return None;
        }
        self.skip_white_space();
        match self.peek()? {
            b'"' => self.string().map(Value::String),
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b't' => self.take(b"true").then_some(Value::Boolean),
            b'f' => self.take(b"false").then_some(Value::Boolean),
            b'n' => self.take(b"null").then_some(Value::Null),
            _ => self.number().map(Value::Number),
        }
    }

    fn object(&mut self, depth: u32) -> Option<Value<'a>> {
        let start = self.position;
        let mut members: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
        self.position += 1;
        self.skip_white_space();
        if self.take(b"}") {
            return Some(Value::Object(Object { members, start, length: self.position - start }));
        }
        loop {
            self.skip_white_space();
            let name = self.string()?;
            if members.len() == MAX_MEMBERS || members.iter().any(|(known, _)| *known == name) {
                return None;
            }
            self.skip_white_space();
            if !self.take(b":") {
                return None;
            }
            members.push((name, self.value(depth)?));
            self.skip_white_space();
            match self.next()? {
                b',' => {}
                b'}' => return Some(Value::Object(Object { members, start, length: self.position - start })),
                _ => return None,
            }
        }
    }

    fn array(&mut self, depth: u32) -> Option<Value<'a>> {
        let mut elements = Vec::new();
        self.position += 1;
        self.skip_white_space();
        if self.take(b"]") {
            return Some(Value::Array(elements));
        }
        loop {
            elements.push(self.value(depth)?);
            self.skip_white_space();
            match self.next()? {
                b',' => {}
                b']' => return Some(Value::Array(elements)),
                _ => return None,
            }
        }
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        if !self.take(b"\"") {
            return None;
        }
        let plain = self.plain()?;
        if self.take(b"\"") {
            return Some(Cow::Borrowed(plain));
        }
        // No escape has fewer bytes than its character, so this capacity suffices. A string that grows would leave
        // copies of its content, such as a private exponent, in freed memory.
        let mut string = String::with_capacity(plain.len() + self.length_to_quote()?);
        string.push_str(plain);
        loop {
            match self.next()? {
                b'"' => return Some(Cow::Owned(string)),
                b'\\' => string.push(self.escaped()?),
                _ => return None,
            }
            string.push_str(self.plain()?);
        }
    }

    /// Reads characters up to a quote, an escape or a control character.
    fn plain(&mut self) -> Option<&'a str> {
        // Quotes, backslashes and control characters are ASCII, so no byte of a longer character equals one of them.
        let start = self.position;
        while !matches!(self.peek()?, b'"' | b'\\' | 0..0x20) {
            self.position += 1;
        }
        // `[]` on a `str` would link the code of the core library that formats its errors into the wasm module. `get`
        // does not.
        self.text.get(start..self.position)
    }

    /// The number of bytes up to the closing quote.
    fn length_to_quote(&self) -> Option<usize> {
        let mut is_escaped = false;
        self.text.as_bytes().get(self.position..)?.iter().position(|byte| {
            let is_end = *byte == b'"' && !is_escaped;
            is_escaped = *byte == b'\\' && !is_escaped;
            is_end
        })
    }

    /// Reads an escape after its backslash.
    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            character @ (b'"' | b'\\' | b'/') => character.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.hexadecimal()?;
                // A character beyond U+FFFF is a pair of surrogates. A single surrogate is refused.
                if (0xd800..0xdc00).contains(&unit) && self.take(b"\\u") {
                    let low = self.hexadecimal()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low)?
                } else {
                    char::from_u32(unit)?
                }
            }
            _ => return None,
        })
    }

    /// Reads the four hexadecimal digits of a UTF-16 code unit.
    fn hexadecimal(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |unit, _| Some(unit << 4 | char::from(self.next()?).to_digit(16)?))
    }

    /// Reads a number.
    fn number(&mut self) -> Option<&'a str> {
        let start = self.position;
        self.skip_number().then(|| self.text.get(start..self.position)).flatten()
    }

    /// Skips a number. Returns whether there was one.
    fn skip_number(&mut self) -> bool {
        let _ = self.take(b"-");
        if !self.take(b"0") && !self.digits() {
            return false;
        }
        if self.take(b".") && !self.digits() {
            return false;
        }
        if self.take(b"e") || self.take(b"E") {
            let _ = self.take(b"+") || self.take(b"-");
            return self.digits();
        }
        true
    }

    /// Skips digits. Returns whether there were any.
    fn digits(&mut self) -> bool {
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
        }
        self.position > start
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_MEMBERS, Object, Value};
    use crate::json::push_string;
    use std::borrow::Cow;

    fn string(text: &str) -> Value<'_> {
        Value::String(text.into())
    }

    fn object<'a>(start: usize, length: usize, members: Vec<(&'a str, Value<'a>)>) -> Value<'a> {
        Value::Object(Object {
            members: members.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            start,
            length,
        })
    }

    #[test]
    fn valid_json_is_parsed_to_its_values() {
        for (text, value) in [
            (r#" "a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é" "#, string("a\"\\/\u{8}\u{c}\n\r\té😀é")),
            ("[]", Value::Array(vec![])),
            (r#"[1, "x" , {}]"#, Value::Array(vec![Value::Number("1"), string("x"), object(10, 2, vec![])])),
            (
                r#" {"a":{ "a":null },"b":true} "#,
                object(1, 27, vec![("a", object(6, 12, vec![("a", Value::Null)])), ("b", Value::Boolean)]),
            ),
        ] {
            assert_eq!(Value::parse(text), Some(value), "{text}");
        }
        assert_eq!(Value::parse("null"), Some(Value::Null));
        for number in ["0", "-0", "10", "1.5", "1e9", "-0.1E-2", "1E+3"] {
            assert_eq!(Value::parse(number), Some(Value::Number(number)));
            assert_eq!(Value::parse(&format!(" {number}\n")), Some(Value::Number(number)));
        }
        for boolean in ["true", "false"] {
            assert_eq!(Value::parse(boolean), Some(Value::Boolean));
        }
    }

    #[test]
    fn invalid_json_repeated_names_and_texts_beyond_the_limits_are_refused() {
        for text in [
            "",
            " ",
            "{",
            "[",
            "\"",
            "{}{}",
            "{} x",
            "[1,]",
            "[,1]",
            "{,}",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            "{a:1}",
            "'a'",
            "tru",
            "nul",
            "01",
            "1.",
            ".5",
            "-",
            "1e",
            "+1",
            "\"\n\"",
            r#""\x""#,
            r#""\u12""#,
            r#""\ud800""#,
            r#""\ud800\u0041""#,
            r#""\udc00""#,
            "NaN",
            "\u{feff}{}",
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"[{"x":{"b":1,"b":1}}]"#,
        ] {
            assert_eq!(Value::parse(text), None, "{text}");
        }
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Value::parse(&nested(16)).is_some());
        assert_eq!(Value::parse(&nested(17)), None);
        assert_eq!(Value::parse(&"[".repeat(1 << 20)), None);
        let list = |count: usize| format!("[{}1]", "1,".repeat(count - 1));
        assert!(Value::parse(&list(9_999)).is_some());
        assert_eq!(Value::parse(&list(10_000)), None);
        let named =
            |count: usize| format!("{{{}}}", (0..count).map(|i| format!(r#""{i}":1"#)).collect::<Vec<_>>().join(","));
        assert!(Value::parse(&named(MAX_MEMBERS)).is_some());
        assert_eq!(Value::parse(&named(MAX_MEMBERS + 1)), None);
    }

    #[test]
    fn characters_are_read_as_they_were_written() {
        let text: String = ('\0'..='\u{ff}').chain(['\u{2028}', '한', '😀', char::MAX]).collect();
        for text in [&text, ""] {
            let mut written = String::new();
            push_string(&mut written, text);
            assert_eq!(Value::parse(&written), Some(string(text)));
        }
    }

    #[test]
    fn only_strings_with_escapes_are_copied_and_their_capacity_is_the_length_of_their_source() {
        let Some(Value::Array(strings)) = Value::parse(r#"["plain é", "a\"\\b\u0041é", "\n"]"#) else {
            panic!("the text is an array")
        };
        assert!(matches!(&strings[0], Value::String(Cow::Borrowed("plain é"))));
        for (value, expected, source) in [(&strings[1], "a\"\\bAé", 14), (&strings[2], "\n", 2)] {
            let Value::String(Cow::Owned(text)) = value else { panic!("a string with an escape is owned") };
            assert_eq!((text.as_str(), text.capacity()), (expected, source));
        }
    }
}
