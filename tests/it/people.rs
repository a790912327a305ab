//! 307 people and businesses of 168 countries, as they type, under the default policy: `tests/vectors/people`.

use std::collections::{BTreeMap, BTreeSet};

use kyclink::json::Json;
use kyclink::{Object, Operation, Options, Policy, UntrustedValue, operation, to_input, validate};

const HEADER: &str = "way,type,name,email,phone,line1,city,state,postalCode,country,source";
const NOW: i64 = 1_790_000_000_000;

/// What the contract refuses although a published schema accepts it.
const NAMED: [&str; 3] = ["state_required", "state_not_code", "postal_code_required"];

struct Person {
    way: String,
    country: String,
    applicant: UntrustedValue<'static>,
}

fn people() -> Vec<Person> {
    let mut lines = include_str!("../vectors/people/applicants.csv").lines();
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

/// The cells of a row; only those with a comma are in quotes, and none has a quote.
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
    let options = Options { policy, normalize: true, now: NOW };
    let found = validate(operation, input.clone(), &options).result.err().unwrap_or_default();
    found.iter().map(|issue| format!("{} {}", issue.code.as_str(), issue.pointer())).collect()
}

#[test]
fn there_are_307_applicants_of_168_countries() {
    let people = people();
    let countries: BTreeSet<_> = people.iter().map(|person| person.country.as_str()).collect();
    let typed = people.iter().filter(|person| person.way == "typed").count();
    assert_eq!((people.len(), typed, countries.len()), (307, 120, 168));
}

/// Whoever is refused names a state that no code can be, where the country's format requires one: a page asks
/// `subdivisionCode` first, as the same test of the package does.
#[test]
fn nobody_is_refused_whom_the_published_schema_accepts_but_by_a_rule_of_the_contract() {
    for (name, refused) in [("spherepay.onboard", REFUSED_BY_SPHEREPAY), ("grid.onboard", 0)] {
        let operation = operation(name).unwrap();
        let mut codes = BTreeMap::<_, usize>::new();
        for person in people() {
            let told = format!("{name} {}: {}", person.country, person.applicant.to_json());
            assert_eq!(issues(operation, &person.applicant, Policy::Schema), [""; 0], "{told}");
            let found = issues(operation, &person.applicant, Policy::Postal);
            for issue in &found {
                let code = issue.split(' ').next().unwrap();
                assert!(NAMED.contains(&code), "{issue}: {told}");
                *codes.entry(code.to_owned()).or_default() += 1;
            }
            // Those who fill in a form as it is meant choose a state from its list.
            assert!(person.way == "typed" || found.is_empty(), "{found:?}: {told}");
        }
        let expected = if refused == 0 { BTreeMap::new() } else { [("state_not_code".to_owned(), refused)].into() };
        assert_eq!(codes, expected, "{name}");
    }
}

const REFUSED_BY_SPHEREPAY: usize = 36;

/// What is valid as an applicant is so as the input of the call that creates the customer.
#[test]
fn what_is_sent_of_an_applicant_is_valid_where_it_is_sent() {
    for (composite, create) in
        [("spherepay.onboard", "spherepay.createCustomerViaLink"), ("grid.onboard", "grid.createCustomer")]
    {
        let mut sent = 0;
        for person in people() {
            let options = Options { policy: Policy::Postal, normalize: true, now: NOW };
            let Ok(valid) = validate(operation(composite).unwrap(), person.applicant, &options).result else {
                continue;
            };
            let input = to_input(valid.value(), operation(create).unwrap()).unwrap();
            assert_eq!(issues(operation(create).unwrap(), &input, Policy::Postal), [""; 0], "{}", input.to_json());
            sent += 1;
        }
        assert!(sent >= 307 - REFUSED_BY_SPHEREPAY, "{composite}: {sent}");
    }
}
