//! Country codes, packed into strings without separators.

use super::{Data, text};
use anyhow::{Result, ensure};
use std::fmt::Write;

pub(super) fn render(data: &Data) -> Result<String> {
    let mut out = String::new();
    write!(
        out,
        "\n/// The alpha-2 and alpha-3 code of every country, sorted by alpha-2 and stored column by column: the first letters of\n\
         /// all alpha-2 codes, then their second letters, and so on. An array of strings would take 0.9 KB more.\n{}",
        text::string("COUNTRIES", &columns(data)?, "", 1)
    )?;
    for (name, reason, meaning) in [
        ("WITHDRAWN", "withdrawn", "Codes that ISO has withdrawn"),
        ("RESERVED", "reserved", "Codes that ISO reserves"),
    ] {
        for width in [2, 3] {
            let codes = former(data, reason, width)?;
            write!(
                out,
                "\n/// {meaning}, alpha-{width}.\n{}",
                text::string(&format!("{name}_{width}"), &codes, "", 24)
            )?;
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

/// Returns the letters of each column, in lines. Similar letters stand together, which compresses better.
fn columns(data: &Data) -> Result<Vec<String>> {
    let codes: Vec<Vec<char>> = rows(data)?.iter().map(|codes| codes.concat().chars().collect()).collect();
    let column = |at: usize| codes.iter().filter_map(|code| code.get(at)).collect::<Vec<_>>();
    let lines = |letters: Vec<_>| letters.chunks(83).map(|line| line.iter().copied().collect()).collect::<Vec<_>>();
    Ok((0..5).flat_map(|at| lines(column(at))).collect())
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
