//! What postal codes look like: one mask for each country, without the separators that are for readers.

use super::{Data, countries, text};
use anyhow::{Result, bail, ensure};
use std::collections::BTreeMap;

/// One text would be smaller by a hundred bytes, and searching it the slowest check of an address.
const PER_TEXT: usize = 16;

pub(super) fn render(data: &Data) -> Result<String> {
    let rows = data.rows("postal-codes.csv", ["country", "mask", "example", "change"])?;
    let mut masks: BTreeMap<_, _> = rows.into_iter().map(|[country, mask, ..]| (country, mask)).collect();
    let lines = countries::alpha2(data)?
        .iter()
        .map(|country| masks.remove(country).map_or(Ok(String::new()), |mask| compact(&mask)))
        .collect::<Result<Vec<_>>>()?;
    if let Some(country) = masks.keys().next() {
        bail!("postal-codes.csv: {country} is no country");
    }
    Ok(format!(
        "\n/// The mask of each country, in the order of `COUNTRIES`, {PER_TEXT} to a text; empty where nothing is known.\n\
         /// `#` is a digit, `@` a letter, `*` either, `[A-C]` one of a set, `(|)` a choice, and `?` makes what is before\n\
         /// it optional.\n{}\npub(super) const PER_TEXT: usize = {PER_TEXT};\n",
        text::strings("MASKS", &lines, ";", PER_TEXT)
    ))
}

/// The mask without spaces and hyphens, but for those that make a range in a set.
fn compact(mask: &str) -> Result<String> {
    let (mut out, mut depth, mut in_set) = (String::new(), 0_usize, false);
    for char in mask.chars() {
        match char {
            ' ' | '-' if !in_set => continue,
            '-' if in_set => {}
            '[' | ']' => {
                ensure!(in_set == (char == ']'), "{mask}: sets do not nest");
                in_set = !in_set;
            }
            '(' if !in_set => depth += 1,
            ')' if !in_set && depth > 0 => depth -= 1,
            '#' | '@' | '*' | '?' | '|' if !in_set => {}
            'A'..='Z' | '0'..='9' => {}
            _ => bail!("{mask}: `{char}` cannot be here"),
        }
        out.push(char);
    }
    ensure!(depth == 0 && !in_set, "{mask}: something is left open");
    Ok(out)
}
