//! ISO 3166-2 codes as distances: within a country, those of one width and alphabet are numbers in ascending order.
//!
//! A third of the text of the codes, before compression and after it.

use super::{Data, countries, text};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The codes of a country that are alike: its number in the table is `3 * alphabet + width`, never 0.
type Class = u8;

/// Follows a class byte when another class of the same country does.
const MORE: u8 = 1 << 7;

/// How many countries a lookup may have to pass over.
const PER_START: usize = 16;

pub(super) fn render(data: &Data) -> Result<String> {
    let mut bytes = Vec::new();
    let mut starts = Vec::new();
    for (row, codes) in by_country(data)?.into_iter().enumerate() {
        if row % PER_START == 0 {
            starts.push(u16::try_from(bytes.len())?);
        }
        bytes.extend(country(codes)?);
    }
    Ok(format!(
        "\npub(super) const PER_START: usize = {PER_START};\n\n\
         /// Where every {PER_START}th country starts in `SUBDIVISIONS`.\n{}\n",
        text::array("STARTS", "u16", &starts, 16)
    ) + &format!(
        "/// For each country, in the order of `COUNTRIES`: 0, or classes. A class is a byte (3 times the alphabet plus\n\
         /// the width, and 128 where another class follows), the length of what follows, and the codes as distances.\n{}",
        text::array("SUBDIVISIONS", "u8", &bytes, 24)
    ))
}

/// English names for the names module, in the order in which the codes are listed.
pub(super) fn render_names(data: &Data) -> Result<String> {
    let mut out = String::from("export default {\n");
    for (country, rows) in countries::alpha2(data)?.iter().zip(by_country(data)?) {
        let mut names = Vec::new();
        for (code, name) in rows {
            ensure!(!name.contains(['|', '"', '\\']), "{country}-{code}: {name} cannot be packed");
            names.push((class(&code)?, code, name));
        }
        names.sort();
        let names: Vec<_> = names.into_iter().map(|(.., name)| name).collect();
        if !names.is_empty() {
            writeln!(out, "  {country}: \"{}\",", names.join("|"))?;
        }
    }
    out.push_str("};\n");
    Ok(out)
}

/// The codes after the hyphen with their names, a list for each country.
fn by_country(data: &Data) -> Result<Vec<Vec<(String, String)>>> {
    let mut lists = BTreeMap::<_, Vec<_>>::new();
    for [code, name] in data.rows("subdivisions.csv", ["code", "name"])? {
        let (country, suffix) = code.split_once('-').with_context(|| format!("{code} has no hyphen"))?;
        lists.entry(country.to_owned()).or_default().push((suffix.to_owned(), name));
    }
    let countries = countries::alpha2(data)?;
    ensure!(lists.keys().all(|country| countries.contains(country)), "subdivisions.csv: a code of no country");
    Ok(countries.iter().map(|country| lists.remove(country).unwrap_or_default()).collect())
}

fn country(codes: Vec<(String, String)>) -> Result<Vec<u8>> {
    let mut classes = BTreeMap::<Class, Vec<u32>>::new();
    for (code, _) in codes {
        classes.entry(class(&code)?).or_default().push(value(&code)?);
    }
    let last = classes.keys().next_back().copied();
    let mut out = Vec::new();
    for (class, mut values) in classes {
        values.sort_unstable();
        let body = if has_runs(class) { runs(&values) } else { distances(&values) };
        out.push(if Some(class) == last { class } else { class | MORE });
        out.extend(varint(u32::try_from(body.len())?));
        out.extend(body);
    }
    Ok(if out.is_empty() { vec![0] } else { out })
}

/// Alphabet 0 is digits, 1 letters, 2 both.
fn class(code: &str) -> Result<Class> {
    ensure!((1..=3).contains(&code.len()), "{code} is no code");
    let alphabet = match (code.bytes().any(|b| b.is_ascii_digit()), code.bytes().any(|b| b.is_ascii_uppercase())) {
        (true, false) => 0,
        (false, true) => 1,
        _ => 2,
    };
    Ok(3 * alphabet + u8::try_from(code.len())?)
}

/// Digits, and single letters, mostly follow each other.
fn has_runs(class: Class) -> bool {
    class <= 3 || class == 4
}

/// The code as a number in its alphabet's base; letters count from `A`, or from 10 where digits are among them.
fn value(code: &str) -> Result<u32> {
    let (base, first) = match (class(code)? - 1) / 3 {
        0 => (10, 0),
        1 => (26, 10),
        _ => (36, 0),
    };
    code.chars().try_fold(0, |value, char| {
        let digit =
            char.to_digit(36).filter(|_| !char.is_ascii_lowercase()).with_context(|| format!("{code}: {char}"))?;
        Ok(value * base + digit - first)
    })
}

/// How many values are left out before each.
fn distances(values: &[u32]) -> Vec<u8> {
    let mut next = 0;
    let distance = |value: &u32| varint(value - std::mem::replace(&mut next, value + 1));
    values.iter().flat_map(distance).collect()
}

/// How many values are left out before each run, and how many follow its first.
fn runs(values: &[u32]) -> Vec<u8> {
    let mut next = 0;
    let mut out = Vec::new();
    for run in values.chunk_by(|a, b| a + 1 == *b) {
        if let [first, ..] = run {
            let more = run.len() as u32 - 1;
            out.extend([varint(first - next), varint(more)].concat());
            next = first + more + 1;
        }
    }
    out
}

/// Seven bits to a byte, the lowest first; all but the last byte have the highest bit set.
fn varint(mut value: u32) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 128 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
    out
}
