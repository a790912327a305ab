//! Phone numbers as they are written in their own country.

use std::collections::{BTreeMap, BTreeSet};

use kyclink::json::Json;
use kyclink::{Country, Options, PhoneCountry, Policy, UntrustedValue, form, normalize, operation, validate};

/// Reads a number as dialled in a country, or anywhere.
fn read(text: &str, country: impl Into<Option<PhoneCountry>>) -> String {
    let input = UntrustedValue::from_json(&serde_json::json!({ "phone": text }).to_string()).unwrap();
    let normalized = normalize(operation("spherepay.onboard").unwrap(), input, country.into());
    normalized.field("phone").unwrap().text().unwrap().to_owned()
}

/// Reads a number as dialled in the country with this code.
fn dialled(text: &str, country: &str) -> String {
    read(text, PhoneCountry::Country(Country::parse(country).unwrap()))
}

/// Reads a number as dialled in a country, and returns the codes of the warnings about it.
fn warned(text: &str, country: PhoneCountry) -> (String, Vec<&'static str>) {
    let input = serde_json::json!({ "type": "individual", "email": "jane@example.com", "phone": text }).to_string();
    let options = Options::default().policy(Policy::Postal).normalize(true).phone_country(country);
    let verdict = validate(operation("grid.onboard").unwrap(), UntrustedValue::from_json(&input).unwrap(), &options);
    let sent = verdict.result.ok().and_then(|valid| Some(valid.value().field("phone")?.text()?.to_owned()));
    (sent.unwrap_or_default(), verdict.warnings.iter().map(|warning| warning.code.as_str()).collect())
}

/// Mobile phones of each country, and of each possible length (`data/import/phone.py`): the country, its calling code,
/// and the number after it.
fn mobiles() -> impl Iterator<Item = (&'static str, PhoneCountry, &'static str, &'static str)> {
    let rows = include_str!("../../../vectors/data/phone-mobiles.csv").lines().skip(1);
    rows.flat_map(|line| {
        let [code, calling_code, numbers] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let country = PhoneCountry::Country(Country::parse(code).unwrap());
        numbers.split(' ').map(move |number| (code, country, calling_code, number))
    })
}

/// libphonenumber's example numbers (`data/import/phone.py`): the region, the kind, the number, and its national,
/// international, `tel:` and bracketed-zero forms, which are empty where there is none.
fn examples() -> impl Iterator<Item = [&'static str; 7]> {
    let rows = include_str!("../../../vectors/data/phone-examples.csv").lines().skip(1);
    rows.map(|line| line.split(',').collect::<Vec<_>>().try_into().unwrap())
}

/// Some people leave out the `+`. A number that may also be one of the country is read as such, with a warning.
#[test]
fn a_calling_code_without_a_plus_is_not_doubled() {
    let (mut count, mut ambiguous) = (0, BTreeMap::<_, usize>::new());
    for (code, country, calling_code, number) in mobiles() {
        let whole = format!("+{calling_code}{number}");
        let (first, rest) = number.split_at(number.len() / 2);
        for text in [
            format!("{calling_code}{number}"),
            format!("{calling_code} {first} {rest}"),
            format!("({calling_code}) {first}-{rest}"),
        ] {
            let twice = (format!("+{calling_code}{calling_code}{number}"), vec!["phone_ambiguous"]);
            match warned(&text, country) {
                read if read == twice => *ambiguous.entry((code, number.len())).or_default() += 1,
                read => assert_eq!(read, (whole.clone(), vec![]), "{text} in {code}"),
            }
        }
        count += 1;
    }
    assert_eq!(count, 3749);
    // No mobile phone of Finland or South Africa has so few digits any more, but some of Germany have ten.
    let expected = [(("DE", 10), 2), (("FI", 6), 10), (("AX", 6), 10), (("ZA", 7), 4)];
    assert_eq!(ambiguous, expected.map(|(key, numbers)| (key, numbers * 3)).into());
}

