//! Names in Latin letters as keyboards, word processors and other programs write them: what has a form in ASCII or
//! Latin-1 is not another script.

use kyclink::json::Json;
use kyclink::{Operation, Options, normalize, operation, validate};
use serde_json::{Value, json};

use super::postal_code::{DASHES, INVISIBLE, spaces};
use crate::integration::vectors::{untrusted, value_of, words};

/// What is typed in place of a form: the form, and the characters.
const TYPOGRAPHIC: [(&str, &str); 22] = [
    (
        "'",
        "\u{2018}\u{2019}\u{201a}\u{201b}\u{2032}\u{2035}\u{2039}\u{203a}\u{2b9}\u{2bb}\u{2bc}\u{2bd}\u{2be}\u{2bf}\u{a78c}",
    ),
    ("\"", "\u{201c}\u{201d}\u{201e}\u{201f}\u{2033}\u{2036}\u{2ba}"),
    ("...", "…"),
    ("..", "‥"),
    ("/", "\u{2044}\u{2215}"),
    ("TM", "™"),
    ("SM", "℠"),
    ("No.", "№"),
    ("ff", "ﬀ"),
    ("fi", "ﬁ"),
    ("fl", "ﬂ"),
    ("ffi", "ﬃ"),
    ("ffl", "ﬄ"),
    ("st", "ﬅﬆ"),
    ("OE", "Œ"),
    ("oe", "œ"),
    ("IJ", "Ĳ"),
    ("ij", "ĳ"),
    ("ß", "ẞ"),
    ("s", "ſ"),
    ("K", "\u{212a}"),
    ("Å", "\u{212b}"),
];

/// The Roman numerals that East Asian input methods offer.
const NUMERALS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// Each character with its form.
fn forms() -> Vec<(char, String)> {
    let typographic = TYPOGRAPHIC.iter().flat_map(|(form, chars)| chars.chars().map(|c| (c, (*form).to_owned())));
    let numerals = ('\u{2160}'..).zip(NUMERALS).map(|(c, form)| (c, form.to_owned()));
    let dashes = DASHES.into_iter().map(|c| (c, "-".to_owned()));
    let spaces = spaces().filter(|c| !c.is_control()).map(|c| (c, " ".to_owned()));
    typographic.chain(numerals).chain(dashes).chain(spaces).chain(INVISIBLE.map(|c| (c, String::new()))).collect()
}

/// The fields of Bridge's operations that have a name of a person or of a business, each with an input around it.
fn inputs(name: &str) -> Vec<(&'static Operation, &'static str, Value)> {
    let of = |operation: &str| kyclink::operation(operation).unwrap();
    let [person, business] =
        ["individual", "business"].map(|kind| json!({ "type": kind, "email": "jane@example.com" }));
    let with = |base: &Value, name: &str, value: Value| {
        let mut input = base.clone();
        input[name] = value;
        input
    };
    let transliterated = ["transliteratedFirstName", "transliteratedMiddleName", "transliteratedLastName"];
    let mut inputs = vec![
        (of("bridge.createKycLink"), "/fullName", with(&person, "fullName", json!(name))),
        (of("bridge.createKycLink"), "/fullName", with(&business, "fullName", json!(name))),
        (of("bridge.onboard"), "/firstName", with(&person, "firstName", json!(name))),
        (of("bridge.onboard"), "/lastName", with(&person, "lastName", json!(name))),
        (of("bridge.onboard"), "/business/legalName", with(&business, "business", json!({ "legalName": name }))),
    ];
    for operation in ["bridge.createKycLink", "bridge.onboard"] {
        let pointers = ["/transliteratedFirstName", "/transliteratedMiddleName", "/transliteratedLastName"].into_iter();
        inputs.extend(
            pointers.zip(transliterated).map(|(at, field)| (of(operation), at, with(&person, field, json!(name)))),
        );
        let field = "transliteratedBusinessLegalName";
        inputs.push((of(operation), "/transliteratedBusinessLegalName", with(&business, field, json!(name))));
    }
    inputs
}

/// What is sent in the place of a name, or what is wrong with it.
fn sent((operation, pointer, input): &(&'static Operation, &'static str, Value)) -> Result<String, Vec<String>> {
    let options = Options::default().normalize(true);
    let valid = validate(operation, untrusted(input), &options).result.map_err(|issues| words(&issues))?;
    Ok(value_of(valid.value()).pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned())
}

