//! Postal codes as people type and paste them: with any white space, dash, digit and invisible character.

use std::collections::BTreeMap;

use kyclink::{Country, Options, Policy, form, operation, validate};
use serde_json::json;

use crate::integration::vectors::{untrusted, words};

/// Unicode's `White_Space`. Tabs and line breaks are among it: people copy codes from tables.
pub(super) fn spaces() -> impl Iterator<Item = char> {
    (char::MIN..=char::MAX).filter(|c| c.is_whitespace())
}

/// What is shown as nothing, or as a blank that is no white space.
pub(super) const INVISIBLE: [char; 14] = [
    '\u{ad}', '\u{34f}', '\u{61c}', '\u{180e}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{202a}',
    '\u{2060}', '\u{3164}', '\u{fe0f}', '\u{feff}',
];

/// Unicode's `Dash_Punctuation` as a keyboard, a word processor or a Japanese input method puts it in the place of `-`.
pub(super) const DASHES: [char; 16] = [
    '\u{58a}', '\u{5be}', '\u{1806}', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}',
    '\u{2043}', '\u{2212}', '\u{30fc}', '\u{fe58}', '\u{fe63}', '\u{ff0d}', '\u{ff70}',
];

/// Codes of each country: its example, and samples of its format. `12 345` where no format is known.
fn codes() -> BTreeMap<String, Vec<String>> {
    let mut codes: BTreeMap<String, Vec<String>> =
        form::countries().iter().map(untrusted_code).map(|code| (code, vec![])).collect();
    for line in include_str!("../../../../data/postal-codes.csv").lines().skip(1) {
        let [country, _, example, _] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        codes.get_mut(country).unwrap().push(example.to_owned());
    }
    for line in include_str!("../../../vectors/data/postal-samples.csv").lines().skip(1) {
        let [country, fits, _] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
        codes.get_mut(country).unwrap().extend(fits.split(';').filter(|code| !code.is_empty()).map(str::to_owned));
    }
    codes.values_mut().filter(|codes| codes.is_empty()).for_each(|codes| codes.push("12 345".to_owned()));
    codes
}

fn untrusted_code(country: &form::CountryEntry) -> String {
    use kyclink::json::Json;
    let entry: serde_json::Value = serde_json::from_str(&country.to_json()).unwrap();
    entry["alpha2"].as_str().unwrap().to_owned()
}

/// What is sent for a code in a country under the strictest policy, or what is wrong with it.
fn sent(country: &str, code: &str) -> Result<String, Vec<String>> {
    let address = json!({ "line1": "1", "state": "", "postalCode": code, "country": country });
    let input = json!({ "customerType": "INDIVIDUAL", "address": address });
    let options = Options::default().policy(Policy::Strict).normalize(true);
    let verdict = validate(operation("grid.createCustomer").unwrap(), untrusted(&input), &options);
    assert!(verdict.warnings.is_empty(), "{:?}", words(&verdict.warnings));
    let valid = verdict.result.map_err(|issues| words(&issues))?;
    Ok(valid.value().field("address").unwrap().field("postalCode").unwrap().text().unwrap().to_owned())
}

const ALL: usize = usize::MAX;

/// Tries the first codes of each country written in several ways, more than `enough`, each with what is sent for it.
fn sweep(most: usize, enough: usize, ways: impl Fn(&str) -> Vec<(String, String)>) {
    let (mut passed, mut tried, mut failed) = (0, 0, vec![]);
    for (country, codes) in codes() {
        assert!(Country::parse(&country).is_ok());
        for (written, normal) in codes.iter().take(most).flat_map(|code| ways(code)) {
            tried += 1;
            match sent(&country, &written) {
                Ok(found) if found == normal => passed += 1,
                other => failed.push(format!("{country} {written:?}: {other:?}")),
            }
        }
    }
    failed.truncate(10);
    println!("{passed} of {tried}");
    assert_eq!((passed, failed), (tried, vec![]));
    assert!(tried > enough, "{tried}");
}

#[test]
fn every_kind_of_space_in_a_postal_code_is_a_space() {
    sweep(ALL, 2_500, |code| match code.contains(' ') {
        true => spaces().map(|space| (code.replace(' ', &space.to_string()), code.to_owned())).collect(),
        false => vec![],
    });
}

/// In all 249 countries, and at every place of the code.
#[test]
fn white_space_and_invisible_characters_anywhere_in_a_postal_code_make_it_no_other() {
    sweep(1, 50_000, |code| {
        let mut ways = vec![];
        let places = code.char_indices().map(|(at, _)| at).chain([code.len()]);
        for (before, after) in places.map(|at| code.split_at(at)) {
            let inside = if before.is_empty() || after.is_empty() { "" } else { " " };
            ways.extend(spaces().map(|space| (format!("{before}{space}{after}"), format!("{before}{inside}{after}"))));
            ways.extend(INVISIBLE.map(|c| (format!("{before}{c}{after}"), code.to_owned())));
        }
        ways
    });
}

#[test]
fn every_dash_in_a_postal_code_is_a_hyphen() {
    sweep(ALL, 1_000, |code| match code.contains('-') {
        true => DASHES.map(|dash| (code.replace('-', &dash.to_string()), code.to_owned())).into(),
        false => vec![],
    });
}

/// A code of no country stays what it is, whatever it is written with.
#[test]
fn what_is_no_postal_code_of_the_country_is_none_with_other_spaces() {
    for code in ["6060", "ABCDE", "60606 12", "60606x"] {
        for space in spaces() {
            let issues = sent("US", &code.replace(' ', &space.to_string())).unwrap_err();
            assert_eq!(issues, ["postal_code_format /address/postalCode"], "{code} {:x}", u32::from(space));
        }
    }
}