#[test]
fn a_mobile_phone_is_read_as_it_is_dialled_in_its_country() {
    let mut prefixes = BTreeMap::new();
    for (at, (code, country, calling_code, number)) in mobiles().enumerate() {
        let prefix = prefixes.entry(code).or_insert_with(|| national_prefix(code)).as_deref().unwrap_or_default();
        // People write either, here in turns.
        let text = if at % 2 == 0 { format!("{prefix}{number}") } else { number.to_owned() };
        assert_eq!(warned(&text, country), (format!("+{calling_code}{number}"), vec![]), "{text} in {code}");
    }
}

/// The prefix belongs to calls within the country, so no number begins with it.
#[test]
fn a_national_prefix_after_the_calling_code_is_removed() {
    let (mut count, mut kept) = (0, BTreeSet::new());
    let mut prefixes = BTreeMap::new();
    for (code, country, calling_code, number) in mobiles() {
        let Some(prefix) = prefixes.entry(code).or_insert_with(|| national_prefix(code)) else { continue };
        let whole = format!("+{calling_code}{number}");
        for text in [format!("+{calling_code} {prefix}{number}"), format!("+{calling_code}-({prefix}{number})")] {
            match read(&text, country) {
                read if read == whole => count += 1,
                read => assert!(read.ends_with(number) && kept.insert(code) | true, "{text} in {code} is {read}"),
            }
        }
    }
    // Numbers of ten digits that begin with 8 are toll-free in Belarus, where people dial 8 0.
    assert_eq!((count > 3_500, kept.into_iter().collect::<Vec<_>>()), (true, vec!["BY"]), "{count}");
}

type Spelling = fn(&str, &str, &str) -> String;

/// The ways in which people write the calling code twice, or with another prefix than `+`: of a number of the country,
/// given the national prefix, the calling code and the number.
const SPELLINGS: [(&str, Spelling); 7] = [
    ("prefix", |prefix, code, number| format!("{prefix}{code} {number}")),
    ("00", |_, code, number| format!("00{code} {number}")),
    ("+00", |_, code, number| format!("+00 {code} {number}")),
    ("twice", |_, code, number| format!("+{code} {code} {number}")),
    ("twice after 00", |_, code, number| format!("00{code} {code} {number}")),
    ("twice, once with 00", |_, code, number| format!("+{code} 00{code} {number}")),
    ("00 after it", |_, code, number| format!("+{code} 00 {number}")),
];

/// Only where the calling code is also the area code of some numbers of this length, it stays, with a warning. The
/// warning is left out where a number with that area code is likelier: Lund, for example, has the area code 46.
#[test]
fn a_calling_code_that_stands_twice_is_read_once() {
    let (mut count, mut warned_about, mut silent) = (0, BTreeSet::new(), BTreeSet::new());
    let mut zeros = BTreeSet::new();
    for [region, kind, number, ..] in examples().filter(|[_, kind, ..]| ["mobile", "fixed_line"].contains(kind)) {
        let Ok(country) = Country::parse(region) else { continue };
        let Some(input) = phone_input(country) else { continue };
        let code = input["callingCode"].as_str().unwrap();
        let within = number.strip_prefix('+').unwrap().strip_prefix(code).unwrap();
        for (spelling, write) in SPELLINGS {
            let Some(prefix) = input.get("nationalPrefix").map_or(Some(""), |prefix| prefix.as_str()) else { continue };
            if spelling == "prefix" && prefix.is_empty() {
                continue;
            }
            let text = write(prefix, code, within);
            match warned(&text, PhoneCountry::Country(country)) {
                (read, warnings) if warnings.is_empty() && read == number => count += 1,
                // A few countries have numbers of companies that begin with 00.
                (read, warnings) if spelling == "00 after it" => {
                    assert_eq!((read, warnings), (format!("+{code}00{within}"), vec!["phone_ambiguous"]), "{text}");
                    zeros.insert(region);
                }
                (_, warnings) if warnings == ["phone_ambiguous"] => _ = warned_about.insert((region, kind)),
                (read, _) => {
                    assert_eq!(read, format!("+{code}{code}{within}"), "{text} in {region}");
                    silent.insert((region, kind));
                }
            }
        }
    }
    assert_eq!(count, 3_157);
    let expected = [("DE", "mobile"), ("ID", "fixed_line"), ("ID", "mobile"), ("PK", "fixed_line")];
    assert_eq!(warned_about, expected.into());
    assert_eq!(silent, [("SE", "fixed_line")].into());
    assert_eq!(zeros, ["BG", "ID", "IN", "IT", "JP", "KR", "PA", "SM", "TH", "UY", "VA"].into());
}

