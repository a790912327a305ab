//! Measures files as a server sends them: raw and compressed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{node, process, workspace};

/// A line of the table.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) raw: u64,
    pub(super) gzip: u64,
    pub(super) brotli: u64,
}

/// A name, and the files that are downloaded together.
pub(super) type Group = (String, Vec<PathBuf>);

impl Row {
    /// Returns the sum of several rows.
    pub(super) fn sum(name: &str, rows: &[Self]) -> Self {
        let total = |number: fn(&Self) -> u64| rows.iter().map(number).sum();
        Self {
            name: name.to_owned(),
            raw: total(|row| row.raw),
            gzip: total(|row| row.gzip),
            brotli: total(|row| row.brotli),
        }
    }
}

/// Measures each group.
pub(super) fn rows(groups: &[Group]) -> Result<Vec<Row>> {
    let files = |files: &[PathBuf]| files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(",");
    let arguments = groups.iter().map(|(_, group)| files(group));
    let output = process::output(node::script("xtask/scripts/compress.mjs").args(arguments))?;
    let sizes: Value = serde_json::from_str(&output)?;
    let number = |index: usize, key: &str| sizes.get(index)?.get(key)?.as_u64();
    let row = |(index, (name, _)): (usize, &Group)| {
        let name = name.clone();
        Some(Row { name, raw: number(index, "raw")?, gzip: number(index, "gzip")?, brotli: number(index, "brotli")? })
    };
    let rows: Option<_> = groups.iter().enumerate().map(row).collect();
    rows.context("compress.mjs must print a size for each group")
}

/// Bundles a program like for pages and Workers, without these imports, and returns the path of the bundle.
pub(super) fn bundle(entry: &Path, name: &str, outside: &[&str]) -> Result<PathBuf> {
    let to = workspace::target().join("size").join(name);
    let mut esbuild = node::tool("esbuild");
    esbuild.arg(entry).arg(format!("--outfile={}", to.display()));
    esbuild.args(["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]);
    process::output(esbuild.args(outside.iter().map(|import| format!("--external:{import}"))))?;
    Ok(to)
}
