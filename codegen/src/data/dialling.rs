//! How people dial within each country, and an example number of each.

use super::{Data, array, countries, string};
use anyhow::{Context, Result, ensure};

const COLUMNS: [&str; 6] = ["country", "prefix", "dialled", "international", "example", "rules"];

/// What follows the first digits of an example.
const FILLER: &str = "1234567890";

/// The national prefixes, in the order of `src/data/dialling.rs`.
const PREFIXES: [&str; 5] = ["", "0", "1", "8", "06"];

/// Lengths from this one on, of which there are [`LENGTHS`].
const SHORTEST: usize = 4;
const LENGTHS: usize = 8;

pub(super) fn render(data: &Data) -> Result<String> {
    let rows = countries::rows_by_country(data, "dialling.csv", COLUMNS)?;
    let mut examples = Vec::new();
    let mut rules: Vec<(Vec<&str>, &str)> = Vec::new();
    for [country, prefix, dialled, international, example, own] in &rows {
        let kind = kind(prefix, dialled, international).with_context(|| format!("the prefixes of {country}"))?;
        examples.extend(encode(example, kind).with_context(|| format!("the example of {country}"))?);
        if !own.is_empty() && !own.starts_with('=') {
            rules.push((vec![country], own));
        }
    }
    for [country, .., own] in &rows {
        if let Some(other) = own.strip_prefix('=') {
            let (countries, _) = rules.iter_mut().find(|(of, _)| of.contains(&other)).context("no such rules")?;
            countries.push(country);
        }
    }
    let rules: Vec<_> = rules.iter().map(|(countries, own)| format!("{} {own}", countries.concat())).collect();
    let meaning = format!(
        "The example of each country, in the order of `COUNTRIES`: its first digits, then a byte for its length and the \
         prefixes. The other digits are {FILLER}."
    );
    let of_rules = "Exceptions: the codes of the countries that have them, then patterns, each with what is put in front of the \
         number.";
    Ok(array(&meaning, "EXAMPLES", "u8", &examples, 24) + &string(of_rules, "RULES", &rules, ";", 1))
}

/// Returns the upper five bits of the byte that ends an example: one more than the index of the national prefix,
/// whether it is dialled before the example, and whether the international prefix is the usual one.
fn kind(prefix: &str, dialled: &str, international: &str) -> Result<usize> {
    let index = PREFIXES.iter().position(|known| *known == prefix).context("an unknown national prefix")?;
    let usual = match prefix {
        "1" => "011",
        "8" => "810",
        _ => "00",
    };
    ensure!(dialled.is_empty() || dialled == prefix, "another prefix is dialled before the example");
    ensure!(international.is_empty() || international == usual, "an unusual international prefix");
    Ok((index + 1) << 2 | usize::from(!dialled.is_empty()) << 1 | usize::from(!international.is_empty()))
}

/// Returns the digits before the [`FILLER`], and the byte that ends them. A country without a number has none.
fn encode(example: &str, kind: usize) -> Result<Vec<u8>> {
    let is_filler = |at: &usize| example.get(*at..).is_some_and(|rest| FILLER.starts_with(rest));
    let start = (0..=example.len()).find(is_filler).context("not ASCII")?;
    let length = if example.is_empty() { 0 } else { example.len().checked_sub(SHORTEST).context("too short")? };
    ensure!(length < LENGTHS, "too long");
    let end = u8::try_from(LENGTHS * kind + length)?;
    Ok(example.bytes().take(start).map(|digit| digit - b'0').chain([end]).collect())
}
