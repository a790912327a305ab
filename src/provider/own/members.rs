//! The members of what the functions of a provider of one's own return. Each is absent, readable or malformed: one that is
//! there and cannot be read never counts as absent.
//!
//! `service/provider/members.js` has the same rules, and `tests/vectors/data/answers.json` has cases for both.

use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::client::requirement::Requirement;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::field::text::is_control;
use crate::value::time::{day_of, timestamp_ms};
use crate::value::untrusted::UntrustedValue;

/// Ids become a part of names and, at most providers, of paths.
pub(super) static CUSTOMER_ID: Pattern = Pattern {
    source: "^(?=.*[A-Za-z0-9])[A-Za-z0-9._:@|~+=,-]{1,200}$",
    matches: |id| {
        is_made_of(id, 1, 200, |b| b.is_ascii_alphanumeric() || b"._:@|~+=,-".contains(&b))
            && id.bytes().any(|b| b.is_ascii_alphanumeric())
    },
};

/// The longest strings, in UTF-16 code units as JavaScript counts them.
const MAX_URL: usize = 8192;
const MAX_REFERENCE: usize = 500;
const MAX_TEXT: usize = 200;
const MAX_WORD: usize = 64;
const MAX_REASON: usize = 2000;
/// The most items of a list.
const MAX_ITEMS: usize = 200;

/// Whether a value of a member can be read.
type Check = fn(&UntrustedValue) -> bool;

/// The members of all answers, and of the items in their lists. A word such as `kind` is checked again by whatever has a
/// list of its words.
static MEMBERS: [(&str, Check); 20] = [
    ("customerId", |value| value.text().is_some_and(CUSTOMER_ID.matches)),
    ("type", |value| value.text().and_then(CustomerType::parse).is_some()),
    ("status", |value| value.text().and_then(Status::parse).is_some()),
    ("kycUrl", |value| is_text(value, MAX_URL)),
    ("token", |value| is_text(value, MAX_URL)),
    ("once", |value| matches!(value, UntrustedValue::Bool(_))),
    ("expiresAt", is_time),
    ("createdAt", is_time),
    ("at", is_time),
    ("id", |value| is_text(value, MAX_TEXT)),
    ("kind", |value| is_text(value, MAX_TEXT)),
    ("reference", |value| is_text(value, MAX_REFERENCE)),
    ("requirements", |value| are_items(value, |item| Requirement::read(item).is_some())),
    ("capabilities", |value| are_items(value, |item| Capability::read(item).is_some())),
    ("reasons", |value| are_items(value, is_reason)),
    ("operatorReasons", |value| are_items(value, |item| item.text().is_some_and(is_code))),
    ("name", |value| value.text().is_some_and(is_word)),
    ("code", |value| value.text().is_some_and(is_word)),
    ("dueBy", |value| value.text().and_then(day_of).is_some()),
    ("nextAction", |value| is_text(value, MAX_TEXT)),
];

/// Whether each member of an answer is absent or readable.
pub(super) fn are_readable(answer: &UntrustedValue) -> bool {
    MEMBERS.iter().all(|(name, check)| is_readable(answer, name, *check))
}

/// Whether nothing hides whom an answer is about: its id and its type are absent or readable.
pub(super) fn is_about_somebody(answer: &UntrustedValue) -> bool {
    let mut members = MEMBERS.iter().filter(|(name, _)| matches!(*name, "customerId" | "type"));
    members.all(|(name, check)| is_readable(answer, name, *check))
}

fn is_readable(answer: &UntrustedValue, name: &str, check: Check) -> bool {
    answer.field(name).is_none_or(|value| *value == UntrustedValue::Null || check(value))
}

fn is_text(value: &UntrustedValue, max: usize) -> bool {
    value.text().is_some_and(|text| (1..=max).contains(&text.encode_utf16().count()))
}

