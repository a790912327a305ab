//! `cargo xtask mutants-package`: breaks the JavaScript of the package in small ways, with Stryker, and counts what its tests
//! notice.
//!
//! `tests/packages/mutants` names the files that are changed, as they are in the package, and the tests: those that take a few
//! seconds at most, because a mutant that nobody notices runs all tests that reach it. What an earlier run has found is kept
//! until the file or a test changes. `tests/mutants-package.json` says why a mutant may survive.
//!
//! `lib/edge` tries a folder, `lib/edge/vault.js` a file, and `lib/edge/vault.js:20-30` some of its lines.
//! `--tests=error-messages,problem` runs only these, which is faster: a mutant that they do not notice counts as a survivor until a
//! run of all tests tries it again. `--concurrency=1` leaves the other cores alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{file, node, pack, process, proof, tree, workspace};

const TOOLS: &str = "tests/packages/mutants";
const REASONS: &str = "tests/mutants-package.json";

/// Tries the mutants of these files and folders of the package, or of all that the configuration names.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    let tarball = pack::run()?;
    node::ready()?;
    let folder = workspace::target().join("stryker");
    node::install_pinned(TOOLS, &folder, "Stryker")?;
    let tree = folder.join("tree");
    let dist = install(&tarball, &tree)?;
    let results = folder.join("mutants.json");
    if results.exists() {
        file::write(&results, moved(&file::read_text(&results)?, &dist).as_bytes())?;
    }
    let mut stryker = Command::new(folder.join("node_modules/.bin/stryker"));
    stryker.current_dir(&tree).args(["run", &format!("{TOOLS}/stryker.config.json")]);
    let places: Vec<_> = options.iter().filter(|option| !option.starts_with("--")).collect();
    if !places.is_empty() {
        let config: Value = serde_json::from_str(&file::read_text(&tree.join(TOOLS).join("stryker.config.json"))?)?;
        let mut paths: Vec<_> = places.iter().map(|place| pattern(&dist, place)).collect();
        // The option replaces the whole list of the configuration.
        paths.extend(excluded(&config));
        stryker.args(["--mutate", &paths.join(",")]);
    }
    for option in options.iter().filter(|option| option.starts_with("--") && **option != "--write") {
        if let Some(count) = option.strip_prefix("--concurrency=") {
            stryker.args(["--concurrency", count]);
            continue;
        }
        let names = option.strip_prefix("--tests=").with_context(|| format!("`{option}` is not an option"))?;
        let paths: Vec<_> = names.split(',').map(|name| format!("tests/packages/{name}.test.mjs")).collect();
        if let Some(missing) = paths.iter().find(|path| !tree.join(path).exists()) {
            bail!("{missing} does not exist");
        }
        stryker.args(["--testFiles", &paths.join(",")]);
    }
    process::run(&mut stryker)?;
    let reasons: BTreeMap<String, String> =
        serde_json::from_str(&file::read_text(&workspace::root().join(REASONS))?).context(REASONS)?;
    let Report { text, unexplained } = report(&serde_json::from_str(&file::read_text(&results)?)?, &reasons)?;
    println!("{text}\nadd a test, or a reason to {REASONS}, for:\n{}", unexplained.join("\n"));
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
    let print = "import('./tests/packages/helpers/install/index.mjs').then(({ file }) => console.log(file('dist')))";
    let installed = process::output(Command::new("node").current_dir(tree).args(["--eval", print]))?;
    let dist = PathBuf::from(installed.trim());
    Ok(dist.strip_prefix(tree)?.to_string_lossy().into_owned())
}

/// Returns the patterns of the files that are never changed.
fn excluded(config: &Value) -> Vec<String> {
    let patterns = config.get("mutate").and_then(Value::as_array).into_iter().flatten();
    patterns.filter_map(Value::as_str).filter(|pattern| pattern.starts_with('!')).map(str::to_owned).collect()
}

/// Returns what Stryker calls a file, its lines or a folder of the package.
fn pattern(dist: &str, place: &str) -> String {
    let is_file = place.contains(".js");
    if is_file { format!("{dist}/{place}") } else { format!("{dist}/{}/**/*.js", place.trim_end_matches('/')) }
}

/// Renames the files of earlier results to those below `dist`: each tarball is installed in a folder of its own.
fn moved(results: &str, dist: &str) -> String {
    let before = results
        .split('"')
        .find_map(|word| Some(word.split_once("/kyclink/dist/")?.0))
        .map(|package| format!("{package}/kyclink/dist"));
    before.map_or_else(|| results.to_owned(), |before| results.replace(&before, dist))
}

#[derive(Default)]
struct Counts {
    caught: usize,
    endless: usize,
    survivors: usize,
    unreached: usize,
}

/// The section of docs/proof.md, and the survivors without a reason.
struct Report {
    text: String,
    unexplained: Vec<String>,
}

