//! Names in Latin letters: exactly the characters of Bridge's documents, and only for the customer whose name needs them.

use kyclink::{Options, operation, validate};
use serde_json::{Value, json};

use crate::integration::vectors::{untrusted, words};

/// The issues of an input of `createKycLink`, as `code /pointer`.
fn issues(input: &Value) -> Vec<String> {
    let verdict = validate(operation("bridge.createKycLink").unwrap(), untrusted(input), &Options::default());
    words(&verdict.result.err().unwrap_or_default())
}

/// "À-ÖØ-ßà-öø-ÿ", and the characters from space to `~`. Control characters have an issue of their own.
#[test]
fn a_transliteration_has_the_documented_characters_and_no_others() {
    for number in 0x20..=0x250_u32 {
        let c = char::from_u32(number).unwrap();
        if c.is_control() {
            continue;
        }
        let is_documented = matches!(c, ' '..='~' | 'À'..='Ö' | 'Ø'..='ß' | 'à'..='ö' | 'ø'..='ÿ');
        for name in ["transliteratedFirstName", "transliteratedMiddleName", "transliteratedLastName"] {
            let input = json!({ "type": "individual", "email": "jane@example.com", name: format!("J{c}J") });
            let expected: Vec<_> = (!is_documented).then(|| format!("not_latin /{name}")).into_iter().collect();
            assert_eq!(issues(&input), expected, "U+{number:04X}");
        }
    }
}

#[test]
fn a_name_in_another_script_needs_the_names_of_its_own_type() {
    for (kind, needed) in [
        (json!("individual"), &["transliteratedFirstName", "transliteratedLastName"][..]),
        (json!("business"), &["transliteratedBusinessLegalName"]),
        (json!(null), &[]),
    ] {
        let input = json!({ "type": kind, "email": "jane@example.com", "fullName": "田中 花子" });
        let mut found = issues(&input);
        found.retain(|issue| issue != "required /type");
        let expected: Vec<_> = needed.iter().map(|name| format!("required /{name}")).collect();
        assert_eq!(found, expected, "{kind}");
        let latin = json!({ "type": kind, "email": "jane@example.com", "fullName": "Zoë Müller" });
        assert!(issues(&latin).iter().all(|issue| issue == "required /type"), "{kind}");
    }
}

/// A name of one word is not known to have a family name, unless it is given as one.
#[test]
fn the_family_name_is_needed_only_if_there_is_one() {
    let first = "required /transliteratedFirstName".to_owned();
    let both = vec![first.clone(), "required /transliteratedLastName".to_owned()];
    for (name, needed) in [
        ("Сухарто", vec![first.clone()]),
        (" \u{200b}Сухарто\u{3000}", vec![first.clone()]),
        ("ဦးသန့်", vec![first.clone()]),
        ("Ж Ж", both.clone()),
        ("山田\u{3000}太郎", both.clone()),
        ("Jane Žižek", both.clone()),
    ] {
        let input = json!({ "type": "individual", "email": "jane@example.com", "fullName": name });
        assert_eq!(issues(&input), needed, "{name}");
    }
    for (given, family, needed) in [
        (json!("Сухарто"), json!(null), vec![first.clone()]),
        (json!("Сухарто"), json!(" "), vec![first]),
        (json!("Сухарто Ж"), json!(null), both.clone()),
        (json!("Jane"), json!("Žižek"), both.clone()),
        (json!(null), json!("Žižek"), both),
    ] {
        let input =
            json!({ "type": "individual", "email": "jane@example.com", "firstName": given, "lastName": family });
        let verdict = validate(operation("bridge.onboard").unwrap(), untrusted(&input), &Options::default());
        assert_eq!(words(&verdict.result.err().unwrap_or_default()), needed, "{given} {family}");
    }
}