/// Under the strictest policy the warning is an issue, in the order of the fields.
#[test]
fn a_number_with_two_meanings_is_a_warning_or_an_issue() {
    let input = r#"{"type":"x","email":"jane","phone":"49 171 1234567","birthDate":"x"}"#;
    for (policy, issues, warnings) in [
        (Policy::Postal, vec!["unknown_value", "email_format", "date_format"], vec!["phone_ambiguous"]),
        (Policy::Strict, vec!["unknown_value", "email_format", "phone_ambiguous", "date_format"], vec![]),
    ] {
        let germany = PhoneCountry::Country(Country::parse("DE").unwrap());
        let options = Options::default().policy(policy).normalize(true).phone_country(germany);
        let input = UntrustedValue::from_json(input).unwrap();
        let verdict = validate(operation("grid.onboard").unwrap(), input, &options);
        let found = verdict.result.err().unwrap();
        assert_eq!(found.iter().map(|issue| issue.code.as_str()).collect::<Vec<_>>(), issues);
        assert_eq!(verdict.warnings.iter().map(|issue| issue.code.as_str()).collect::<Vec<_>>(), warnings);
    }
}

/// Returns what people dial before a number within a country, as a form is told.
fn national_prefix(code: &str) -> Option<String> {
    phone_input(Country::parse(code).unwrap())?["nationalPrefix"].as_str().map(str::to_owned)
}

/// Returns what a form shows for numbers of a country.
fn phone_input(country: Country) -> Option<serde_json::Value> {
    form::phone_input(country).map(|input| serde_json::from_str(&input.to_json()).unwrap())
}

/// A number that is not read stays as it is.
#[test]
fn every_example_number_in_national_form_is_read_in_its_country() {
    let (mut count, mut unread) = (0, Vec::new());
    for [region, kind, number, text, ..] in examples().filter(|example| example[0] != "001") {
        let Ok(country) = Country::parse(region).map(PhoneCountry::Country) else {
            // Not in ISO 3166-1: Ascension, Tristan da Cunha, Kosovo.
            assert!(["AC", "TA", "XK"].contains(&region), "{region}");
            continue;
        };
        count += 1;
        match read(text, country) {
            read if read == number => {}
            read if read == text => unread.push((region, kind, text)),
            read => panic!("{text} in {region} is read as {read}"),
        }
    }
    // Canada's 310 numbers cannot be dialled from abroad, and have the seven digits of any local number.
    assert_eq!((count, unread.len(), unread.first()), (1121, 1, Some(&("CA", "uan", "310-1234"))));
}

#[test]
fn a_number_with_a_plus_is_read_as_without_a_country() {
    for [region, _, number, _, international, link, zero] in examples() {
        for text in [number, international, link, zero].into_iter().filter(|text| !text.is_empty()) {
            assert_eq!(read(text, None), number, "{text}");
            for country in [region, "AR", "US"].into_iter().filter(|code| Country::parse(code).is_ok()) {
                assert_eq!(dialled(text, country), number, "{text} in {country}");
            }
        }
    }
}

