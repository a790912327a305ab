//! Inputs of operations that are mostly valid, from choices; and what several targets need about values.

use kyclink::json::Json;
use kyclink::{Kind, Number, Object, Operation, Policy, Shape, UntrustedValue};

use crate::source::{Source, unmarked};

pub(crate) const POLICIES: [Policy; 3] = [Policy::Schema, Policy::Postal, Policy::Strict];
/// 2026-09-21T14:13:20Z
pub(crate) const NOW: i64 = 1_790_000_000_000;

/// Reads an operation and its input: the operation's name, a line break, and JSON, or choices after a zero byte. A name
/// means the same when operations are added.
pub(crate) fn operation_and_input(bytes: &[u8]) -> Option<(&'static Operation, UntrustedValue<'static>)> {
    let (name, input) = split_line(bytes)?;
    let operation = kyclink::operation(name)?;
    let input = match input {
        [0, choices @ ..] => object_of(&mut Source::new(choices), operation.shape),
        json => UntrustedValue::from_json(&unmarked(str::from_utf8(json).ok()?))?,
    };
    Some((operation, input))
}

/// Splits off the first line.
pub(crate) fn split_line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

pub(crate) fn object_of(source: &mut Source, shape: &Shape) -> UntrustedValue<'static> {
    let mut members = Vec::new();
    for field in shape.fields {
        match source.below(8) {
            7 if !field.required => {}
            6 => members.push((field.name.to_owned(), any_value(source, 2))),
            5 if !field.required => {}
            _ => members.push((field.name.to_owned(), value_of(source, &field.kind))),
        }
    }
    if source.rarely(4) {
        members.push((source.text(&["country", "__proto__", "", "a/b~c", "reference"]), any_value(source, 2)));
    }
    if source.rarely(4) {
        members.reverse();
    }
    members.into_iter().collect::<Object>().into()
}

fn value_of(source: &mut Source, kind: &Kind) -> UntrustedValue<'static> {
    let likely: &[&str] = match kind {
        Kind::Text { .. } => &["Jane", "1 Main Street", "Ünï 例え", " padded ", "\u{202a}x", "a\u{85}b", " ", ""],
        Kind::Email => &["jane@example.com", "a.b+c@x-y.example", "JANE@EXAMPLE.COM", "a@b", "a@b@c", " a@b.c "],
        Kind::Phone(_) => {
            &["+14155550123", "+44 (0)20 7946 0958", "tel:+989601234", "+0123", "＋４９ 171", "+390612345"]
        }
        Kind::Country(_) => &["US", "USA", "de", "GBR", "XKX", "HK", "PRI", "AE", "ca", "JP", "BRA", "IE"],
        Kind::Subdivision(_) => &["IL", "ny", "US-IL", "US-ZZ", "01", "ABC", "Illinois", "CA-ON", "13"],
        Kind::PostalCode => &["60606", "SW1A 1AA", "k1a 0b1", "x", "100-0001", "00000"],
        Kind::Choice(words) => &words.iter().collect::<Vec<_>>(),
        Kind::Pattern(_) => &["541511", "52", "USD", "$jane@uma.example.com", ""],
        Kind::CustomerId(_) => &["customer_1ab2c3d4", "Customer:019542f5-b3e7-1d02-0000-000000000001", "..", "a/b"],
        Kind::RedirectUri => &["https://example.com", "HTTPS://ä.example/a/../b?c", "http://localhost:80/x", "http:a"],
        Kind::PastDate { .. } => &["1990-01-31", "2024-02-29", "0001-01-01", "2026-09-22", "2026-02-30", "9999-12-31"],
        Kind::Timestamp => &["2026-01-31T12:00:00Z", "2016-12-31T23:59:60+00:00", "2026-01-31T12:00:00"],
        Kind::Integer(_) => {
            return number(source.choose(&["1", "20", "100", "0", "1.5", "1e21", "-1", "9007199254740993"]));
        }
        Kind::Flag => return UntrustedValue::Bool(source.flag()),
        Kind::Open(_) => return any_value(source, 3),
        Kind::Object(shape) => return object_of(source, shape),
        Kind::List(kind) => {
            let count = source.below(4);
            return (0..count).map(|_| value_of(source, kind)).collect::<Vec<_>>().into();
        }
    };
    source.text(likely).into()
}

/// Returns any value of at most this depth.
pub(crate) fn any_value(source: &mut Source, depth: usize) -> UntrustedValue<'static> {
    match source.below(if depth == 0 { 8 } else { 10 }) {
        0 => UntrustedValue::Null,
        1 => UntrustedValue::Bool(source.flag()),
        2 => UntrustedValue::Number(source.number().into()),
        3 => UntrustedValue::Malformed,
        4 => UntrustedValue::Opaque,
        5 => number(source.choose(&["1.5", "1e21", "-0.1"])),
        6 | 7 => {
            source.text(&["", " ", "US", "individual", "BUSINESS", "+0", "a@b@c", "2026-02-30", "\u{fffd}"]).into()
        }
        8 => (0..source.below(4)).map(|_| any_value(source, depth - 1)).collect::<Vec<_>>().into(),
        _ => {
            let name = |source: &mut Source| source.text(&["country", "type", "email", "name", "__proto__", ""]);
            let count = source.below(4);
            (0..count).map(|_| (name(source), any_value(source, depth - 1))).collect::<Object>().into()
        }
    }
}

fn number(text: &'static str) -> UntrustedValue<'static> {
    UntrustedValue::Number(Number::parse(text).expect("it is a number"))
}

/// Builds an object.
pub(crate) fn object<const N: usize>(members: [(&str, UntrustedValue<'static>); N]) -> UntrustedValue<'static> {
    members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect::<Object>().into()
}

/// Returns the tree with each string changed.
pub(crate) fn with_texts(
    value: &UntrustedValue<'_>,
    change: &mut impl FnMut(&str) -> String,
) -> UntrustedValue<'static> {
    match value {
        UntrustedValue::Text(text) => change(text).into(),
        UntrustedValue::List(items) => items.iter().map(|item| with_texts(item, change)).collect::<Vec<_>>().into(),
        UntrustedValue::Object(object) => {
            object.iter().map(|(name, value)| (name.to_owned(), with_texts(value, change))).collect::<Object>().into()
        }
        other => other.to_static(),
    }
}

/// Returns whether a string is JSON, by the crate `serde_json`.
pub(crate) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

pub(crate) fn to_json(value: &impl Json) -> String {
    let json = value.to_json();
    assert!(is_json(&json), "not JSON");
    json
}
