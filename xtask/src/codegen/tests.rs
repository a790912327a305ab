//! The source tables against what is known of them from elsewhere, and the generated files against the tables.

use super::{Data, root, run};
use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

fn data() -> Data {
    Data::new(root().join("data"))
}

fn countries() -> Result<BTreeMap<String, String>> {
    let rows = data().rows("countries.csv", ["alpha2", "alpha3"])?;
    Ok(rows.into_iter().map(|[alpha2, alpha3]| (alpha2, alpha3)).collect())
}

/// Alpha-3 (or, lacking one, alpha-2) to the reason that it is no country's.
fn former() -> Result<BTreeMap<String, String>> {
    let rows = data().rows("former-countries.csv", ["alpha2", "alpha3", "reason", "name", "source"])?;
    Ok(rows
        .into_iter()
        .map(|[alpha2, alpha3, reason, ..]| (if alpha3.is_empty() { alpha2 } else { alpha3 }, reason))
        .collect())
}

/// The countries whose address.csv row has one of `levels` in the given column.
fn address(column: usize, levels: &[&str]) -> Result<Vec<String>> {
    let rows = data().rows("address.csv", ["country", "state", "postalCode", "city"])?;
    let matching = rows.into_iter().filter(|row| row.get(column).is_some_and(|level| levels.contains(&level.as_str())));
    Ok(matching.map(|[country, ..]| country).collect())
}

#[test]
fn generated_files_are_fresh() -> Result<()> {
    run(true)
}

#[test]
fn countries_are_the_249_of_iso_3166_1() -> Result<()> {
    let countries = countries()?;
    assert_eq!(countries.len(), 249);
    assert_eq!(countries.values().collect::<BTreeSet<_>>().len(), 249, "an alpha-3 code occurs twice");
    // Pairs that a guess from the name or from the other code gets wrong.
    for (alpha2, alpha3) in [("AX", "ALA"), ("CH", "CHE"), ("CW", "CUW"), ("KP", "PRK"), ("SS", "SSD"), ("UA", "UKR")] {
        assert_eq!(countries.get(alpha2).map(String::as_str), Some(alpha3));
    }
    // ISO 3166-1 section 8.1.3: these are for users to assign, never ISO's. Kosovo is XK to some and XKX to others.
    let user_assigned = |code: &str| {
        matches!(code, "AA" | "ZZ") || code.starts_with('X') || code.as_bytes() >= b"QM" && code.as_bytes() <= b"QZ"
    };
    assert_eq!(countries.keys().find(|code| user_assigned(code)), None);
    Ok(())
}

#[test]
fn former_codes_are_no_country_now() -> Result<()> {
    let current: BTreeSet<String> = countries()?.into_iter().flat_map(|(alpha2, alpha3)| [alpha2, alpha3]).collect();
    let rows = data().rows("former-countries.csv", ["alpha2", "alpha3", "reason", "name", "source"])?;
    let mut seen = BTreeSet::new();
    for [alpha2, alpha3, _, name, source] in rows {
        for code in [alpha2, alpha3] {
            assert!(!current.contains(&code), "{code} ({name}) is a country");
            assert!(code.is_empty() || seen.insert(code.clone()), "{code} occurs twice");
        }
        assert!(!source.is_empty(), "{name} has no source");
    }
    // ISO 3166-3 entries ANHH, CSHH, CSXX, SUHH, ZRCD; exceptional reservations AC, EU, UK.
    let former = former()?;
    for code in ["ANT", "CSK", "SCG", "SUN", "ZAR"] {
        assert_eq!(former.get(code).map(String::as_str), Some("withdrawn"), "{code}");
    }
    for code in ["ASC", "EU", "UK"] {
        assert_eq!(former.get(code).map(String::as_str), Some("reserved"), "{code}");
    }
    Ok(())
}

/// The lists are those of libaddressinput e20690c, `require` and `fmt` in cpp/src/region_data_constants.cc.
#[test]
fn address_levels_are_those_of_libaddressinput() -> Result<()> {
    let state_required = "AE AS AU BR CA CN CO CR ES FM HK HN ID IN IQ IT JM JP KN KR KY MH MP MX NR PF PG PW RU SO \
                          SV TW UM US VE VI VN";
    assert_eq!(address(1, &["required"])?.join(" "), state_required);
    assert_eq!(address(1, &["used", "required"])?.len(), 75);
    assert_eq!(address(2, &["required"])?.len(), 74);
    assert_eq!(address(2, &["used", "required"])?.len(), 180);
    assert_eq!(address(2, &["unused"])?.len(), 69);
    let city_optional = "AE AG CO GI HK ID JP KY MO NR SG SM VG VN";
    assert_eq!(address(3, &["unused", "used"])?.join(" "), city_optional);
    Ok(())
}

/// Prints `alpha2 alpha3` of each current country and `- alpha3` of each former one, from whichever package is there.
const INDEPENDENT: &str = r#"
import json, sys
try:
    import pycountry
    now = [(c.alpha_2, c.alpha_3) for c in pycountry.countries]
    past = [c.alpha_3 for c in pycountry.historic_countries]
except ImportError:
    try:
        folder = "/usr/share/iso-codes/json/"
        now = [(c["alpha_2"], c["alpha_3"]) for c in json.load(open(folder + "iso_3166-1.json"))["3166-1"]]
        past = [c["alpha_3"] for c in json.load(open(folder + "iso_3166-3.json"))["3166-3"]]
    except FileNotFoundError:
        sys.exit(77)
for pair in now: print(*pair)
for code in past: print("-", code)
"#;

/// What `INDEPENDENT` prints, or nothing where it has nothing to read.
fn independent_codes() -> Result<Option<String>> {
    let Ok(output) = Command::new("python3").args(["-c", INDEPENDENT]).output() else {
        return Ok(None);
    };
    match output.status.code() {
        Some(0) => Ok(Some(String::from_utf8(output.stdout)?)),
        Some(77) => Ok(None),
        _ => bail!("python3: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

#[test]
fn country_codes_agree_with_an_independent_package() -> Result<()> {
    let Some(lines) = independent_codes()? else {
        eprintln!("skipped: neither python3's pycountry nor Debian's iso-codes is installed");
        return Ok(());
    };
    let pairs: Vec<_> = lines.lines().map(|line| line.split_once(' ').context("no pair")).collect::<Result<_>>()?;
    let (past, now): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(alpha2, _)| *alpha2 == "-");

    let theirs: BTreeMap<_, _> =
        now.into_iter().map(|(alpha2, alpha3)| (alpha2.to_owned(), alpha3.to_owned())).collect();
    assert_eq!(theirs, countries()?);

    let former = former()?;
    for (_, alpha3) in past {
        // French Southern and Antarctic Territories (FQHH) had the ATF that French Southern Territories has.
        let reason = former.get(if alpha3 == "ATF" { "FQ" } else { alpha3 });
        ensure!(reason.is_some_and(|reason| reason == "withdrawn"), "{alpha3} should be withdrawn");
    }
    Ok(())
}
