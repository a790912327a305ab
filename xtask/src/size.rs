//! `cargo xtask size`: what a user downloads, as a committed table, so that a change of size is a reviewed line.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::process::{self, say};
use crate::toolchain::Toolchain;
use crate::{file, node, pack, workspace};

const SNAPSHOT: &str = "docs/size.md";

/// What a Worker and a page may cost, with brotli: the wasm and the minified code around it. The form is to come down to
/// 24 KiB; until it does, this keeps it from growing.
const BUDGETS: [(&str, u64); 2] = [(FULL, 60 * 1024), (FORM, 34 * 1024)];
const FULL: &str = "kyclink: workerd entry, minified, and its wasm";
const FORM: &str = "kyclink/form: workerd entry, minified, and its wasm";

const HEADER: &str = "\
# Sizes
Bytes of what the package makes a user download. `cargo xtask size` writes this file; `cargo xtask size --check` fails when it is stale.

";

struct Row {
    name: &'static str,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Measures the package, then writes the snapshot or compares with it.
pub(crate) fn run(check: bool) -> Result<()> {
    pack::run()?;
    let rows = measure()?;
    let compiler = Toolchain::ready()?.version()?;
    let table = render(&rows, &compiler);
    let path = workspace::root().join(SNAPSHOT);
    if check {
        compare(&path, &table, &compiler)?
    } else {
        file::write(&path, table.as_bytes())?
    }
    println!("{}", table.trim_start_matches(HEADER));
    within_budget(&rows)
}

fn measure() -> Result<Vec<Row>> {
    let dist = workspace::package().join("dist");
    let wasm = dist.join("kyclink.wasm");
    let form_wasm = dist.join("form/kyclink.wasm");
    let groups = [
        ("kyclink.wasm", group(&[&wasm])),
        (FULL, group(&[&bundle("entry/workerd.js")?, &wasm])),
        ("kyclink: inline entry, minified, the wasm in it as text", group(&[&bundle("entry/inline.js")?])),
        ("kyclink-form.wasm", group(&[&form_wasm])),
        (FORM, group(&[&bundle("form/entry/workerd.js")?, &form_wasm])),
        ("kyclink/form: inline entry, minified, the wasm in it as text", group(&[&bundle("form/entry/inline.js")?])),
        ("kyclink/names/en, minified", group(&[&bundle("names/en.js")?])),
    ];
    let arguments = groups.iter().map(|(_, files)| files);
    let answer = process::output(node::script("xtask/scripts/compress.mjs").args(arguments))?;
    let answer: Value = serde_json::from_str(&answer)?;
    let number = |index: usize, key: &str| answer.get(index)?.get(key)?.as_u64();
    let row = |(index, (name, _)): (usize, &(&'static str, String))| {
        Some(Row { name, raw: number(index, "raw")?, gzip: number(index, "gzip")?, brotli: number(index, "brotli")? })
    };
    groups
        .iter()
        .enumerate()
        .map(row)
        .collect::<Option<_>>()
        .context("compress.mjs must answer with a size for each group")
}

/// An entry as a bundler ships it, with the wasm left outside.
fn bundle(entry: &str) -> Result<PathBuf> {
    let to = workspace::target().join("size").join(entry);
    let mut esbuild = node::tool("esbuild");
    esbuild.arg(workspace::package().join("dist").join(entry)).arg(format!("--outfile={}", to.display()));
    process::output(esbuild.args([
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--external:*.wasm",
        "--log-level=warning",
    ]))?;
    Ok(to)
}

fn group(files: &[&PathBuf]) -> String {
    files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(",")
}

fn render(rows: &[Row], compiler: &str) -> String {
    let mut text = format!("{HEADER}| what | raw | gzip -9 | brotli -q 11 |\n|---|--:|--:|--:|\n");
    for row in rows {
        writeln!(text, "| {} | {} | {} | {} |", row.name, row.raw, row.gzip, row.brotli).unwrap_or_default();
    }
    for (name, budget) in BUDGETS {
        writeln!(text, "\nBudget of {name}: {budget} with brotli.").unwrap_or_default();
    }
    writeln!(text, "\nMeasured with {compiler}.").unwrap_or_default();
    text
}

/// Another compiler gives other bytes: then the snapshot says nothing about this machine, and the budget alone is checked.
fn compare(path: &Path, table: &str, compiler: &str) -> Result<()> {
    let kept = file::read_text(path).with_context(|| "run `cargo xtask size` and commit the result")?;
    if kept == table {
        return Ok(());
    }
    if !kept.contains(&format!("Measured with {compiler}.")) {
        say(&format!("{SNAPSHOT} was measured with another compiler than {compiler}: only the budget is checked"));
        return Ok(());
    }
    let removed = kept.lines().filter(|line| !table.contains(line)).map(|line| format!("- {line}\n"));
    let added = table.lines().filter(|line| !kept.contains(line)).map(|line| format!("+ {line}\n"));
    bail!(
        "{SNAPSHOT} is stale: run `cargo xtask size` and commit the result\n{}",
        removed.chain(added).collect::<String>()
    )
}

fn within_budget(rows: &[Row]) -> Result<()> {
    for (name, budget) in BUDGETS {
        let row = rows.iter().find(|row| row.name == name).context("the budgeted row must be measured")?;
        ensure!(row.brotli <= budget, "{name}: {} bytes with brotli are over the budget of {budget}", row.brotli);
    }
    Ok(())
}
