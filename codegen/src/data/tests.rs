//! Compares the source tables with independent facts.

use super::subdivisions::{Country, by_country, ensure_own};
use super::{Data, address};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

fn data() -> Data {
    Data::new(crate::root())
}

fn countries() -> Result<BTreeMap<String, String>> {
    let rows = data().rows("countries.csv", ["alpha2", "alpha3"])?;
    Ok(rows.into_iter().map(|[alpha2, alpha3]| (alpha2, alpha3)).collect())
}

/// Maps former codes, alpha-3 or otherwise alpha-2, to the reason why they are not current.
fn former() -> Result<BTreeMap<String, String>> {
    let rows = data().rows("former-countries.csv", ["alpha2", "alpha3", "reason", "name", "source"])?;
    Ok(rows
        .into_iter()
        .map(|[alpha2, alpha3, reason, ..]| (if alpha3.is_empty() { alpha2 } else { alpha3 }, reason))
        .collect())
}

/// Returns the countries whose row in address.csv has one of `levels` in the given column.
fn countries_with(column: usize, levels: &[&str]) -> Result<Vec<String>> {
    let rows = data().rows("address.csv", address::COLUMNS)?;
    let matching = rows.into_iter().filter(|row| row.get(column).is_some_and(|level| levels.contains(&level.as_str())));
    Ok(matching.map(|[country, ..]| country).collect())
}

#[test]
fn countries_are_the_249_of_iso_3166_1() -> Result<()> {
    let countries = countries()?;
    assert_eq!(countries.len(), 249);
    assert_eq!(countries.values().collect::<BTreeSet<_>>().len(), 249, "an alpha-3 code occurs twice");
    // Pairs that cannot be guessed from the country's name or from the other code.
    for (alpha2, alpha3) in [("AX", "ALA"), ("CH", "CHE"), ("CW", "CUW"), ("KP", "PRK"), ("SS", "SSD"), ("UA", "UKR")] {
        assert_eq!(countries.get(alpha2).map(String::as_str), Some(alpha3));
    }
    // ISO 3166-1 section 8.1.3 leaves these codes to users. XK and XKX are in use for Kosovo.
    let user_assigned =
        |code: &str| matches!(code, "AA" | "ZZ") || code.starts_with('X') || ("QM"..="QZ").contains(&code);
    assert_eq!(countries.keys().find(|code| user_assigned(code)), None);
    Ok(())
}

#[test]
fn former_codes_are_not_current_codes() -> Result<()> {
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

/// The expected lists come from libaddressinput e20690c, `require` and `fmt` in cpp/src/region_data_constants.cc.
#[test]
fn address_levels_are_those_of_libaddressinput() -> Result<()> {
    let state_required = "AE AS AU BR CA CN CO CR ES FM HK HN ID IN IQ IT JM JP KN KR KY MH MP MX NR PF PG PW RU SO \
                          SV TW UM US VE VI VN";
    assert_eq!(countries_with(2, &["required"])?.join(" "), state_required);
    assert_eq!(countries_with(2, &["used", "required"])?.len(), 75);
    assert_eq!(countries_with(3, &["required"])?.len(), 74);
    assert_eq!(countries_with(3, &["used", "required"])?.len(), 180);
    assert_eq!(countries_with(3, &["unused"])?.len(), 69);
    let city_optional = "AE AG CO GI HK ID JP KY MO NR SG SM VG VN";
    assert_eq!(countries_with(4, &["unused", "used"])?.join(" "), city_optional);
    Ok(())
}

#[test]
fn subdivisions_are_the_5046_of_iso_3166_2() -> Result<()> {
    let mut rows = Vec::new();
    for Country { alpha2, subdivisions, .. } in by_country(&data())? {
        let in_iso = subdivisions.iter().filter(|one| one.in_iso().next().is_some());
        rows.extend(in_iso.map(|one| format!("{alpha2}-{}", one.code)));
    }
    let codes: BTreeSet<_> = rows.iter().map(String::as_str).collect();
    assert_eq!((rows.len(), codes.len()), (5046, 5046));
    let countries = countries()?;
    let with_codes: BTreeSet<_> = codes.iter().filter_map(|code| code.split('-').next()).collect();
    let without = "AI AQ AS AW AX BL BM BV CC CK CW CX EH FK FO GF GG GI GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF \
                   NU PF PM PN PR RE SJ SX TC TF TK VA VG VI YT";
    assert_eq!(
        countries
            .keys()
            .filter(|code| !with_codes.contains(code.as_str()))
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" "),
        without
    );
    // Older lists have the first code of each pair; ISO replaced it with the second.
    for (withdrawn, current) in [("FR-75", "FR-75C"), ("IN-CT", "IN-CG"), ("KZ-AKM", "KZ-11"), ("NP-BA", "NP-P3")] {
        assert!(!codes.contains(withdrawn) && codes.contains(current), "{withdrawn} {current}");
    }
    Ok(())
}

#[test]
fn a_name_that_is_another_ones_in_iso_3166_2_is_refused() -> Result<()> {
    let countries = by_country(&data())?;
    let argentina = countries.iter().find(|country| country.alpha2 == "AR").expect("a country");
    // The province, not the city.
    for (code, name, is_taken) in
        [("B", "BUENOS\u{a0}AIRES", true), ("C", "Buenos Aires", false), ("C", "Baires", true)]
    {
        assert_eq!(ensure_own(argentina, [(code, name)].into_iter()).is_ok(), is_taken, "{name}");
    }
    Ok(())
}

/// ITU-T E.164: no calling code is the prefix of another, so every number is unambiguous.
#[test]
fn no_calling_code_is_the_prefix_of_another() -> Result<()> {
    let rows = data().rows("calling-codes.csv", ["callingCode", "lengths", "zero"])?;
    let codes: Vec<_> = rows.iter().map(|[code, ..]| code.as_str()).collect();
    assert_eq!(codes.len(), 215);
    for code in &codes {
        assert_eq!(codes.iter().filter(|other| other.starts_with(code)).count(), 1, "{code}");
    }
    let countries = data().rows("country-calling-codes.csv", ["country", "callingCode"])?;
    let without = countries.iter().filter(|[_, code]| code.is_empty()).map(|[country, _]| country);
    assert_eq!(without.map(String::as_str).collect::<Vec<_>>().join(" "), "AQ BV GS HM PN TF UM");
    Ok(())
}

/// Every country whose addresses have a postal code has a mask, except North Korea, whose format is not known.
#[test]
fn postal_codes_have_masks_where_addresses_have_them() -> Result<()> {
    let rows = data().rows("postal-codes.csv", ["country", "mask", "example", "change"])?;
    let masks: BTreeSet<_> = rows.into_iter().map(|[country, ..]| country).collect();
    let used: BTreeSet<_> = countries_with(3, &["used", "required"])?.into_iter().collect();
    assert_eq!(masks.len(), 179);
    assert_eq!(masks.symmetric_difference(&used).map(String::as_str).collect::<Vec<_>>().join(" "), "KP");
    Ok(())
}
