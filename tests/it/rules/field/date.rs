//! Dates of birth and of incorporation: which ones every operation takes, and how people write them where the field is
//! one for text.

use kyclink::json::Json;
use kyclink::{Kind, Object, Operation, Options, Policy, UntrustedValue, normalize, operations, validate};

use crate::rules::shape::chains;

/// 2026-09-21T12:00:00Z
const NOW: i64 = 1_789_992_000_000;

/// Calls a function with each date of each operation, and an input that has nothing but a value of it, and the values of
/// the variants that have it.
fn for_every_date(mut each: impl FnMut(&'static Operation, &'static str, &dyn Fn(&str) -> UntrustedValue<'static>)) {
    for operation in operations() {
        for chain in chains(operation.shape) {
            let date = chain[chain.len() - 1];
            if !matches!(date.kind, Kind::PastDate { .. }) {
                continue;
            }
            each(operation, date.name, &|text| {
                let value = chain.iter().skip(1).rev().fold(UntrustedValue::from(text.to_owned()), |value, field| {
                    Object::from_iter([(field.name, value)]).into()
                });
                let variants = chain.iter().filter_map(|field| field.when).map(|(name, of)| (*name, (*of).into()));
                variants.chain([(chain[0].name, value)]).collect::<Object>().into()
            });
        }
    }
}

/// The issue about the date, with its params.
fn issue(operation: &'static Operation, name: &str, input: UntrustedValue<'static>, policy: Policy) -> Option<String> {
    let options = Options::default().policy(policy).now(NOW);
    let issues = validate(operation, input, &options).result.err().unwrap_or_default();
    let mine = issues.iter().find(|issue| issue.pointer().ends_with(&format!("/{name}")))?;
    Some(format!("{} {}", mine.code.as_str(), mine.params.to_json()))
}

#[test]
fn every_date_is_within_the_range_of_its_field_under_every_policy() {
    let mut count = 0;
    for_every_date(|operation, name, input| {
        let first = match name {
            "birthDate" => "1900-01-01",
            "incorporatedOn" => "1000-01-01",
            name => panic!("{name}: which dates does it take?"),
        };
        for policy in [Policy::Schema, Policy::Postal, Policy::Strict] {
            let judge = |date: &str| issue(operation, name, input(date), policy);
            for date in [first, "1900-01-01", "1970-01-01", "2026-09-21", "2026-09-22"] {
                assert_eq!(judge(date), None, "{} {date}", operation.name);
            }
            let before =
                if first == "1900-01-01" { ["1899-12-31", "1349-01-15"] } else { ["0999-12-31", "0900-12-31"] };
            for date in before.into_iter().chain(["0001-01-01", "0070-04-04", "0113-05-05", "2026-09-23", "9999-12-31"])
            {
                assert_eq!(judge(date), Some(format!(r#"date_range ["{first}"]"#)), "{} {date}", operation.name);
            }
            for date in ["0000-12-31", "1900-02-29", "70-04-04", "1990-1-31", "1990/01/31", "19900131"] {
                assert_eq!(judge(date).as_deref(), Some("date_format []"), "{} {date}", operation.name);
            }
        }
        count += 1;
    });
    assert!(count >= 10, "{count}");
}

/// The dates of an input once it is normalized.
fn normal(text: &str) -> Vec<String> {
    let mut found = vec![];
    for_every_date(|operation, _, input| {
        let written = normalize(operation, input(text), None).to_json();
        let other = normalize(operation, input("2000-02-03"), None).to_json();
        let (before, after) = other.split_once("2000-02-03").unwrap();
        found.push(written.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap().to_owned());
    });
    found.dedup();
    found
}

/// A browser without a date field shows one for text. Only a year of four digits in front says what the others are.
#[test]
fn a_date_that_begins_with_its_year_is_read_in_other_digits_and_with_other_separators() {
    for text in [
        "1990-01-31",
        "1990/01/31",
        "1990/1/31",
        "1990.01.31",
        "1990. 1. 31.",
        "1990 01 31",
        "1990–01–31",
        "1990−01−31",
        "１９９０－０１－３１",
        "１９９０／１／３１",
        "1990年1月31日",
        "1990년 1월 31일",
        "١٩٩٠/٠١/٣١",
        "۱۹۹۰-۰۱-۳۱",
        "१९९०-०१-३१",
        "\u{200f}1990\u{200f}/\u{200f}01\u{200f}/\u{200f}31",
        "\u{a0}1990-01-31\u{200b}",
        "1990\u{a0}-\u{202f}01\u{3000}- 31",
    ] {
        assert_eq!(normal(text), ["1990-01-31"], "{text}");
    }
}

#[test]
fn what_may_be_another_date_stays_as_it_is() {
    for text in [
        // The day and the month, in an order that nobody knows.
        "31/01/1990",
        "01/02/1990",
        "04-05-90",
        "90/01/31",
        "1990-31",
        "1990-01-31-02",
        // Years of other calendars: Persian, Hijri, Minguo.
        "1369/11/11",
        "۱۳۶۹/۱۱/۱۱",
        "١٤١١/٠٧/١٥",
        "079/01/31",
        "0070/04/04",
        // No dates.
        "1990/02/30",
        "1990/13/01",
        "1990/01",
        "1990-01-31T00:00:00Z",
        "1990 January 31",
        "31 Jan 1990",
        "1990-W05-3",
        "19900131",
        "-1990-01-31 BC",
        "1990,01,31",
        "x",
    ] {
        assert_eq!(normal(&format!(" {text}\u{a0}")), [text], "{text}");
    }
}