fn is_time(value: &UntrustedValue) -> bool {
    is_text(value, MAX_TEXT) && value.text().and_then(timestamp_ms).is_some()
}

/// Whether it is a provider's own word: not something that a person could have written.
pub(super) fn is_word(text: &str) -> bool {
    let is_part = |part: &str| is_made_of(part, 1, MAX_WORD, |b| b.is_ascii_lowercase() || b.is_ascii_digit());
    text.len() <= MAX_WORD && text.split('_').all(is_part)
}

/// Whether it is a text for the person. Its line breaks are shown as spaces.
fn is_reason(value: &UntrustedValue) -> bool {
    let is_plain = |text: &str| text.chars().all(|c| matches!(c, '\t' | '\n' | '\r') || !is_control(c));
    is_text(value, MAX_REASON) && value.text().is_some_and(is_plain)
}

/// Whether it is a provider's code for the operator, as most of them write one.
fn is_code(text: &str) -> bool {
    is_made_of(text, 1, MAX_WORD, |b| b.is_ascii_alphanumeric() || b"_.:/-".contains(&b))
}

fn are_items(value: &UntrustedValue, is_item: Check) -> bool {
    value
        .list()
        .is_some_and(|items| items.len() <= MAX_ITEMS && items.iter().all(|item| is_item(item) && are_readable(item)))
}

#[cfg(test)]
mod tests {
    use super::{are_readable, is_about_somebody};
    use crate::value::untrusted::{Object, UntrustedValue};

    /// Expands `{"$repeat": [string, count]}` and `{"$list": [item, count]}`.
    fn expanded(value: &UntrustedValue<'static>) -> UntrustedValue<'static> {
        let parts = |name| match value.field(name).and_then(UntrustedValue::list) {
            Some([part, count]) => Some((part.clone(), count.integer().unwrap() as usize)),
            _ => None,
        };
        match (parts("$repeat"), parts("$list")) {
            (Some((text, count)), _) => text.text().unwrap().repeat(count).into(),
            (_, Some((item, count))) => vec![expanded(&item); count].into(),
            _ => value.clone(),
        }
    }

    /// `members.test.mjs` holds the wrapper to the same cases.
    #[test]
    fn what_cannot_be_read_is_never_absent() {
        let vectors = UntrustedValue::from_json(include_str!("../../../tests/vectors/data/answers.json")).unwrap();
        let list = |value: &UntrustedValue<'static>, name| {
            value.field(name).and_then(UntrustedValue::list).map(<[_]>::to_vec).unwrap_or_default()
        };
        let members = list(&vectors, "members");
        for member in &members {
            let name = member.text_of("name").unwrap();
            let like = member.text_of("like").unwrap_or(name);
            let rules = members.iter().find(|member| member.text_of("name") == Some(like)).unwrap();
            let is_text = matches!(rules.field("isText"), Some(UntrustedValue::Bool(true)));
            let not_texts = if is_text { list(&vectors, "notTexts") } else { vec![] };
            let malformed = [list(rules, "malformed"), not_texts].concat();
            let answer = |value| UntrustedValue::from(Object::of_unique([(name, value)]));
            for absent in [Object::new().into(), answer(UntrustedValue::Null)] {
                assert!(are_readable(&absent) && is_about_somebody(&absent), "{name}: absent");
            }
            for unlike_json in [UntrustedValue::Malformed, UntrustedValue::Opaque] {
                assert!(!are_readable(&answer(unlike_json)), "{name}: not JSON");
            }
            for (values, expected) in [(list(rules, "valid"), true), (malformed, false)] {
                for (at, value) in values.iter().enumerate() {
                    let answer = answer(expanded(value));
                    assert_eq!(are_readable(&answer), expected, "{name}: {expected} {at}");
                    let is_hidden = !expected && matches!(name, "customerId" | "type");
                    assert_eq!(is_about_somebody(&answer), !is_hidden, "{name}: {expected} {at}");
                }
            }
        }
    }
}
