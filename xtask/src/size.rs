//! `cargo xtask size`: measures what users download, and checks the budgets.
//!
//! The table is committed, so that a change of size is a reviewed line. It also has the sizes of JavaScript packages that do the
//! same.

mod measure;
mod stack;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::process::say;
use crate::toolchain::Toolchain;
use crate::{file, node, pack, process, workspace};
use measure::{Group, Row};

const SNAPSHOT: &str = "docs/size.md";

/// The maximum sizes with brotli: for a Worker and a page, the wasm module and the minified wrapper.
const BUDGETS: [(&str, u64); 3] = [(EDGE, 144 * 1024), (FORM, 48 * 1024), (REACT, 2 * 1024)];
const EDGE: &str = "kyclink/edge: workerd entry, minified, and the same wasm";
const FORM: &str = "kyclink/form: workerd entry, minified, and its wasm";
const REACT: &str = "kyclink/react, minified, beside React and kyclink/page/client";
const FORM_AND_NAMES: &str = "kyclink/form: the same with kyclink/names/en";

const HEADER: &str = "\
# Sizes
The bytes that a user of the package downloads.
`cargo xtask size` writes this file; `cargo xtask size --check` fails if it is out of date.

";

const BESIDE: &str = "\
## Compared with JavaScript packages
[benches/stack.mjs](../benches/stack.mjs) combines these packages for the same verdict on an applicant.
Each row is the part of a package that it uses, minified.
iso-3166 includes the names of subdivisions, which are `kyclink/names/en` here.

";

/// Measures the package, then writes docs/size.md or, with `check`, compares it.
pub(crate) fn run(check: bool) -> Result<()> {
    pack::run()?;
    let rows = package()?;
    let stack = stack::rows()?;
    let compiler = Toolchain::ready()?.version();
    let table = render(&rows, &stack, &compiler);
    let path = workspace::root().join(SNAPSHOT);
    if check {
        compare(&path, &table, &compiler)?
    } else {
        file::write(&path, table.as_bytes())?
    }
    println!("{}", table.trim_start_matches(HEADER));
    within_budget(&rows)
}

fn package() -> Result<Vec<Row>> {
    let dist = workspace::package().join("dist");
    let wasm = dist.join("kyclink.wasm");
    let form_wasm = dist.join("form/kyclink.wasm");
    let bundle = |entry: &str| measure::bundle(&dist.join(entry), entry, &["*.wasm"]);
    let (form, names) = (bundle("form/entry/workerd.js")?, bundle("names/en.js")?);
    let groups = [
        ("kyclink.wasm", vec![wasm.clone()]),
        ("kyclink: workerd entry, minified, and its wasm", vec![bundle("entry/workerd.js")?, wasm.clone()]),
        (EDGE, vec![bundle("edge/workerd.js")?, wasm]),
        ("kyclink: inline entry, minified, the wasm in it as text", vec![bundle("entry/inline.js")?]),
        ("kyclink-form.wasm", vec![form_wasm.clone()]),
        (FORM, vec![form.clone(), form_wasm.clone()]),
        ("kyclink/form: inline entry, minified, the wasm in it as text", vec![bundle("form/entry/inline.js")?]),
        ("kyclink/names/en, minified", vec![names.clone()]),
        ("kyclink/names/de, minified", vec![bundle("names/de.js")?]),
        ("kyclink/messages/de, minified", vec![bundle("messages/de.js")?]),
        (REACT, vec![react()?]),
        (FORM_AND_NAMES, vec![form, form_wasm, names]),
    ];
    let groups = groups.map(|(name, files)| (name.to_owned(), files));
    measure::rows(&groups.into_iter().chain(page()?).collect::<Vec<_>>())
}

/// What the hook adds to a page that has React and the client. The rules are loaded when they are needed.
fn react() -> Result<PathBuf> {
    let entry = "react/index.js";
    let outside = ["react", "*/page/client.js", "kyclink/form"];
    measure::bundle(&workspace::package().join("dist").join(entry), entry, &outside)
}

/// What a browser loads of the onboarding page beside its HTML, in the order in which it does.
fn page() -> Result<[Group; 3]> {
    let folder = workspace::target().join("size/page");
    process::output(node::script("xtask/scripts/page-files.mjs").arg(workspace::package().join("dist")).arg(&folder))?;
    let files = |names: &[&str]| names.iter().map(|name| folder.join(name)).collect();
    Ok([
        (
            "kyclink/page: the styles and the icon, before the form is shown".to_owned(),
            files(&["style", "dark", "icon"]),
        ),
        ("kyclink/page: the script and English texts".to_owned(), files(&["main", "texts"])),
        ("kyclink/page: the rules, loaded last".to_owned(), files(&["rules"])),
    ])
}

fn render(rows: &[Row], stack: &[Row], compiler: &str) -> String {
    let mut text = HEADER.to_owned() + &table(rows.iter().filter(|row| row.name != FORM_AND_NAMES));
    for (name, budget) in BUDGETS {
        writeln!(text, "\nBudget of {name}: {budget} with brotli.").unwrap_or_default();
    }
    let form = rows.iter().filter(|row| [FORM, FORM_AND_NAMES].contains(&row.name.as_str()));
    writeln!(text, "\n{BESIDE}{}\nMeasured with {compiler}.", table(form.chain(stack))).unwrap_or_default();
    text
}

fn table<'a>(rows: impl Iterator<Item = &'a Row>) -> String {
    let mut text = "| what | raw | gzip -9 | brotli -q 11 |\n|---|--:|--:|--:|\n".to_owned();
    for row in rows {
        writeln!(text, "| {} | {} | {} | {} |", row.name, row.raw, row.gzip, row.brotli).unwrap_or_default();
    }
    text
}

/// Compares docs/size.md with the measured table. Another compiler generates other code, so in that case only the budgets are
/// checked.
fn compare(path: &Path, table: &str, compiler: &str) -> Result<()> {
    let current = file::read_text(path).with_context(|| "run `cargo xtask size` and commit the result")?;
    if current == table {
        return Ok(());
    }
    if !current.contains(&format!("Measured with {compiler}.")) {
        say(&format!("{SNAPSHOT} was not measured with {compiler}, so only the budgets are checked"));
        return Ok(());
    }
    let removed = current.lines().filter(|line| !table.contains(line)).map(|line| format!("- {line}\n"));
    let added = table.lines().filter(|line| !current.contains(line)).map(|line| format!("+ {line}\n"));
    bail!(
        "{SNAPSHOT} is out of date: run `cargo xtask size` and commit the result\n{}",
        removed.chain(added).collect::<String>()
    )
}

fn within_budget(rows: &[Row]) -> Result<()> {
    for (name, budget) in BUDGETS {
        let row = rows
            .iter()
            .find(|row| row.name == name)
            .with_context(|| format!("`{name}` has a budget but is not measured: add it to `package`"))?;
        ensure!(
            row.brotli <= budget,
            "{name}: {} bytes with brotli exceed the budget of {budget}; make it smaller",
            row.brotli
        );
    }
    Ok(())
}
