//! Tests of the package as users get it: the tarball of `cargo xtask pack`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::tally::Tally;
use crate::{browser, file, node, pack, process, size, workspace};

pub(super) fn package() -> Result<Tally> {
    let tarball = pack::run()?;
    let mut tally = Tally::of("docs/size.md is up to date", size::run(true));
    let mut tsc = node::tool("tsc");
    tsc.args(["--project", "tests/packages/implementation"]);
    tally += Tally::of("the JavaScript agrees with its declarations", process::run(&mut tsc));
    tally += Tally::of("publint", process::run(node::tool("publint").args(["run", "--strict"]).arg(&tarball)));
    tally += Tally::of("attw", process::run(&mut are_the_types_wrong(&tarball)));
    Ok(tally)
}

pub(super) fn consumers() -> Result<Tally> {
    // One of the consumers is a web page.
    let chromium = browser::chromium()?;
    pack::run()?;
    Tally::of_runner(node_test("tests/packages")?.env("CHROMIUM", chromium))
}

/// Runs the checks in every runtime, then compares the results with the table in docs/runtimes.md.
pub(super) fn runtimes() -> Result<Tally> {
    let (chromium, firefox) = (browser::chromium()?, browser::firefox()?);
    node::runtimes_ready()?;
    pack::run()?;
    file::remove(&workspace::runtimes().join("results"))?;
    let mut tests = node_test("tests/packages/runtimes")?;
    let mut tally = Tally::of_runner(tests.env("CHROMIUM", chromium).env("FIREFOX", firefox))?;
    let mut table = node::script("tests/packages/runtimes/table.mjs");
    tally += Tally::of("the table of docs/runtimes.md", process::run(&mut table));
    Ok(tally)
}

pub(super) fn browser() -> Result<Tally> {
    let (chromium, firefox) = (browser::chromium()?, browser::firefox()?);
    pack::run()?;
    Tally::of_runner(node_test("tests/e2e")?.env("CHROMIUM", chromium).env("FIREFOX", firefox))
}

/// Lints JavaScript and TypeScript and checks their format, as configured in biome.jsonc.
pub(super) fn style() -> Result<()> {
    node::ready()?;
    process::run(node::tool("biome").args(["check", "--error-on-warnings"]))
}

/// Returns the command that checks whether the declarations resolve for `import` and `require`. The `.wasm` files have no
/// declarations, and the slim entry points are ESM only.
fn are_the_types_wrong(tarball: &Path) -> Command {
    let mut attw = node::tool("attw");
    attw.arg(tarball).args(["--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm"]);
    attw.args(["--exclude-entrypoints", "./kyclink.wasm", "./kyclink-form.wasm", "--format", "ascii", "--no-emoji"]);
    attw
}

/// The time limit for a file of tests, in milliseconds. Without it, a test that leaves something running would never end.
const TIME_LIMIT_MS: u32 = 900_000;

/// One file at a time: the machine has few cores, and what a test starts should not starve another one into a timeout.
pub(super) fn node_test(folder: &str) -> Result<Command> {
    node::ready()?;
    let tests = files(folder, ".test.mjs")?;
    ensure!(!tests.is_empty(), "{folder} has no *.test.mjs files: check the path");
    let mut command = Command::new("node");
    command.current_dir(workspace::root()).args(["--test", "--test-reporter=spec", "--test-concurrency=1"]);
    command.arg(format!("--test-timeout={TIME_LIMIT_MS}")).args(tests);
    Ok(command)
}

fn files(folder: &str, ending: &str) -> Result<Vec<PathBuf>> {
    let folder = workspace::root().join(folder);
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_file() && path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
