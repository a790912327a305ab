//! Country codes, packed as text without separators: a lookup compares fixed-size chunks.

use super::{Data, text};
use anyhow::{Result, ensure};
use std::fmt::Write;

pub(super) fn render(data: &Data) -> Result<String> {
    let mut out = String::new();
    write!(
        out,
        "\n/// Alpha-2 and alpha-3 code of each country, 5 bytes each, by alpha-2.\n{}",
        text::string("COUNTRIES", &countries(data)?, "", 16)
    )?;
    write!(
        out,
        "\n/// Codes that no country has now, 6 bytes each: alpha-2, alpha-3, then `W` where ISO has withdrawn them and\n\
         /// `R` where it reserves them. For a code that does not exist stands `xx` or `xxx`: no upper-case text is it.\n{}",
        text::string("FORMER", &former(data)?, "", 16)
    )?;
    Ok(out)
}

/// The alpha-2 codes in the order that every table by country has.
pub(super) fn alpha2(data: &Data) -> Result<Vec<String>> {
    Ok(rows(data)?.into_iter().map(|[alpha2, _]| alpha2).collect())
}

fn rows(data: &Data) -> Result<Vec<[String; 2]>> {
    let rows = data.rows("countries.csv", ["alpha2", "alpha3"])?;
    ensure!(rows.is_sorted_by(|[a, _], [b, _]| a < b), "countries.csv is not sorted by alpha2");
    for [alpha2, alpha3] in &rows {
        ensure!(is_code(alpha2, 2) && is_code(alpha3, 3), "{alpha2}, {alpha3} are not codes");
    }
    Ok(rows)
}

fn countries(data: &Data) -> Result<Vec<String>> {
    Ok(rows(data)?.into_iter().map(|codes| codes.concat()).collect())
}

fn former(data: &Data) -> Result<Vec<String>> {
    let columns = ["alpha2", "alpha3", "reason", "name", "source"];
    let rows = data.rows("former-countries.csv", columns)?;
    rows.iter()
        .map(|[alpha2, alpha3, reason, ..]| {
            let reason = match reason.as_str() {
                "withdrawn" => 'W',
                "reserved" => 'R',
                other => anyhow::bail!("{alpha2}{alpha3}: {other} is not a reason"),
            };
            let fits = |code: &str, length| code.is_empty() || is_code(code, length);
            ensure!(fits(alpha2, 2) && fits(alpha3, 3), "{alpha2}, {alpha3} are not codes");
            Ok(format!("{alpha2:x<2}{alpha3:x<3}{reason}"))
        })
        .collect()
}

fn is_code(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The rows of a table that has one for each country, in the same order.
pub(super) fn rows_by_country<const N: usize>(data: &Data, name: &str, columns: [&str; N]) -> Result<Vec<[String; N]>> {
    let rows = data.rows(name, columns)?;
    ensure!(
        rows.iter().map(|row| row.first()).eq(alpha2(data)?.iter().map(Some)),
        "{name} should have the countries of countries.csv, in the same order"
    );
    Ok(rows)
}
