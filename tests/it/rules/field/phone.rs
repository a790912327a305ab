//! Phone numbers as they are written in their own country.

use std::collections::{BTreeMap, BTreeSet};

use kyclink::json::Json;
use kyclink::{Country, Options, PhoneCountry, Policy, UntrustedValue, form, normalize, operation, validate};

/// Reads a number as dialled in a country.
fn read(text: &str, country: PhoneCountry) -> String {
    let input = UntrustedValue::from_json(&serde_json::json!({ "phone": text }).to_string()).unwrap();
    let normalized = normalize(operation("spherepay.onboard").unwrap(), input, Some(country));
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
    rows.map(|line| {
        let [code, calling_code, number] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        (code, PhoneCountry::Country(Country::parse(code).unwrap()), calling_code, number)
    })
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
            format!(" {calling_code}.{first}.{rest} "),
            format!("{calling_code} ({first}) {rest}"),
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
    assert_eq!(ambiguous, expected.map(|(key, numbers)| (key, numbers * 5)).into());
}

#[test]
fn a_mobile_phone_is_read_as_it_is_dialled_in_its_country() {
    for (code, country, calling_code, number) in mobiles() {
        let input = phone_input(Country::parse(code).unwrap()).unwrap();
        let prefix = input.get("nationalPrefix").and_then(|prefix| prefix.as_str()).unwrap_or_default();
        let whole = (format!("+{calling_code}{number}"), vec![]);
        for text in [format!("{prefix}{number}"), number.to_owned()] {
            assert_eq!(warned(&text, country), whole, "{text} in {code}");
        }
    }
}

