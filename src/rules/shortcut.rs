//! A shortcut past the rules: of nearly all strings it is clear at once that there is nothing to report. Only the npm
//! package takes it, whose host knows whether a string has a control character.

use crate::rules::field::country::Country;
use crate::rules::field::{choice, date, phone, postal_code, subdivision, text};
use crate::rules::findings::Findings;
use crate::rules::shape::{Field, Kind};
use crate::value::input::Input;

impl Field {
    /// Returns whether it is clear that there is nothing to report about a string, unless the object has rules. This is
    /// so for nearly all strings.
    #[inline]
    pub(super) fn needs_no_check(&self, value: Input, country: Option<Country>, findings: &Findings) -> bool {
        match value {
            Input::Text(text) if self.when.is_none() && self.person_name.is_none() && findings.is_printable => {
                self.kind.needs_no_check(text, country, findings.now)
            }
            Input::Word(_) => self.when.is_none() && matches!(self.kind, Kind::Choice(_)),
            _ => false,
        }
    }
}

impl Kind {
    /// Returns whether it is clear that nothing is to be reported about a string without control characters. This is so
    /// for nearly all strings, and takes a third of the time of their rule.
    #[inline]
    fn needs_no_check(&self, text: &str, country: Option<Country>, now: i64) -> bool {
        match self {
            Self::Text { max } => !text::is_blank(text) && max.is_none_or(|max| text.len() <= max.into()),
            Self::Phone(rule) => phone::check(text, rule).is_ok() && phone::warning(text).is_none(),
            Self::Country(alphabet) => Country::is_code(text, *alphabet),
            Self::PastDate { from } => date::check_past(text, from, now).is_ok(),
            Self::Subdivision(rule) => country.is_some_and(|country| subdivision::needs_no_check(text, *rule, country)),
            Self::PostalCode => {
                !text::is_blank(text) && text.len() <= postal_code::MAX && postal_code::warning(text, country).is_none()
            }
            Self::Choice(words) => choice::check(text, *words).is_ok(),
            _ => false,
        }
    }
}

