//! Reads the JSON that the wrapper writes (`module/wasm/json.ts`), and that of records, which the crate writes.
//! Strings without escapes are not copied.
//!
//! It is written by hand because `serde_json` adds 15 KB to a wasm module, most of it for what the wrapper never
//! writes: white space, numbers in need of rounding, errors with a position. Whatever is malformed becomes a value that
//! no field accepts.

use std::borrow::Cow;

use crate::value::untrusted::{MAX_DEPTH, Number, Object, UntrustedValue};

/// What the wrapper writes for a value that JSON cannot represent. It is not JSON, and it has no escape: a minifier may
/// print an escape in a string in another way.
const OPAQUE: &str = "!";

pub(crate) fn read(json: &str) -> UntrustedValue<'_> {
    Reader { text: json, at: 0 }.value(0).unwrap_or(UntrustedValue::Opaque)
}

/// Reads the items of a list, each of which may be as deep as a value.
pub(crate) fn read_items(json: &str) -> Vec<UntrustedValue<'_>> {
    Reader { text: json, at: 0 }.items(0).unwrap_or_default()
}

struct Reader<'a> {
    text: &'a str,
    /// The next byte.
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Reads a value inside this many lists and objects; `None` if it is malformed.
    fn value(&mut self, depth: u8) -> Option<UntrustedValue<'a>> {
        match self.peek()? {
            b'"' => self.string(),
            b'[' if depth < MAX_DEPTH => self.list(depth + 1),
            b'{' if depth < MAX_DEPTH => self.object(depth + 1),
            b'[' | b'{' => self.skip_levels(),
            _ => self.word(),
        }
    }

    /// Skips a list or an object that is too deep.
    fn skip_levels(&mut self) -> Option<UntrustedValue<'a>> {
        let mut levels = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'[' | b'{' => levels += 1,
                b']' | b'}' => levels -= 1,
                _ => {}
            }
            self.at += 1;
            if levels == 0 {
                return Some(UntrustedValue::Opaque);
            }
        }
    }

    fn list(&mut self, depth: u8) -> Option<UntrustedValue<'a>> {
        Some(self.items(depth)?.into())
    }

    fn items(&mut self, depth: u8) -> Option<Vec<UntrustedValue<'a>>> {
        let mut items = Vec::new();
        self.skip(b'[')?;
        while self.skip(b']').is_none() {
            items.push(self.value(depth)?);
            self.skip(b',');
        }
        Some(items)
    }

    fn object(&mut self, depth: u8) -> Option<UntrustedValue<'a>> {
        self.skip(b'{')?;
        let mut object = Object::new();
        while self.skip(b'}').is_none() {
            let name = match self.string()? {
                UntrustedValue::Text(name) => name,
                _ => Cow::Borrowed("\u{fffd}"),
            };
            self.skip(b':')?;
            object.push(name, self.value(depth)?);
            self.skip(b',');
        }
        Some(object.into())
    }

    /// Reads a value without quotes.
    fn word(&mut self) -> Option<UntrustedValue<'a>> {
        let start = self.at;
        while self.peek().is_some_and(|byte| !matches!(byte, b',' | b']' | b'}')) {
            self.at += 1;
        }
        Some(match self.text.get(start..self.at)? {
            "null" => UntrustedValue::Null,
            "true" => UntrustedValue::Bool(true),
            "false" => UntrustedValue::Bool(false),
            OPAQUE => UntrustedValue::Opaque,
            number => UntrustedValue::Number(Number::from_host(number.into())?),
        })
    }

    /// Reads a string. One with a lone surrogate is malformed.
    fn string(&mut self) -> Option<UntrustedValue<'a>> {
        self.skip(b'"')?;
        let plain = self.plain()?;
        if self.skip(b'"').is_some() {
            return Some(UntrustedValue::Text(plain.into()));
        }
        let mut text = plain.to_owned();
        let mut is_malformed = false;
        while self.skip(b'"').is_none() {
            match self.escape()? {
                Some(character) => text.push(character),
                None => is_malformed = true,
            }
            text.push_str(self.plain()?);
        }
        Some(if is_malformed { UntrustedValue::Malformed } else { text.into() })
    }

    /// Reads up to the next quote or escape.
    fn plain(&mut self) -> Option<&'a str> {
        let start = self.at;
        while !matches!(self.peek()?, b'"' | b'\\') {
            self.at += 1;
        }
        self.text.get(start..self.at)
    }

    /// Reads an escape: a character, or `None` for a lone surrogate.
    fn escape(&mut self) -> Option<Option<char>> {
        let escape = self.take(2)?;
        Some(Some(match escape {
            "\\n" => '\n',
            "\\t" => '\t',
            "\\r" => '\r',
            "\\b" => '\u{8}',
            "\\f" => '\u{c}',
            "\\u" => return Some(char::from_u32(u32::from_str_radix(self.take(4)?, 16).ok()?)),
            _ => escape.chars().nth(1)?,
        }))
    }

    fn skip(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn take(&mut self, bytes: usize) -> Option<&'a str> {
        let taken = self.text.get(self.at..self.at.checked_add(bytes)?)?;
        self.at += bytes;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, read, read_items};
    use crate::value::json::Json;
    use crate::value::untrusted::UntrustedValue;

    /// The other reader is serde_json, through `UntrustedValue::from_json`.
    #[test]
    fn values_are_read_as_serde_json_reads_them() {
        for json in [
            "null",
            "[true,false]",
            "{}",
            r#"{"a":[1,-2.5,{"b":"c","d":null}],"":""}"#,
            r#""a \"quoted\" \\ \/ \b\f\n\r\t\u0000\u001f\u00e9 word, é, 漢字 and 😀""#,
            r#"["\"","\\","x\n"]"#,
        ] {
            let expected = UntrustedValue::from_json(json).expect(json);
            assert!(read(json) == expected, "{json}");
            assert!(read(&expected.to_json()) == expected, "{json}");
        }
    }

    #[test]
    fn lone_surrogates_are_malformed_and_the_wrappers_mark_is_opaque() {
        for json in [r#""\ud800""#, r#""a\udc00b""#, r#""x\udfff""#, r#""\udfff""#] {
            assert!(read(json) == UntrustedValue::Malformed, "{json}");
        }
        assert!(read("!") == UntrustedValue::Opaque);
        let list = read(r#"[!,{"a":!,"b":1}]"#);
        let [first, object] = list.list().expect("a list") else { panic!("two items") };
        assert!(*first == UntrustedValue::Opaque && object.field("a") == Some(first));
        assert_eq!(object.field("b").and_then(UntrustedValue::integer), Some(1));
        assert!(read(r#"{"\ud800":1}"#).field("\u{fffd}").is_some());
    }

    #[test]
    fn malformed_json_is_opaque() {
        for json in [
            "",
            "[",
            "[1",
            "{\"a\"",
            "{\"a\":",
            "{1:2}",
            "\"",
            "\"\\",
            "\"\\u12",
            "\"\\uzzzz\"",
            "nul",
            "x",
            "+1",
            "[é",
        ] {
            assert!(read(json) == UntrustedValue::Opaque, "{json}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(&deep) == UntrustedValue::Opaque);
    }

    /// An item of a list may be as deep as a value. What is deeper is opaque, and what is beside it is read.
    #[test]
    fn what_is_too_deep_is_opaque() {
        let depth = usize::from(MAX_DEPTH);
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
            let levels = open.matches(['[', '{']).count();
            let nested = |depth: usize| {
                [&open.repeat(depth / levels), r#"["]\"[",{"a":"}"}]"#, &close.repeat(depth / levels)].concat()
            };
            for depth in [depth - 2, depth, depth + levels, 3 * depth] {
                let given = nested(depth);
                let expected = UntrustedValue::from_json(&given).expect("JSON");
                assert!(read(&given) == expected, "{open} {depth}");
                assert!(read_items(&["[", &given, ",2]"].concat()) == [expected, read("2")], "{open} {depth}");
            }
        }
    }
}
