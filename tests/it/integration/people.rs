//! The inputs of 307 people and businesses from 168 countries, as they type them: `tests/vectors/people`.

use std::collections::{BTreeMap, BTreeSet};

use kyclink::json::Json;
use kyclink::{Object, Operation, Options, Policy, UntrustedValue, operation, validate};

use super::vectors::words;

const HEADER: &str = "way,type,name,email,phone,line1,city,state,postalCode,country,source";
const NOW: i64 = 1_790_000_000_000;

/// The only codes with which the default policy may refuse what a published schema accepts.
const BEYOND_THE_SCHEMA: [&str; 3] = ["state_required", "state_not_code", "postal_code_required"];

struct Person {
    way: String,
    country: String,
    applicant: UntrustedValue<'static>,
}

fn people() -> Vec<Person> {
    let mut lines = include_str!("../../vectors/people/applicants.csv").lines();
    assert_eq!(lines.next(), Some(HEADER));
    lines.map(person).collect()
}

fn person(line: &str) -> Person {
    let [way, kind, name, email, phone, line1, city, state, postal_code, country, source] = &cells(line)[..] else {
        panic!("{line}")
    };
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let address = object(&[
        ("line1", line1),
        ("city", city),
        ("state", state),
        ("postalCode", postal_code),
        ("country", country),
    ]);
    let mut applicant = object(&[("type", kind), ("email", email), ("phone", phone)]);
    applicant.set("address", address.into());
    if kind == "business" {
        let business = [
            ("legalName", source.as_str()),
            ("country", country),
            ("taxId", "12-3456789"),
            ("incorporatedOn", "2001-02-03"),
            ("primaryContactFirstName", "Jane"),
            ("primaryContactLastName", "Smith"),
        ];
        applicant.set("business", object(&business.map(|(name, value)| (name, value))).into());
    } else {
        applicant.set("firstName", first.to_owned().into());
        applicant.set("lastName", last.to_owned().into());
    }
    Person { way: way.clone(), country: country.to_uppercase(), applicant: applicant.into() }
}

fn object(fields: &[(&'static str, &str)]) -> Object<'static> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), UntrustedValue::from((*value).to_owned()))).collect()
}

/// Returns the cells of a row. Only cells with a comma are in quotes, and no cell contains a quote.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

fn issues(operation: &'static Operation, input: &UntrustedValue<'static>, policy: Policy) -> Vec<String> {
    let options = Options::default().policy(policy).normalize(true).now(NOW);
    words(&validate(operation, input.clone(), &options).result.err().unwrap_or_default())
}

#[test]
fn there_are_307_applicants_of_168_countries() {
    let people = people();
    let countries: BTreeSet<_> = people.iter().map(|person| person.country.as_str()).collect();
    let typed = people.iter().filter(|person| person.way == "typed").count();
    assert_eq!((people.len(), typed, countries.len()), (307, 120, 168));
}

/// The refused inputs give a state by name in a country whose format requires a state. A page calls `subdivisionCode`
/// first, as the package's version of this test does.
#[test]
fn the_default_policy_refuses_only_state_names_where_a_code_is_required() {
    for (name, refused) in [("spherepay.onboard", REFUSED_BY_SPHEREPAY), ("grid.onboard", 0)] {
        let operation = operation(name).unwrap();
        let mut codes = BTreeMap::<_, usize>::new();
        for person in people() {
            let described = format!("{name} {}: {}", person.country, person.applicant.to_json());
            assert_eq!(issues(operation, &person.applicant, Policy::Schema), [""; 0], "{described}");
            let found = issues(operation, &person.applicant, Policy::Postal);
            for issue in &found {
                let code = issue.split(' ').next().unwrap();
                assert!(BEYOND_THE_SCHEMA.contains(&code), "{issue}: {described}");
                *codes.entry(code.to_owned()).or_default() += 1;
            }
            // Only inputs that were typed freely can have a state that is not in the form's list.
            assert!(person.way == "typed" || found.is_empty(), "{found:?}: {described}");
        }
        let expected = if refused == 0 { BTreeMap::new() } else { [("state_not_code".to_owned(), refused)].into() };
        assert_eq!(codes, expected, "{name}");
    }
}

const REFUSED_BY_SPHEREPAY: usize = 36;
