//! The formats of postal codes: one mask per country, without the separators that are only for readers.

use super::{Data, comment, countries, strings};
use anyhow::{Result, bail, ensure};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The number of masks in a string. In a single string, finding a mask would be the slowest step of checking an
/// address; with 4 masks, the addresses of the strings would take 0.1 KB more of the form module.
const PER_TEXT: usize = 16;

pub(super) fn render(data: &Data) -> Result<String> {
    let rows = data.rows("postal-codes.csv", ["country", "mask", "example", "change"])?;
    let mut masks: BTreeMap<_, _> = rows.into_iter().map(|[country, mask, ..]| (country, mask)).collect();
    let lines = countries::alpha2(data)?
        .iter()
        .map(|country| masks.remove(country).map_or(Ok(String::new()), |mask| compact(&mask)))
        .collect::<Result<Vec<_>>>()?;
    if let Some(country) = masks.keys().next() {
        bail!("postal-codes.csv: countries.csv lacks {country}");
    }
    let meaning = format!(
        "The mask of each country, in the order of `COUNTRIES`, with {PER_TEXT} masks in a string; empty if no format is \
         known. `#` is a digit, `@` a letter, `*` either, `[A-C]` one character of a set, `(|)` a choice, and `?` makes \
         the element before it optional."
    );
    Ok([
        strings(&meaning, "MASKS", &lines, ";", PER_TEXT),
        comment("The number of masks in a string."),
        format!("pub(super) const PER_TEXT: usize = {PER_TEXT};\n"),
    ]
    .concat())
}

/// Renders the examples for the modules of names, because the form module has no room for them.
pub(super) fn render_examples(data: &Data) -> Result<String> {
    let mut lines = String::new();
    for [country, _, example, _] in data.rows("postal-codes.csv", ["country", "mask", "example", "change"])? {
        writeln!(lines, "  {country}: \"{example}\",")?;
    }
    Ok(format!(
        "
const examples = {{
{lines}}};

/**
 * Adds the names of the countries and a postal code of each to the names of subdivisions, where a loop over these
 * does not see them.
 */
export const withCountries = <Names extends object>(names: Names, countries: string): Names =>
  Object.defineProperties(names, {{ countries: {{ value: countries }}, examples: {{ value: examples }} }});
"
    ))
}

/// Removes spaces and hyphens from a mask, except the hyphens that form a range in a set.
fn compact(mask: &str) -> Result<String> {
    let (mut out, mut depth, mut in_set) = (String::new(), 0_usize, false);
    for char in mask.chars() {
        match char {
            ' ' | '-' if !in_set => continue,
            '-' if in_set => {}
            '[' | ']' => {
                ensure!(in_set == (char == ']'), "{mask}: sets cannot be nested");
                in_set = !in_set;
            }
            '(' if !in_set => depth += 1,
            ')' if !in_set && depth > 0 => depth -= 1,
            '#' | '@' | '*' | '?' | '|' if !in_set => {}
            'A'..='Z' | '0'..='9' => {}
            _ => bail!("{mask}: `{char}` is not allowed here"),
        }
        out.push(char);
    }
    ensure!(depth == 0 && !in_set, "{mask}: a bracket is not closed");
    Ok(out)
}