/// Makes the section of docs/proof.md from Stryker's report.
fn report(report: &Value, reasons: &BTreeMap<String, String>) -> Result<Report> {
    let (mut files, mut all) = (BTreeMap::<_, Counts>::new(), Counts::default());
    let (mut explained, mut unexplained) = (Vec::new(), Vec::new());
    for (path, file) in report.get("files").and_then(Value::as_object).context("a report lists files")? {
        let name = path.split_once("/dist/").map_or(path.as_str(), |(_, name)| name);
        for mutant in file.get("mutants").and_then(Value::as_array).into_iter().flatten() {
            let status = mutant.get("status").and_then(Value::as_str).unwrap_or_default();
            files.entry(name).or_default().add(status);
            all.add(status);
            if !matches!(status, "Survived" | "NoCoverage") {
                continue;
            }
            let (line, change) = change(file, mutant).context("a mutant has a place and a replacement")?;
            match reasons.get(&format!("{name}: {change}")) {
                Some(reason) => explained.push(format!("| `{name}` | {} | {reason} |\n", code(&change))),
                None => unexplained.push(format!("{name}:{line}: {change}")),
            }
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
    explained.dedup();
    if !explained.is_empty() {
        let (with, without) = (explained.len(), unexplained.len());
        text += &format!(
            "\nOf the survivors, {with} have a reason, which is below, and {without} do not have one yet.\n\n\
             | file | survivor | why no test notices it |\n|---|---|---|\n{}",
            explained.concat()
        );
    }
    Ok(Report { text, unexplained })
}

/// Returns a change as code in a table of Markdown, whatever it contains.
fn code(change: &str) -> String {
    let (open, close) = if change.contains("``") {
        ("``` ", " ```")
    } else if change.contains('`') {
        ("`` ", " ``")
    } else {
        ("`", "`")
    };
    format!("{open}{}{close}", change.replace('|', "\\|"))
}

/// The longest part of the original code that a change shows.
const MAX_SHOWN: usize = 60;

/// Returns the first line of a change, and the change as one line: `"AES-GCM" → ""`.
fn change(file: &Value, mutant: &Value) -> Option<(u64, String)> {
    let place = |end: &str, name: &str| mutant.get("location")?.get(end)?.get(name)?.as_u64();
    let (first, last) = (place("start", "line")?, place("end", "line")?);
    let (from, to) = (place("start", "column")?, place("end", "column")?);
    let lines: Vec<&str> = file.get("source")?.as_str()?.lines().collect();
    let mut original = String::new();
    for number in first..=last {
        let line: Vec<u16> = lines.get(usize::try_from(number).ok()?.checked_sub(1)?)?.encode_utf16().collect();
        let start = if number == first { usize::try_from(from).ok()?.checked_sub(1)? } else { 0 };
        let end = if number == last { usize::try_from(to).ok()?.checked_sub(1)? } else { line.len() };
        original += &String::from_utf16_lossy(line.get(start..end)?);
        original.push(' ');
    }
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let original = one_line(&original);
    let cut = original.char_indices().nth(MAX_SHOWN).map(|(at, _)| at);
    let shown = cut.and_then(|at| original.get(..at)).map_or_else(|| original.clone(), |start| format!("{start}…"));
    let replacement = one_line(mutant.get("replacement")?.as_str()?);
    Some((first, format!("{shown} → {replacement}")))
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
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{code, excluded, moved, pattern, report};

    #[test]
    fn earlier_results_are_those_of_the_files_that_are_installed_now() {
        let results =
            r#"{"files":{"target/consumers/1/node_modules/kyclink/dist/lib/a.js":{"language":"javascript"}}}"#;
        let dist = "target/consumers/2/node_modules/kyclink/dist";
        assert_eq!(moved(results, dist), results.replace("/1/", "/2/"));
        assert_eq!(moved("{}", dist), "{}");
    }

    #[test]
    fn a_place_is_a_file_some_of_its_lines_or_a_folder() {
        assert_eq!(pattern("d", "lib/a.js"), "d/lib/a.js");
        assert_eq!(pattern("d", "lib/a.js:1-2"), "d/lib/a.js:1-2");
        assert_eq!(pattern("d", "page/views/"), "d/page/views/**/*.js");
        assert_eq!(excluded(&json!({ "mutate": ["lib/*.js", "!**/a.js"] })), ["!**/a.js"]);
        assert!(excluded(&json!({})).is_empty());
    }

    #[test]
    fn a_change_is_code_whatever_it_contains() {
        assert_eq!(code("a || b → a"), "`a \\|\\| b → a`");
        assert_eq!(code("`a` → b"), "`` `a` → b ``");
        assert_eq!(code("`a` → ``"), "``` `a` → `` ```");
    }

    #[test]
    fn the_share_is_of_all_mutants_that_load() {
        let statuses = ["Killed", "Killed", "Timeout", "Survived", "NoCoverage", "RuntimeError"];
        let place = json!({ "start": { "line": 2, "column": 5 }, "end": { "line": 3, "column": 3 } });
        let mutants = statuses
            .map(|status| json!({ "status": status, "location": place, "replacement": format!("{status}\n()") }));
        let file = json!({ "source": "//\na = = 1;\n  b", "mutants": mutants });
        let made = report(&json!({ "files": { "kyclink/dist/lib/a.js": file } }), &BTreeMap::new()).unwrap();
        assert!(
            made.text.ends_with("| lib/a.js | 5 | 2 | 1 | 1 | 1 | 60.0 % |\n| all | 5 | 2 | 1 | 1 | 1 | 60.0 % |\n"),
            "{}",
            made.text
        );
        assert_eq!(made.unexplained, ["lib/a.js:2: = 1; → Survived ()", "lib/a.js:2: = 1; → NoCoverage ()"]);
        let reasons = BTreeMap::from([("lib/a.js: = 1; → Survived ()".to_owned(), "It is the same.".to_owned())]);
        let made = report(&json!({ "files": { "kyclink/dist/lib/a.js": file } }), &reasons).unwrap();
        assert!(made.text.contains("1 have a reason"), "{}", made.text);
        assert!(made.text.ends_with("| `lib/a.js` | `= 1; → Survived ()` | It is the same. |\n"), "{}", made.text);
        assert_eq!(made.unexplained, ["lib/a.js:2: = 1; → NoCoverage ()"]);
    }
}
