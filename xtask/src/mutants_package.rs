//! `cargo xtask mutants-package`: breaks the JavaScript of the package in small ways, with Stryker, and counts what its tests
//! notice.
//!
//! `tests/packages/mutants` names the tests: those that take a few seconds at most, because a mutant that nobody notices runs
//! all tests that reach it. What an earlier run has found is kept until the file or a test changes.
//! `--tests=error-messages,problem` runs only these, which is faster: a mutant that they do not notice counts as a survivor until a
//! run of all tests tries it again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{file, node, pack, process, proof, tree, workspace};

const TOOLS: &str = "tests/packages/mutants";

/// Tries the mutants of these files of `lib`, or of all.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    let tarball = pack::run()?;
    node::ready()?;
    let folder = workspace::target().join("stryker");
    node::install_pinned(TOOLS, &folder, "Stryker")?;
    let tree = folder.join("tree");
    let lib = install(&tarball, &tree)?;
    let results = folder.join("mutants.json");
    if results.exists() {
        file::write(&results, moved(&file::read_text(&results)?, &lib).as_bytes())?;
    }
    let mut stryker = Command::new(folder.join("node_modules/.bin/stryker"));
    stryker.current_dir(&tree).args(["run", &format!("{TOOLS}/stryker.config.json")]);
    let files: Vec<_> = options.iter().filter(|option| !option.starts_with("--")).collect();
    if !files.is_empty() {
        let paths: Vec<_> = files.iter().map(|name| format!("{lib}/{name}")).collect();
        stryker.args(["--mutate", &paths.join(",")]);
    }
    for option in options.iter().filter(|option| option.starts_with("--") && **option != "--write") {
        let names = option.strip_prefix("--tests=").with_context(|| format!("`{option}` is not an option"))?;
        let paths: Vec<_> = names.split(',').map(|name| format!("tests/packages/{name}.test.mjs")).collect();
        if let Some(missing) = paths.iter().find(|path| !tree.join(path).exists()) {
            bail!("{missing} does not exist");
        }
        stryker.args(["--testFiles", &paths.join(",")]);
    }
    process::run(&mut stryker)?;
    let text = report(&serde_json::from_str(&file::read_text(&results)?)?)?;
    println!("{text}");
    if options.contains(&"--write") { proof::write("mutants-package", &text) } else { Ok(()) }
}

/// Copies the sources of the tests and installs the package beside them, where Stryker may change it. Returns the folder of
/// the JavaScript that is changed, below the copy.
fn install(tarball: &Path, tree: &Path) -> Result<String> {
    tree::copy_to(tree)?;
    let target = tree.join("target");
    if target.exists() {
        fs::remove_dir_all(&target)?;
    }
    let name = tarball.file_name().context("a tarball has a name")?;
    file::write(&target.join("npm").join(name), &file::read(tarball)?)?;
    let print = "import('./tests/packages/install/index.mjs').then(({ file }) => console.log(file('dist/lib')))";
    let installed = process::output(Command::new("node").current_dir(tree).args(["--eval", print]))?;
    let lib = PathBuf::from(installed.trim());
    Ok(lib.strip_prefix(tree)?.to_string_lossy().into_owned())
}

/// Renames the files of earlier results to those below `lib`: each tarball is installed in a folder of its own.
fn moved(results: &str, lib: &str) -> String {
    let before = results
        .split('"')
        .find_map(|word| Some(word.split_once("/dist/lib/")?.0))
        .map(|dist| format!("{dist}/dist/lib"));
    before.map_or_else(|| results.to_owned(), |before| results.replace(&before, lib))
}

#[derive(Default)]
struct Counts {
    caught: usize,
    endless: usize,
    survivors: usize,
    unreached: usize,
}

/// Returns the section of docs/proof.md from Stryker's report.
fn report(report: &Value) -> Result<String> {
    let (mut files, mut all) = (BTreeMap::<_, Counts>::new(), Counts::default());
    for (path, file) in report.get("files").and_then(Value::as_object).context("a report lists files")? {
        let name = path.split_once("/dist/").map_or(path.as_str(), |(_, name)| name);
        for mutant in file.get("mutants").and_then(Value::as_array).into_iter().flatten() {
            let status = mutant.get("status").and_then(Value::as_str).unwrap_or_default();
            files.entry(name).or_default().add(status);
            all.add(status);
        }
    }
    let mut text = String::from(
        "`cargo xtask mutants-package` does the same to the JavaScript of the package, with Stryker and the tests that take
a few seconds at most. It has tried these files. Tables that `cargo xtask codegen` writes are left out: another test
compares them with their data.

| file | mutants | caught | endless | survivors | reached by no test | caught |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for (name, counts) in files.into_iter().chain([("all", all)]) {
        text += &counts.row(name);
    }
    Ok(text)
}

impl Counts {
    fn add(&mut self, status: &str) {
        match status {
            "Killed" => self.caught += 1,
            "Timeout" => self.endless += 1,
            "Survived" => self.survivors += 1,
            "NoCoverage" => self.unreached += 1,
            // It does not load, so that it says nothing about the tests.
            _ => {}
        }
    }

    fn row(&self, name: &str) -> String {
        let Self { caught, endless, survivors, unreached } = self;
        let all = caught + endless + survivors + unreached;
        let share = proof::share(caught + endless, all);
        format!("| {name} | {all} | {caught} | {endless} | {survivors} | {unreached} | {share} |\n")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{moved, report};

    #[test]
    fn earlier_results_are_those_of_the_files_that_are_installed_now() {
        let results =
            r#"{"files":{"target/consumers/1/node_modules/kyclink/dist/lib/a.js":{"language":"javascript"}}}"#;
        let lib = "target/consumers/2/node_modules/kyclink/dist/lib";
        assert_eq!(moved(results, lib), results.replace("/1/", "/2/"));
        assert_eq!(moved("{}", lib), "{}");
    }

    #[test]
    fn the_share_is_of_all_mutants_that_load() {
        let statuses = ["Killed", "Killed", "Timeout", "Survived", "NoCoverage", "RuntimeError"];
        let mutants = statuses.map(|status| json!({ "status": status }));
        let text = report(&json!({ "files": { "kyclink/dist/lib/a.js": { "mutants": mutants } } })).unwrap();
        assert!(
            text.ends_with("| lib/a.js | 5 | 2 | 1 | 1 | 1 | 60.0 % |\n| all | 5 | 2 | 1 | 1 | 1 | 60.0 % |\n"),
            "{text}"
        );
    }
}
