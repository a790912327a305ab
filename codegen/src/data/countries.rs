//! Country codes.

use super::{Data, string};
use anyhow::{Result, ensure};

pub(super) fn render(data: &Data) -> Result<String> {
    let rows = rows(data)?;
    let codes: Vec<_> = rows.iter().map(|row| row.concat()).collect();
    let mut out =
        string("The alpha-2 and alpha-3 code of every country, sorted by alpha-2.", "COUNTRIES", &codes, "", 15);
    for (name, reason, meaning) in [
        ("WITHDRAWN", "withdrawn", "Codes that ISO has withdrawn"),
        ("RESERVED", "reserved", "Codes that ISO reserves"),
    ] {
        for width in [2, 3] {
            let codes = former(data, reason, width)?;
            out += &string(&format!("{meaning}, alpha-{width}."), &format!("{name}_{width}"), &codes, "", 24);
        }
    }
    Ok(out)
}

/// Returns the alpha-2 codes in the order of every table by country.
pub(super) fn alpha2(data: &Data) -> Result<Vec<String>> {
    Ok(rows(data)?.into_iter().map(|[alpha2, _]| alpha2).collect())
}

fn rows(data: &Data) -> Result<Vec<[String; 2]>> {
    let rows = data.rows("countries.csv", ["alpha2", "alpha3"])?;
    ensure!(rows.is_sorted_by(|[a, _], [b, _]| a < b), "countries.csv must be sorted by alpha2");
    for [alpha2, alpha3] in &rows {
        ensure!(
            is_code(alpha2, 2) && is_code(alpha3, 3),
            "countries.csv: `{alpha2},{alpha3}` must be an alpha-2 and an alpha-3 code in upper case"
        );
    }
    Ok(rows)
}

/// Returns the codes of this width that ISO withdrew or reserves.
fn former(data: &Data, wanted: &str, width: usize) -> Result<Vec<String>> {
    let mut codes = Vec::new();
    for [alpha2, alpha3, reason, ..] in
        data.rows("former-countries.csv", ["alpha2", "alpha3", "reason", "name", "source"])?
    {
        ensure!(
            ["withdrawn", "reserved"].contains(&reason.as_str()),
            "former-countries.csv: the reason of `{alpha2},{alpha3}` must be `withdrawn` or `reserved`, not `{reason}`"
        );
        let code = if width == 2 { alpha2 } else { alpha3 };
        ensure!(
            code.is_empty() || is_code(&code, width),
            "former-countries.csv: `{code}` must have {width} upper-case letters"
        );
        if reason == wanted && !code.is_empty() {
            codes.push(code);
        }
    }
    Ok(codes)
}

fn is_code(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Returns the rows of a table that has one row per country, in the order of countries.csv.
pub(super) fn rows_by_country<const N: usize>(data: &Data, name: &str, columns: [&str; N]) -> Result<Vec<[String; N]>> {
    let rows = data.rows(name, columns)?;
    ensure!(
        rows.iter().map(|row| row.first()).eq(alpha2(data)?.iter().map(Some)),
        "{name} must list the countries of countries.csv in the same order"
    );
    Ok(rows)
}