#[test]
fn what_has_a_form_in_latin_1_is_sent_in_it() {
    let (mut passed, mut tried, mut failed) = (0, 0, vec![]);
    for (c, form) in forms() {
        let (written, normal) = (format!("Zoë{c}Bell"), format!("Zoë{form}Bell"));
        let is_well = inputs(&written).iter().all(|input| match sent(input) {
            Ok(found) if found == normal => true,
            other => {
                failed.push(format!("{} {} U+{:04X}: {other:?}", input.0.name, input.1, u32::from(c)));
                false
            }
        });
        (passed, tried) = (passed + usize::from(is_well), tried + 1);
    }
    println!("characters with a form in Latin-1: {passed} of {tried}");
    assert_eq!(failed, [""; 0]);
    assert!(tried > 90, "{tried}");
}

#[test]
fn each_kind_of_a_name_in_latin_letters_is_written_as_people_mean_it() {
    for (written, name) in [
        ("“Acme” – Œuvres ﬁnes… №\u{a0}5™", "\"Acme\" - OEuvres fines... No. 5TM"),
        ("„Weiẞ‟\u{2009}&\u{202f}Söhne", "\"Weiß\" & Söhne"),
        ("Lœtitia\u{3000}d\u{2019}Ĳssel", "Loetitia d'IJssel"),
        ("Jean\u{2014}Luc\u{205f}Ⅲ", "Jean-Luc III"),
        ("Ka\u{2bb}ahumanu\u{2003}O\u{2032}Neil", "Ka'ahumanu O'Neil"),
        // Two letters for one, the second with a mark.
        ("ﬁ\u{301}", "fí"),
        ("\u{2028}Jane\u{1680}Doe\u{2029}", "Jane Doe"),
        ("\u{ad}Zo\u{200d}ë \u{fe0f}", "Zoë"),
        ("Ｊａｎｅ　Ｏ＇Ｂｒｉｅｎ－２", "Jane O'Brien-2"),
    ] {
        for input in inputs(written) {
            assert_eq!(sent(&input).as_deref(), Ok(name), "{} {}", input.0.name, input.1);
        }
    }
}

/// Signs of Latin-1 that are no letters are right in a name as the register has it. Bridge's Latin letters are fewer.
#[test]
fn signs_of_latin_1_are_written_in_ascii_only_where_letters_are_wanted() {
    for (written, letters) in [
        ("«Acme»", Some("\"Acme\"")),
        ("O´Neil", Some("O'Neil")),
        ("1ª Nº 2²", Some("1a No 22")),
        ("Acme® ©", Some("Acme(R) (C)")),
        ("Smith×Wesson", Some("SmithxWesson")),
        ("½ µ", None),
        ("Gal·la", None),
    ] {
        for input in inputs(written) {
            let expected = match (input.1.starts_with("/transliterated"), letters) {
                (false, _) => Ok(written.to_owned()),
                (true, Some(letters)) => Ok(letters.to_owned()),
                (true, None) => Err(vec![format!("not_latin {}", input.1)]),
            };
            assert_eq!(sent(&input), expected, "{} {}", input.0.name, input.1);
        }
    }
}

/// Another spelling is the person's to choose.
#[test]
fn a_letter_of_another_script_stays_with_everything_around_it() {
    for name in ["Łucja “Œ”", "Жан\u{200b}на", "Мар’яна…", "東京–商事™", "Ⅲ Žižek", "Kadıoğlu—Ⅱ", "ŀ"]
    {
        for (operation, pointer, input) in inputs(name) {
            let normal = value_of(&normalize(operation, untrusted(&input), None));
            assert_eq!(normal.pointer(pointer), Some(&json!(name)), "{} {pointer}", operation.name);
        }
    }
}

/// Only Bridge asks for Latin letters.
#[test]
fn a_name_at_another_provider_is_what_was_typed() {
    let grid = operation("grid.onboard").unwrap();
    for (c, _) in forms().into_iter().filter(|(c, _)| !matches!(c, '\u{202a}' | '\u{34f}')) {
        let name = format!("Zoë{c}Bell");
        let normal = normalize(grid, untrusted(&json!({ "firstName": name })), None);
        // The signs for Kelvin and Ångström are composed to letters, as all names are.
        let composed = icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(&name).into_owned();
        assert_eq!(value_of(&normal)["firstName"], json!(composed), "U+{:04X}", u32::from(c));
        assert!(!normal.to_json().is_empty());
    }
}
