//! The committed tables of `src/data/` and the package's names, from the CSV files of `data/`.
//!
//! The module of a table describes how it is packed.

mod address;
mod countries;
mod dialling;
mod names;
mod phone;
mod postal_codes;
mod subdivision_bits;
mod subdivisions;
#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::contract::docs::Docs;
use crate::{Generated, generated};

/// A generated file, its source and the function that renders it.
struct Table {
    source: &'static str,
    target: &'static str,
    render: fn(&Data) -> Result<String>,
}

const TABLES: &[Table] = &[
    Table {
        source: "data/countries.csv and data/former-countries.csv",
        target: "src/data/country_table.rs",
        render: countries::render,
    },
    Table { source: "data/address.csv", target: "src/data/address_table.rs", render: address::render },
    Table {
        source: "data/subdivisions.csv",
        target: "src/data/subdivision_table.rs",
        render: subdivision_bits::render,
    },
    Table {
        source: "data/subdivision-levels.csv",
        target: "pkg-template/module/form/levels.ts",
        render: subdivisions::render_levels,
    },
    Table { source: "data/postal-codes.csv", target: "src/data/postal_code_table.rs", render: postal_codes::render },
    Table {
        source: "data/postal-codes.csv",
        target: "pkg-template/module/names/examples.ts",
        render: postal_codes::render_examples,
    },
    Table {
        source: "data/calling-codes.csv, data/same-starts.csv and data/country-calling-codes.csv",
        target: "src/data/phone_table.rs",
        render: phone::render,
    },
    Table { source: "data/dialling.csv", target: "src/data/dialling_table.rs", render: dialling::render },
];

/// Renders what is generated from the tables of data.
pub(crate) fn files(root: &Path) -> Result<Vec<Generated>> {
    let data = Data::new(root);
    let mut files = Vec::new();
    for table in TABLES {
        files.push(generated(table.target, table.source, &(table.render)(&data).with_context(|| table.source)?));
    }
    for locale in names::LOCALES.into_iter().filter(|locale| *locale != "en") {
        files.push(generated(&names::path(locale), names::SOURCE, &names::render(&data, locale)?));
    }
    files.extend(names::finders(&data)?);
    Ok(files)
}

/// The committed source tables.
struct Data {
    folder: PathBuf,
}

impl Data {
    fn new(root: &Path) -> Self {
        Self { folder: root.join("data") }
    }

    /// Returns the rows of a table, which must have exactly these columns.
    fn rows<const N: usize>(&self, name: &str, columns: [&str; N]) -> Result<Vec<[String; N]>> {
        let path = self.folder.join(name);
        let mut reader = csv::Reader::from_path(&path).with_context(|| format!("reading {}", path.display()))?;
        ensure!(reader.headers()?.iter().eq(columns), "{name}: the columns must be {}", columns.join(","));
        reader.deserialize::<Vec<String>>().map(|row| exactly(row?, name)).collect()
    }
}

fn exactly<const N: usize>(row: Vec<String>, name: &str) -> Result<[String; N]> {
    row.try_into().ok().with_context(|| format!("{name}: every row must have {N} columns"))
}

/// Renders a `static` string of the records, each followed by `end`, with `per_line` records on a line: short enough
/// that a changed row is a readable diff.
fn string(meaning: &str, name: &str, records: &[String], end: &str, per_line: usize) -> String {
    let lines: Vec<_> = records.chunks(per_line).map(|line| ended(line, end)).collect();
    let lines = lines.join("\\\n    ");
    format!("{}pub(super) static {name}: &str = \"\\\n    {lines}\";\n", comment(meaning))
}

/// Renders a `static` array of strings of `per_text` records each, every record followed by `end`.
fn strings(meaning: &str, name: &str, records: &[String], end: &str, per_text: usize) -> String {
    let texts: Vec<_> = records.chunks(per_text).map(|text| format!("    \"{}\",\n", ended(text, end))).collect();
    let kind = format!("[&str; {}]", texts.len());
    unformatted(meaning, &format!("pub(super) static {name}: {kind}"), &texts.concat())
}

fn ended(records: &[String], end: &str) -> String {
    records.iter().map(|record| format!("{record}{end}")).collect()
}

/// Renders a `static` array of numbers, right-aligned so that columns stay in place.
fn array<T: Display>(meaning: &str, name: &str, kind: &str, numbers: &[T], per_line: usize) -> String {
    let digits: Vec<_> = numbers.iter().map(T::to_string).collect();
    let width = digits.iter().map(String::len).max().unwrap_or(0);
    let line = |items: &[String]| {
        let items: Vec<_> = items.iter().map(|item| format!("{item:>width$}")).collect();
        format!("    {},\n", items.join(", "))
    };
    let lines: String = digits.chunks(per_line).map(line).collect();
    unformatted(meaning, &format!("pub(super) static {name}: [{kind}; {}]", numbers.len()), &lines)
}

/// Renders a list whose lines stay as they are.
fn unformatted(meaning: &str, declaration: &str, lines: &str) -> String {
    format!("{}#[rustfmt::skip]\n{declaration} = [\n{lines}];\n", comment(meaning))
}

/// Renders an empty line and a comment.
fn comment(meaning: &str) -> String {
    format!("\n{}", Docs::text(meaning).rust(""))
}
