//! The members of what the functions of a provider of one's own return. Each is absent, readable or malformed: one that is
//! there and cannot be read never counts as absent.
//!
//! The wrapper passes the members that are listed here as data (`pkg-template/service/provider/members.ts`), and reads none.
//! `tests/vectors/data/answers.json` has cases for each.

use std::borrow::Cow;

use crate::client::customer::capability::Capability;
use crate::client::customer::{CustomerType, Status};
use crate::client::requirement::{NextAction, Party, Remedy, Requirement, RequirementKind};
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::field::text::is_control;
use crate::value::time::{day_of, timestamp, timestamp_ms};
use crate::value::untrusted::UntrustedValue;

/// Ids become a part of names and, at most providers, of paths. `isId` in the package's `provider/members.ts` is the same
/// rule, for what a ready provider does not pass on.
pub(super) static CUSTOMER_ID: Pattern = Pattern {
    source: "^(?=.*[A-Za-z0-9])[A-Za-z0-9._:@|~+=,-]{1,200}$",
    matches: |id| {
        is_made_of(id, 1, 200, |b| b.is_ascii_alphanumeric() || b"._:@|~+=,-".contains(&b))
            && id.bytes().any(|b| b.is_ascii_alphanumeric())
    },
};

/// The longest strings, in UTF-16 code units as JavaScript counts them. The wrapper passes none that is longer than all.
const MAX_URL: usize = 8192;
const MAX_REFERENCE: usize = 500;
const MAX_TEXT: usize = 200;
const MAX_WORD: usize = 64;
const MAX_REASON: usize = 2000;
/// The most items of a list. The wrapper passes none of a longer one.
const MAX_ITEMS: usize = 200;

/// The milliseconds of the years that a timestamp can have: 0 to 9999.
const YEARS: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

const NO_WORD: &str = "that is not a word of lower-case letters, digits and underscores";
const NO_TIME: &str = "that is not a Date, milliseconds or an RFC 3339 timestamp with an offset";

/// What a function has returned that cannot be read, in words for its developer, without its value, unless that is a
/// provider's word.
pub(super) type Problem = Cow<'static, str>;

