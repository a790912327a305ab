//! What validation does by default, and what an error says about an option.

use kyclink::options::VALIDATE_OPTIONS;
use kyclink::{Object, Options, PersonFields, PhoneCountry, Policy, UntrustedValue, operation, validate};

fn parse(name: &str, value: &UntrustedValue) -> Result<Options, &'static str> {
    let none = UntrustedValue::Null;
    let option = |wanted| if wanted == name { value } else { &none };
    let options = Options::parse(["policy", "normalize", "now"].map(option))?;
    Ok(options.with_phone_country(option("phoneCountry"))?.person_fields(PersonFields::parse(option("personFields"))?))
}

/// The message has the option's name and each word that it takes.
#[test]
fn a_wrong_option_is_named_with_what_it_must_be() {
    for (name, wrong, words) in [
        ("policy", &["Strict", " postal", "all"][..], &Policy::ALL.map(Policy::as_str)[..]),
        ("phoneCountry", &["Address", "XX", "Germany", " DE"], &["address"]),
        ("personFields", &["firstName", "none"], &["firstName", "lastName", "birthDate", "nationality"]),
        ("now", &["now", "2026-09-21"], &[]),
    ] {
        assert!(VALIDATE_OPTIONS.names().contains(&name));
        for value in wrong.iter().map(|text| UntrustedValue::from(*text)).chain([UntrustedValue::Bool(true)]) {
            let message = parse(name, &value).unwrap_err();
            assert!(message.starts_with(&format!("{name} must be ")) && message.ends_with('.'), "{message}");
            for word in words {
                assert!(message.contains(&format!("\"{word}\"")), "{message} does not name {word}");
            }
            assert_eq!(message.matches('"').count(), 2 * words.len(), "{message}");
        }
    }
}

#[test]
fn an_option_that_is_absent_has_its_default() {
    let default = Options::default();
    for (name, value) in [("policy", ""), ("phoneCountry", ""), ("personFields", ""), ("none", "x")] {
        let options = parse(name, &value.into()).unwrap();
        assert_eq!((options.policy, options.normalize), (Policy::Postal, false), "{name}");
        assert_eq!((options.phone_country, options.now), (None, default.now), "{name}");
        assert_eq!(options.person_fields, PersonFields::NONE, "{name}");
    }
    assert_eq!((default.policy, default.normalize, default.phone_country), (Policy::Postal, false, None));
}

#[test]
fn an_option_changes_nothing_but_itself() {
    let options = Options::default().policy(Policy::Strict).normalize(true).now(5);
    let options = options.with_phone_country(&"de".into()).unwrap();
    assert_eq!((options.policy, options.normalize, options.now), (Policy::Strict, true, 5));
    assert!(matches!(options.phone_country, Some(PhoneCountry::Country(_))));
    let options = options.phone_country(PhoneCountry::Address);
    assert_eq!((options.policy, options.normalize, options.now), (Policy::Strict, true, 5));
}

/// As the documentation of [`Options`] says.
#[test]
fn without_a_current_time_no_date_is_in_the_future() {
    let input = |date: &str| -> UntrustedValue {
        let fields = [("customerType", "INDIVIDUAL"), ("fullName", "Jane Smith"), ("birthDate", date)];
        let contact = [("email", "jane@example.com"), ("phoneNumber", "+14155550123")];
        Object::from_iter(fields.into_iter().chain(contact).map(|(name, text)| (name, text.to_owned().into()))).into()
    };
    let create = operation("grid.createCustomer").unwrap();
    assert!(validate(create, input("9999-12-31"), &Options::default()).result.is_ok());
    assert!(validate(create, input("9999-12-31"), &Options::default().now(1_790_000_000_000)).result.is_err());
}
