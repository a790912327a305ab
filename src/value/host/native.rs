//! Outside JavaScript hosts: the crates `url`, `serde_json` and `getrandom`, and the clocks of the standard library.

use std::sync::LazyLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::Url;
use crate::value::untrusted::{Object, UntrustedValue};

pub(crate) fn parse_json(text: &str) -> Option<UntrustedValue<'static>> {
    serde_json::from_str(text)
        .ok()
        .or_else(|| serde_json::from_str(&mark_lone_surrogates(text)?).ok().map(|value| without_marks(&value)))
}

/// Two noncharacters, which no program writes in this order.
const MARK: &str = "\u{fdd0}\u{fdef}";

/// Replaces escapes of lone surrogates, which serde_json refuses, by a mark. JavaScript reads such text, and a provider
/// that cuts it by UTF-16 code units sends it. Returns `None` if there are none.
fn mark_lone_surrogates(text: &str) -> Option<String> {
    let mut marked = String::with_capacity(text.len());
    let (mut rest, mut has_any) = (text, false);
    while let Some((before, escape)) = rest.split_once('\\') {
        marked.push_str(before);
        let next = || escape.get(5..)?.strip_prefix('\\').and_then(surrogate);
        let length = match surrogate(escape) {
            Some(0xd800..0xdc00) if next().is_some_and(|low| low >= 0xdc00) => 11,
            Some(_) => {
                marked.push_str(MARK);
                (rest, has_any) = (escape.get(5..)?, true);
                continue;
            }
            None => escape.chars().next()?.len_utf8(),
        };
        marked.push('\\');
        marked.push_str(escape.get(..length)?);
        rest = escape.get(length..)?;
    }
    marked.push_str(rest);
    has_any.then_some(marked)
}

/// Returns the surrogate at the beginning of what follows a backslash: `u` and four hexadecimal digits.
fn surrogate(escape: &str) -> Option<u32> {
    let digits = escape.strip_prefix('u')?.get(..4)?;
    let unit = u32::from_str_radix(digits, 16).ok()?;
    (0xd800..0xe000).contains(&unit).then_some(unit)
}

fn without_marks(value: &UntrustedValue) -> UntrustedValue<'static> {
    match value {
        UntrustedValue::Text(text) if text.contains(MARK) => UntrustedValue::Malformed,
        UntrustedValue::List(list) => list.iter().map(without_marks).collect::<Vec<_>>().into(),
        UntrustedValue::Object(object) => {
            let fields = object.iter().map(|(name, value)| (name.to_owned(), without_marks(value)));
            fields.collect::<Object>().into()
        }
        other => other.to_static(),
    }
}

pub(crate) fn parse_url(text: &str) -> Option<Url> {
    let url = url::Url::parse(text).ok()?;
    let hostname = url.host_str().unwrap_or_default().to_owned();
    let host = match url.port() {
        Some(port) => format!("{hostname}:{port}"),
        None => hostname.clone(),
    };
    Some(Url {
        host,
        hostname,
        has_query_or_fragment: url.query().is_some_and(|q| !q.is_empty())
            || url.fragment().is_some_and(|f| !f.is_empty()),
        href: url.into(),
    })
}

/// Any value that serde can write, as an untrusted value; `None` if JSON cannot carry it.
pub(crate) fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Option<UntrustedValue<'static>> {
    serde_json::from_value(serde_json::to_value(value).ok()?).ok()
}

/// Milliseconds since 1970-01-01 UTC.
pub(crate) fn now_ms() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds since some moment, by a clock that never jumps.
pub(crate) fn monotonic_ms() -> i64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    i64::try_from(START.elapsed().as_millis()).unwrap_or(i64::MAX)
}

/// Unpredictable bytes; `None` where the system has none.
pub(crate) fn random_bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs and single ones in every place: WTF-8, section 4, and RFC 8259, section 8.2.
    #[test]
    fn only_a_string_with_a_lone_surrogate_is_malformed() {
        let (pair, high, low) = ("\\ud83d\\ude00", "\\ud83d", "\\uDE00");
        for (text, is_malformed) in [
            (pair.to_owned(), false),
            (format!("a{pair}b\\n\\u00e9\\\\ud83d\\\"é"), false),
            (high.to_owned(), true),
            (low.to_owned(), true),
            (format!("{high}{high}{low}"), true),
            (format!("{low}{high}"), true),
            (format!("{pair}{low}"), true),
            (format!("a\\\\{high}"), true),
            (format!("{high}\\n{low}"), true),
            (format!("{high}x"), true),
        ] {
            let list = parse_json(&format!(r#"["{text}", {{"{high}": 1, "name": "{text}", "other": "é"}}, 1.50]"#));
            let list = list.expect(&text);
            let [first, object, number] = list.list().expect("a list") else { panic!("{text}") };
            assert_eq!(*first == UntrustedValue::Malformed, is_malformed, "{text}");
            assert_eq!(object.field("name"), Some(first), "{text}");
            assert_eq!(object.text_of("other"), Some("é"));
            assert!(matches!(number, UntrustedValue::Number(_)));
        }
        for text in ["\\", "\"\\ud83d", "\\ud83d", "[\"\\ud83d\",]", "\"\\ud83\"", "\"\\ud83g\"", "\"\\é\""] {
            assert!(parse_json(text).is_none(), "{text}");
        }
    }
}