/// A member, and what is wrong with a value of it, if anything is.
type Member = (&'static str, fn(&UntrustedValue) -> Option<Problem>);

static MEMBERS: [Member; 16] = [
    ("customerId", |value| {
        let is_id = value.text().is_some_and(CUSTOMER_ID.matches);
        unless(is_id, "a customerId that is not one: it has at most 200 letters, digits and ._:@|~+=,-")
    }),
    ("type", |value| not_one_of(value, "type", &CustomerType::ALL.map(CustomerType::as_str))),
    ("status", |value| not_one_of(value, "status", &Status::ALL.map(Status::as_str))),
    // Its form and its host are checked with the hosts of the definition.
    ("kycUrl", |value| unless(is_text(value, MAX_URL), "a kycUrl that is not an https URL without credentials")),
    ("token", |value| unless(is_text(value, MAX_URL), "a token that is not a string of at most 8192 characters")),
    ("once", |value| unless(matches!(value, UntrustedValue::Bool(_)), "a once that is neither true nor false")),
    ("expiresAt", |value| no_time(value, "an expiresAt ")),
    ("createdAt", |value| no_time(value, "a createdAt ")),
    ("at", |value| no_time(value, "an at ")),
    ("id", |value| unless(is_text(value, MAX_TEXT), "an id that is not a string of at most 200 characters")),
    ("kind", |value| unless(is_text(value, MAX_TEXT), "a kind that is not a string of at most 200 characters")),
    ("reference", |value| {
        unless(is_text(value, MAX_REFERENCE), "a reference that is not a string of at most 500 characters")
    }),
    ("requirements", |value| {
        in_items(value, &REQUIREMENT).or_else(|| {
            let is_list = are_items(value, |item| item.object().is_some());
            unless(is_list, "requirements that are not a list of at most 200 objects")
        })
    }),
    ("capabilities", |value| {
        in_items(value, &CAPABILITY).or_else(|| {
            let is_list = are_items(value, |item| Capability::read(item).is_some());
            unless(is_list, "capabilities that are not a list of at most 200 objects with name and status")
        })
    }),
    ("reasons", |value| {
        let is_list = are_items(value, is_reason);
        unless(is_list, "reasons that are not a list of at most 200 strings of at most 2000 printable characters")
    }),
    ("operatorReasons", |value| {
        let is_list = are_items(value, |item| item.text().is_some_and(is_code));
        unless(is_list, "operatorReasons that are not a list of at most 200 codes of letters, digits and _.:/-")
    }),
];

static REQUIREMENT: [Member; 6] = [
    ("kind", |value| not_one_of(value, "kind", &RequirementKind::ALL.map(RequirementKind::as_str))),
    ("who", |value| not_one_of(value, "who", &Party::ALL.map(Party::as_str))),
    ("can", |value| not_one_of(value, "can", &Remedy::ALL.map(Remedy::as_str))),
    ("code", |value| no_word(value, "a code ")),
    ("dueBy", |value| unless(value.text().and_then(day_of).is_some(), "a dueBy that is not a date such as 2026-12-31")),
    ("nextAction", |value| not_one_of(value, "nextAction", &NextAction::ALL.map(NextAction::as_str))),
];

static CAPABILITY: [Member; 2] = [
    ("name", |value| no_word(value, "a name ")),
    ("status", |value| not_one_of(value, "status", &Status::ALL.map(Status::as_str))),
];

/// The names of the members of each answer, whom it is about first.
pub(super) static OF_CUSTOMER: [&str; 11] = [
    "customerId",
    "type",
    "kycUrl",
    "expiresAt",
    "once",
    "token",
    "status",
    "requirements",
    "capabilities",
    "reasons",
    "operatorReasons",
];
pub(super) static OF_TOKEN: [&str; 10] = [
    "customerId",
    "type",
    "token",
    "id",
    "expiresAt",
    "status",
    "requirements",
    "capabilities",
    "reasons",
    "operatorReasons",
];
pub(super) static OF_FOUND: [&str; 4] = ["customerId", "reference", "type", "createdAt"];
pub(super) static OF_EVENT: [&str; 3] = ["id", "kind", "at"];
pub(super) static OF_EVENT_DATA: [&str; 8] =
    ["customerId", "reference", "type", "status", "requirements", "capabilities", "reasons", "operatorReasons"];

/// Returns the names of all members, those of the items in lists among them: the wrapper passes no others.
#[doc(hidden)]
pub fn answer_members() -> Vec<&'static str> {
    let mut names: Vec<_> = MEMBERS.iter().map(|(name, _)| *name).collect();
    for (name, _) in REQUIREMENT.iter().chain(&CAPABILITY) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    names
}

/// Returns what is wrong with the first malformed one of these members.
pub(super) fn problem_in(answer: &UntrustedValue, names: &[&str]) -> Option<Problem> {
    names
        .iter()
        .find_map(|name| MEMBERS.iter().find(|(known, _)| known == name).and_then(|one| problem_of(answer, one)))
}

fn problem_of(answer: &UntrustedValue, (name, check): &Member) -> Option<Problem> {
    answer.field(name).filter(|value| **value != UntrustedValue::Null).and_then(check)
}

/// Returns what is wrong with the first malformed member of the items of a list.
fn in_items(value: &UntrustedValue, members: &[Member]) -> Option<Problem> {
    let mut items = value.list().filter(|items| items.len() <= MAX_ITEMS)?.iter();
    let problem = items.find_map(|item| members.iter().find_map(|one| problem_of(item, one)))?;
    Some(["a list with ", &problem].concat().into())
}

fn unless(is_readable: bool, problem: &'static str) -> Option<Problem> {
    (!is_readable).then_some(Cow::Borrowed(problem))
}

/// The word of a provider's list is told: a name, an id or a reference is written in another way.
fn not_one_of(value: &UntrustedValue, name: &str, known: &[&str]) -> Option<Problem> {
    let text = value.text();
    if text.is_some_and(|text| known.contains(&text)) {
        return None;
    }
    let what = match text.filter(|text| is_listed_word(text)) {
        Some(text) => ["the ", name, " \"", text, "\", which"].concat(),
        None => ["a ", name, " that"].concat(),
    };
    Some([&what, " is not one of ", &known.join(", ")].concat().into())
}