#[cfg(test)]
#[path = "../../tests/vectors/read.rs"]
mod vectors;

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::provider::{operation, operations};
    use crate::rules::findings::Collected;
    use crate::rules::operation::{Operation, check};
    use crate::rules::options::{Options, Policy};
    use crate::rules::shape::Shape;
    use crate::value::json::Json;
    use crate::value::untrusted::UntrustedValue;

    /// 2026-09-21
    const NOW: i64 = 1_790_000_000_000;

    const VECTORS: [&str; 6] = [
        include_str!("../../tests/vectors/field/address.json"),
        include_str!("../../tests/vectors/field/contact.json"),
        include_str!("../../tests/vectors/field/customer-id.json"),
        include_str!("../../tests/vectors/field/date.json"),
        include_str!("../../tests/vectors/field/person-name.json"),
        include_str!("../../tests/vectors/field/redirect-uri.json"),
    ];

    /// Collects the strings of a vector. `{ "$repeat": ["a", 3] }` is "aaa".
    fn collect(vector: &Value, found: &mut Vec<String>) {
        match vector {
            Value::String(text) => found.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Object(members) => match members.get("$repeat").and_then(Value::as_array) {
                Some(parts) => {
                    let times = parts[1].as_u64().expect("a number").try_into().expect("short");
                    found.push(parts[0].as_str().expect("a string").repeat(times));
                }
                None => members.values().for_each(|value| collect(value, found)),
            },
            _ => {}
        }
    }

    /// Returns the strings without control characters of all vectors of fields, and some that are as long as a field
    /// allows, or a little longer.
    fn texts() -> Vec<String> {
        let mut texts = vec![];
        for file in VECTORS {
            collect(&serde_json::from_str(file).expect("JSON"), &mut texts);
        }
        let lengths = [0..30, 40..50, 240..270, 490..510, 1_020..1_030].into_iter().flatten();
        texts.extend(lengths.flat_map(|length| ["a", "1", " "].map(|character| character.repeat(length))));
        texts.retain(|text| !text::has_control(text));
        texts.sort();
        texts.dedup();
        texts
    }

    fn fields(shape: &'static Shape, found: &mut Vec<&'static Field>) {
        for field in shape.fields {
            found.push(field);
            let mut kind = &field.kind;
            while let Kind::List(items) = kind {
                kind = items;
            }
            if let Kind::Object(inner) = kind {
                fields(inner, found);
            }
        }
    }

    fn all_fields() -> Vec<&'static Field> {
        let mut found = vec![];
        operations().for_each(|operation| fields(operation.shape, &mut found));
        found
    }

    #[test]
    fn nothing_is_reported_about_a_string_that_needs_no_check() {
        let countries = ["USA", "GBR", "IRL", "DEU", "CAN", "BRA", "HKG", "JPN"].map(|code| Country::parse(code).ok());
        let texts = texts();
        assert!(texts.len() > 500, "{}", texts.len());
        let mut skipped = 0;
        for field in all_fields() {
            for country in [None].into_iter().chain(countries) {
                for text in texts.iter().filter(|text| field.kind.needs_no_check(text, country, NOW)) {
                    for policy in Policy::ALL {
                        let mut found = Collected::default();
                        let options = Options::default().policy(policy).now(NOW);
                        let mut findings = Findings::new(&options, false, &mut found);
                        field.kind.check(Input::Text(text), country, &mut findings);
                        let Collected { issues, warnings, changes } = found;
                        assert_eq!((issues.len(), warnings.len(), changes.len()), (0, 0, 0), "{}: {text}", field.name);
                    }
                    skipped += 1;
                }
            }
        }
        assert!(skipped > 10_000, "{skipped}");
    }

    /// Everything that validation reports about an input, with or without the shortcut.
    fn found(operation: &Operation, input: &UntrustedValue, policy: Policy, is_printable: bool) -> Vec<String> {
        let mut found = Collected::default();
        let options = Options::default().policy(policy).now(NOW);
        check(operation, Input::from(input), &options, is_printable, &mut found);
        let Collected { issues, warnings, changes } = found;
        let changes = changes.into_iter().map(|change| format!("{} {:?}", change.path.to_json(), change.sent));
        [issues.to_json(), warnings.to_json()].into_iter().chain(changes).collect()
    }

    /// A rule about several fields is applied to each of them, even if nothing is wrong with the field alone.
    #[test]
    fn the_shortcut_changes_nothing_that_is_reported_about_an_input() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/operations");
        let mut count = 0;
        for file in std::fs::read_dir(folder).expect("vectors") {
            let file = std::fs::read_to_string(file.expect("a file").path()).expect("text");
            let lists = vectors::lists(&serde_json::from_str(&file).expect("JSON"));
            for list in lists.iter().filter(|list| list["kind"] == "validate") {
                let operation = list["operation"].as_str().and_then(operation).expect("an operation");
                for input in list["cases"].as_array().into_iter().flatten().map(|case| &case["input"]) {
                    let mut texts = vec![];
                    collect(input, &mut texts);
                    if texts.iter().any(|text| text::has_control(text)) {
                        continue;
                    }
                    let value = UntrustedValue::from_json(&input.to_string()).expect("JSON");
                    for policy in Policy::ALL {
                        let [with, without] = [true, false].map(|shortcut| found(operation, &value, policy, shortcut));
                        assert_eq!(with, without, "{}: {input}", operation.name);
                    }
                    count += 1;
                }
            }
        }
        assert!(count > 200, "{count}");
    }

    /// What makes most inputs fast, and what is looked at all the same.
    #[test]
    fn an_ordinary_string_needs_no_check_if_its_field_always_applies_and_nothing_is_unprintable() {
        let fields = all_fields();
        let country = Country::parse("USA").ok();
        let needs_no_check = |field: &Field, value, is_printable| {
            let mut found = Collected::default();
            field.needs_no_check(value, country, &Findings::new(&Options::default().now(NOW), is_printable, &mut found))
        };
        for (name, text) in [
            ("type", "individual"),
            ("phone", "+14155550123"),
            ("line1", "1 Main Street"),
            ("city", "Chicago"),
            ("state", "IL"),
            ("postalCode", "60606"),
            ("country", "USA"),
        ] {
            let field = fields.iter().find(|field| field.name == name && field.when.is_none()).expect("a field");
            assert!(needs_no_check(field, Input::Text(text), true), "{name}");
            assert!(!needs_no_check(field, Input::Text(text), false), "{name}: perhaps with a control character");
            assert!(!needs_no_check(field, Input::Text(""), true), "{name}: empty");
            assert!(!needs_no_check(field, Input::Null, true), "{name}: absent");
            assert_eq!(needs_no_check(field, Input::Word(0), false), name == "type", "{name}: a word of a choice");
        }
        for field in fields.iter().filter(|field| field.when.is_some()) {
            for value in [Input::Text("Jane"), Input::Word(0)] {
                assert!(!needs_no_check(field, value, true), "{}: perhaps it does not apply", field.name);
            }
        }
    }
}