#[test]
fn the_example_of_every_country_is_read_in_that_country() {
    let mut count = 0;
    for country in form::countries() {
        let country: serde_json::Value = serde_json::from_str(&country.to_json()).unwrap();
        let code = country["alpha2"].as_str().unwrap();
        let input = phone_input(Country::parse(code).unwrap());
        assert_eq!(input.is_some(), !country["callingCode"].is_null(), "{code}");
        let Some(input) = input else { continue };
        let [example, national] = ["example", "exampleNational"].map(|name| input[name].as_str().unwrap());
        assert_eq!(dialled(national, code), example, "{code}");
        assert_eq!(dialled(example, code), example, "{code}");
        assert!(national.len() <= usize::try_from(input["maxLength"].as_u64().unwrap()).unwrap(), "{code}");
        count += 1;
    }
    assert_eq!(count, 242);
}

/// An example has only the first digits of libphonenumber's. Some agree in all digits.
#[test]
fn the_national_example_is_dialled_as_in_the_source() {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut count = 0;
    for [region, kind, number, text, ..] in examples() {
        let Some(input) = Country::parse(region).ok().and_then(phone_input).filter(|_| kind == "mobile") else {
            continue;
        };
        if input["example"] == number {
            assert_eq!(input["exampleNational"], digits(text), "{text} in {region}");
            count += 1;
        }
    }
    assert_eq!(count, 79);
}

#[test]
fn a_form_is_told_of_a_national_prefix_only_where_there_is_one() {
    for (code, prefix, example, longest) in [
        ("DE", Some("0"), "015123456789", 1 + 13),
        ("US", Some("1"), "2123456789", 1 + 10),
        ("RU", Some("8"), "89123456789", 1 + 14),
        ("HU", Some("06"), "06312345678", 2 + 9),
        ("DK", None, "31234567", 8),
        ("IT", None, "3123456789", 12),
    ] {
        let input = phone_input(Country::parse(code).unwrap()).unwrap();
        let given = input.get("nationalPrefix").map(|prefix| prefix.as_str().unwrap());
        assert_eq!((given, input["exampleNational"].as_str()), (prefix, Some(example)), "{code}");
        assert_eq!(input["maxLength"], longest, "{code}");
    }
}

/// Each row: the country, a text, and the number that it stands for there.
#[test]
fn numbers_are_read_as_they_are_dialled() {
    for line in include_str!("../../../vectors/data/phone-dialled.csv").lines().skip(1) {
        let [country, text, number] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        for text in [text, number] {
            assert_eq!(dialled(text, country), number, "{text} in {country}");
        }
    }
}

#[test]
fn a_text_that_nobody_can_dial_stays_as_it_is() {
    for (country, text) in [
        ("US", "555-0123"),
        ("US", "1-800-FLOWERS"),
        ("US", "911"),
        ("DE", "0171 1234567 ext. 5"),
        ("DE", "0049 017"),
        ("ES", "0612 345 678"),
        // In Singapore 001 is dialled first, so that 49… would not be North American.
        ("SG", "001 49 30 123456"),
        ("DE", "00000000000000000000000000000"),
        ("DE", "0171\u{20e3}1234567"), // a keycap
        ("AQ", "0171 1234567"),
        ("FR", "-"),
        ("FR", "0"),
    ] {
        assert_eq!(dialled(text, country), text, "{country}");
    }
    let long = "0".repeat(1_000_000);
    assert_eq!(dialled(&long, "DE"), long);
}

#[test]
fn the_country_of_the_address_decides_if_it_has_one() {
    let onboard = operation("spherepay.onboard").unwrap();
    for (address, number) in [
        (r#"{"country": " deu "}"#, "+491711234567"),
        (r#"{"country": "AT"}"#, "+431711234567"),
        (r#"{"country": "XX"}"#, "0171 1234567"),
        (r#"{"country": 1}"#, "0171 1234567"),
        ("{}", "0171 1234567"),
        ("null", "0171 1234567"),
    ] {
        let input = format!(r#"{{"phone": "0171 1234567", "address": {address}}}"#);
        let input = UntrustedValue::from_json(&input).unwrap();
        let normalized = normalize(onboard, input, Some(PhoneCountry::Address));
        assert_eq!(normalized.field("phone").unwrap().text(), Some(number), "{address}");
    }
}