fn no_word(value: &UntrustedValue, what: &str) -> Option<Problem> {
    (!value.text().is_some_and(is_word)).then(|| [what, NO_WORD].concat().into())
}

fn no_time(value: &UntrustedValue, what: &str) -> Option<Problem> {
    time(value).is_none().then(|| [what, NO_TIME].concat().into())
}

/// Returns a time as an RFC 3339 timestamp: it is one, or milliseconds since 1970, as which the wrapper passes a Date.
pub(super) fn time<'a>(value: &'a UntrustedValue) -> Option<Cow<'a, str>> {
    if let UntrustedValue::Number(number) = value {
        let (whole, fraction) = number.as_str().split_once('.').unwrap_or((number.as_str(), ""));
        let ms: i64 = whole.parse().ok().filter(|ms| YEARS.contains(ms) && !fraction.contains(['e', 'E']))?;
        let seconds = timestamp(ms);
        let fraction = (1000 + ms.rem_euclid(1000)).to_string();
        return Some([seconds.trim_end_matches('Z'), ".", fraction.get(1..)?, "Z"].concat().into());
    }
    value.text().filter(|text| is_text(value, MAX_TEXT) && timestamp_ms(text).is_some()).map(Cow::Borrowed)
}

/// Reads a requirement whose members can be read, and fills in what it leaves out.
pub(super) fn requirement(item: &UntrustedValue) -> Requirement {
    let kind = item.text_of("kind").and_then(RequirementKind::parse).unwrap_or(RequirementKind::Other);
    let who = item.text_of("who").and_then(Party::parse).unwrap_or(Party::Person);
    let can = item.text_of("can").and_then(Remedy::parse).unwrap_or(Remedy::Act);
    let next_action = item.text_of("nextAction").and_then(NextAction::parse).unwrap_or(match (can, who) {
        // On the hosted page, people cannot do what is somebody else's task.
        (Remedy::Wait, _) | (Remedy::Act, Party::Provider) => NextAction::Wait,
        (Remedy::Final | Remedy::Unknown, _) | (Remedy::Act, Party::Operator) => NextAction::ContactSupport,
        (Remedy::Act, _) => NextAction::OpenLink,
    });
    let due_by = item.owned_text_of("dueBy");
    Requirement { due_by, ..Requirement::new(kind, who, can, next_action) }.code(item.owned_text_of("code"))
}

fn is_text(value: &UntrustedValue, max: usize) -> bool {
    value.text().is_some_and(|text| (1..=max).contains(&text.encode_utf16().count()))
}

/// Whether it is a word as providers write those of a list.
fn is_listed_word(text: &str) -> bool {
    let is_of = |is_letter: fn(u8) -> bool| text.split('_').all(|part| is_made_of(part, 1, MAX_WORD, is_letter));
    text.len() <= MAX_WORD && (is_of(|b| b.is_ascii_lowercase()) || is_of(|b| b.is_ascii_uppercase()))
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

fn are_items(value: &UntrustedValue, is_item: fn(&UntrustedValue) -> bool) -> bool {
    value.list().is_some_and(|items| items.len() <= MAX_ITEMS && items.iter().all(is_item))
}

#[cfg(test)]
mod tests {
    use super::problem_in;
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

    /// `members.test.mjs` has the same cases returned by functions.
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
            let problem = |answer| problem_in(&answer, &[name]);
            for absent in [Object::new().into(), answer(UntrustedValue::Null)] {
                assert_eq!(problem(absent), None, "{name}: absent");
            }
            for unlike_json in [UntrustedValue::Malformed, UntrustedValue::Opaque] {
                assert!(problem(answer(unlike_json)).is_some(), "{name}: not JSON");
            }
            for (values, expected) in [(list(rules, "valid"), true), (malformed, false)] {
                for (at, value) in values.iter().enumerate() {
                    let problem = problem(answer(expanded(value)));
                    assert_eq!(problem.is_none(), expected, "{name}: {expected} {at}: {problem:?}");
                }
            }
        }
    }
}
