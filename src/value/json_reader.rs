//! Reads the JSON that the wrapper writes (`pkg-template/lib/wasm/json.js`), and that of records, which the crate writes.
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

/// Reads a value.
pub(crate) fn read(json: &str) -> UntrustedValue<'_> {
    Reader { rest: json }.value(0).unwrap_or(UntrustedValue::Opaque)
}

/// Reads the items of a list, each of which may be as deep as a value.
#[allow(dead_code, reason = "only the npm package needs it")]
pub(crate) fn read_items(json: &str) -> Vec<UntrustedValue<'_>> {
    Reader { rest: json }.items(0).unwrap_or_default()
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// Reads a value inside this many lists and objects; `None` if it is malformed.
    fn value(&mut self, depth: u8) -> Option<UntrustedValue<'a>> {
        match self.rest.as_bytes().first()? {
            b'"' => self.string(),
            b'[' if depth < MAX_DEPTH => self.list(depth + 1),
            b'{' if depth < MAX_DEPTH => self.object(depth + 1),
            b'n' => self.word("null", UntrustedValue::Null),
            b't' => self.word("true", UntrustedValue::Bool(true)),
            b'f' => self.word("false", UntrustedValue::Bool(false)),
            b'!' => self.word(OPAQUE, UntrustedValue::Opaque),
            _ => self.number(),
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
        let mut object = Object::with_capacity(8);
        self.skip(b'{')?;
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

    fn number(&mut self) -> Option<UntrustedValue<'a>> {
        let end = self.rest.bytes().position(|byte| matches!(byte, b',' | b']' | b'}')).unwrap_or(self.rest.len());
        Number::from_host(self.take(end)?.into()).map(UntrustedValue::Number)
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
        self.take(self.rest.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?)
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

    fn word(&mut self, word: &str, value: UntrustedValue<'a>) -> Option<UntrustedValue<'a>> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(value)
    }

    fn skip(&mut self, byte: u8) -> Option<()> {
        if self.rest.as_bytes().first() == Some(&byte) { self.take(1).map(drop) } else { None }
    }

    fn take(&mut self, bytes: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
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

    /// An item of a list may be as deep as a value.
    #[test]
    fn what_is_too_deep_is_opaque() {
        let depth = usize::from(MAX_DEPTH);
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}"), (r#"[{"a":"#, "}]")] {
            let levels = open.matches(['[', '{']).count();
            let nested =
                |depth: usize| [open.repeat(depth / levels), "1".to_owned(), close.repeat(depth / levels)].concat();
            assert!(read(&nested(depth)) != UntrustedValue::Opaque, "{open}");
            assert!(read(&nested(depth + levels)) == UntrustedValue::Opaque, "{open}");
            let list = |depth| [r"[", &nested(depth), "]"].concat();
            assert_eq!(read_items(&list(depth)).len(), 1, "{open}");
            assert!(read_items(&list(depth + levels)).is_empty(), "{open}");
        }
    }
}