/// The prefix belongs to calls within the country, so no number begins with it.
#[test]
fn a_national_prefix_after_the_calling_code_is_removed() {
    let (mut count, mut kept) = (0, BTreeSet::new());
    for (code, country, calling_code, number) in mobiles() {
        let input = phone_input(Country::parse(code).unwrap()).unwrap();
        let Some(prefix) = input.get("nationalPrefix").and_then(|prefix| prefix.as_str()) else { continue };
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

/// Returns what a form shows for numbers of a country.
fn phone_input(country: Country) -> Option<serde_json::Value> {
    form::phone_input(country).map(|input| serde_json::from_str(&input.to_json()).unwrap())
}

/// The texts are libphonenumber's national form of its example numbers (`data/import/dialling.py`). A number that is
/// not read stays as it is.
#[test]
fn every_example_number_in_national_form_is_read_in_its_country() {
    let (mut count, mut unread) = (0, Vec::new());
    for line in include_str!("../../../vectors/data/phone-national.csv").lines().skip(1) {
        let [region, kind, text, number] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let Ok(country) = Country::parse(region).map(PhoneCountry::Country) else {
            // Not in ISO 3166-1: Ascension, Tristan da Cunha, Kosovo.
            assert!(["AC", "TA", "XK"].contains(&region), "{line}");
            continue;
        };
        count += 1;
        match read(text, country) {
            read if read == number => {}
            read if read == text => unread.push((region, kind, text)),
            read => panic!("{line} is read as {read}"),
        }
    }
    // Canada's 310 numbers cannot be dialled from abroad, and have the seven digits of any local number.
    assert_eq!((count, unread.len(), unread.first()), (1121, 1, Some(&("CA", "uan", "310-1234"))));
}

/// The spellings are international ones (`data/import/phone.py`).
#[test]
fn a_number_with_a_plus_is_read_as_without_a_country() {
    for line in include_str!("../../../vectors/data/phone-spellings.csv").lines().skip(1) {
        let [region, _, _, text, number] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        for country in [region, "AR", "US"].into_iter().filter(|code| Country::parse(code).is_ok()) {
            assert_eq!(dialled(text, country), number, "{line} in {country}");
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
    for line in include_str!("../../../vectors/data/phone-national.csv").lines().skip(1) {
        let [region, kind, text, number] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let Some(input) = Country::parse(region).ok().and_then(phone_input).filter(|_| kind == "mobile") else {
            continue;
        };
        if input["example"] == number {
            assert_eq!(input["exampleNational"], digits(text), "{line}");
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

/// Each row: the country, then texts and the numbers that they stand for.
const DIALLED: [(&str, &[(&str, &str)]); 47] = [
    (
        "US",
        &[
            ("(415) 555-0123", "+14155550123"),
            ("1-415-555-0123", "+14155550123"),
            ("tel:415.555.0123", "+14155550123"),
            ("011 49 171 1234567", "+491711234567"),
        ],
    ),
    (
        "DE",
        &[
            ("0171 1234567", "+491711234567"),
            ("(0)171/1234567", "+491711234567"),
            ("0049 171 1234567", "+491711234567"),
        ],
    ),
    (
        "IT",
        &[("06 1234 5678", "+390612345678"), ("347 123 4567", "+393471234567"), ("39 347 123 4567", "+393471234567")],
    ),
    ("VA", &[("06 698 12345", "+390669812345")]),
    ("SM", &[("886377", "+3780549886377"), ("0549 886377", "+3780549886377")]),
    ("GA", &[("06 03 12 34", "+24106031234"), ("0 11 12 34 56", "+24111123456")]),
    ("CI", &[("01 23 45 67 89", "+2250123456789")]),
    (
        "AR",
        &[
            ("011 15-2345-6789", "+5491123456789"),
            ("15 por 11", "15 por 11"),
            ("0221 15 412-3456", "+5492214123456"),
            ("02966 15 412345", "+5492966412345"),
            ("11 15 1523 4567", "+5491115234567"),
            ("011 2345-6789", "+541123456789"),
        ],
    ),
    (
        "MX",
        &[
            ("044 55 1234 5678", "+525512345678"),
            ("01 55 1234 5678", "+525512345678"),
            ("55 1234 5678", "+525512345678"),
        ],
    ),
    (
        "BR",
        &[
            ("(11) 96123-4567", "+5511961234567"),
            ("011 96123-4567", "+5511961234567"),
            ("0 21 11 96123-4567", "+5511961234567"),
            ("0 21 11 2345-6789", "+551123456789"),
        ],
    ),
    ("CO", &[("321 1234567", "+573211234567"), ("03 321 1234567", "+573211234567")]),
    (
        "RU",
        &[
            ("8 (912) 345-67-89", "+79123456789"),
            ("812 345-67-89", "+78123456789"),
            ("810 49 171 1234567", "+491711234567"),
        ],
    ),
    ("KZ", &[("8 (701) 234 5678", "+77012345678")]),
    ("HU", &[("06 20 123 4567", "+36201234567"), ("1 234 5678", "+3612345678")]),
    ("LT", &[("8 612 34567", "+37061234567"), ("0 612 34567", "+37061234567")]),
    (
        "BY",
        &[
            ("8 029 491-19-11", "+375294911911"),
            ("8 29 491-19-11", "+375294911911"),
            ("029 491 19 11", "+375294911911"),
        ],
    ),
    ("GB", &[("07400 123456", "+447400123456"), ("447400123456", "+447400123456")]),
    ("GG", &[("256789", "+441481256789"), ("01481 256789", "+441481256789")]),
    ("AG", &[("464 1234", "+12684641234"), ("1 268 464 1234", "+12684641234")]),
    ("AU", &[("0412 345 678", "+61412345678"), ("0011 49 171 1234567", "+491711234567")]),
    ("CX", &[("9164 1234", "+61891641234"), ("08 9164 1234", "+61891641234")]),
    (
        "JP",
        &[
            ("090-1234-5678", "+819012345678"),
            ("010 1 415 555 0123", "+14155550123"),
            ("0077-712-345", "+810077712345"),
        ],
    ),
    ("IN", &[("91 98765 43210", "+919876543210"), ("098765 43210", "+919876543210"), ("98765 43210", "+919876543210")]),
    ("IN", &[("०९८७६५ ४३२१०", "+919876543210"), ("+९१ ९८७६५ ४३२१०", "+919876543210")]),
    ("EG", &[("٠١٠ ٠١٢٣ ٤٥٦٧", "+201001234567"), ("+٢٠ ١٠٠ ١٢٣ ٤٥٦٧", "+201001234567")]),
    ("IR", &[("۰۹۱۲ ۳۴۵ ۶۷۸۹", "+989123456789"), ("+۹۸ (۰)۹۱۲ ۳۴۵ ۶۷۸۹", "+989123456789")]),
    ("CN", &[("131 2345 6789", "+8613123456789"), ("010 1234 5678", "+861012345678")]),
    ("FR", &[("０６ １２ ３４ ５６ ７８", "+33612345678"), ("33 6 12 34 56 78", "+33612345678")]),
    ("ES", &[("612 34 56 78", "+34612345678")]),
    ("DE", &[("٠١٧١١٢٣٤٥٦٧", "+491711234567"), ("๐๑๗๑๑๒๓๔๕๖๗", "+491711234567")]),
    ("DE", &[("0049 0171 1234567", "+491711234567"), ("49 (0)171 1234567", "+491711234567")]),
    ("ID", &[("6281234567890", "+6281234567890"), ("62 (0)812-3456-7890", "+6281234567890")]),
    ("AT", &[("43 664 1234567", "+436641234567"), ("43 0664 1234567", "+436641234567")]),
    ("BG", &[("359881783989", "+359881783989")]),
    ("NZ", &[("6421230363", "+6421230363")]),
    ("AR", &[("54 11 5123 4567", "+541151234567"), ("+54 11 15-2345-6789", "+5491123456789")]),
    ("IT", &[("39 (0)6 1234 5678", "+390612345678"), ("0549 886377", "+3780549886377")]),
    ("SM", &[("335 123 4567", "+393351234567")]),
    ("CW", &[("461 1234", "+59994611234"), ("9 461 1234", "+59994611234"), ("599 9 461 1234", "+59994611234")]),
    ("BQ", &[("717 1234", "+5997171234"), ("+599 0 416 4567", "+5994164567")]),
    ("IE", &[("048 9012 3456", "+442890123456")]),
    ("MX", &[("+52 1 55 1234 5678", "+525512345678"), ("52 1 55 1234 5678", "+525512345678")]),
    ("MX", &[("+52 044 55 1234 5678", "+525512345678"), ("+52 01 55 1234 5678", "+525512345678")]),
    ("HU", &[("+36 06 1 234 5678", "+3612345678"), ("+36 06 20 123 4567", "+36201234567")]),
    ("US", &[("+1 1 415 555 0123", "+14155550123"), ("+7 8 912 345-67-89", "+79123456789")]),
    (
        "FR",
        &[
            ("0692 12 34 56", "+262692123456"),
            ("0639 01 23 45", "+262639012345"),
            ("0690 12 34 56", "+590690123456"),
            ("0691 12 34 56", "+590691123456"),
            ("0693 12 34 56", "+262693123456"),
            ("0694 12 34 56", "+594694123456"),
            ("0696 12 34 56", "+596696123456"),
            ("0697 12 34 56", "+596697123456"),
            ("0262 12 34 56", "+262262123456"),
            ("0263 12 34 56", "+262263123456"),
            ("0269 61 23 45", "+262269612345"),
            ("0590 12 34 56", "+590590123456"),
            ("0594 12 34 56", "+594594123456"),
            ("0596 12 34 56", "+596596123456"),
            ("0508 41 12 34", "+508411234"),
            ("692 12 34 56", "+262692123456"),
            ("+33 0692 12 34 56", "+262692123456"),
            ("0695 12 34 56", "+33695123456"),
            ("02 61 12 34 56", "+33261123456"),
        ],
    ),
    (
        "RE",
        &[
            ("06 12 34 56 78", "+33612345678"),
            ("0690 12 34 56", "+590690123456"),
            ("0692 12 34 56", "+262692123456"),
            ("262 692 12 34 56", "+262692123456"),
        ],
    ),
];

#[test]
fn numbers_are_read_as_they_are_dialled() {
    for (country, numbers) in DIALLED {
        for (text, number) in numbers {
            assert_eq!(dialled(text, country), *number, "{text} in {country}");
            assert_eq!(dialled(number, country), *number, "{text} in {country}");
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
