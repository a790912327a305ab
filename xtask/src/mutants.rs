//! `cargo xtask mutants`: breaks the code in small ways, one at a time, and counts how many of these mutants the tests notice.
//!
//! `.cargo/mutants.toml` names the files that are changed. `tests/mutants.json` says why a mutant may survive.

mod report;
mod results;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process::{self, say};
use crate::{proof, tree, workspace};
use results::Results;

const VERSION: &str = "27.1.0";

/// A change that cargo-mutants can make.
struct Mutant {
    /// Such as `src/edge/key.rs:70:5: replace is_key -> bool with true`.
    name: String,
    file: String,
}

/// Which mutants to try, and what to do with the report.
#[derive(Default)]
struct Options<'a> {
    write: bool,
    /// `k/n`: every `n`th mutant, starting with the `k`th.
    shard: Option<(usize, usize)>,
    /// Starts of names, such as `src/edge` or `src/edge/key.rs:112`; none means all.
    places: Vec<&'a str>,
}

/// Tries the mutants that the options select and that no earlier run has caught.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    let options = Options::parse(options)?;
    let tool = installed()?;
    let all = list(&tool)?;
    let mut results = Results::read()?;
    // What an interrupted run has found counts, too. Without one, or if its tests failed, nothing is added.
    let _ = results.add(&outcomes());
    let wanted: Vec<_> = all.iter().enumerate().filter(|(at, mutant)| options.select(*at, mutant)).collect();
    let wanted: Vec<_> =
        wanted.into_iter().map(|(_, mutant)| mutant).filter(|mutant| !results.is_caught(mutant)).collect();
    attempt(&tool, &wanted, &all, "--test=it", &mut results)?;
    // Most mutants are caught by the tests of the public interface, and building the unit tests takes as long again.
    let missed: Vec<_> = wanted.into_iter().filter(|mutant| results.is_missed(mutant)).collect();
    attempt(&tool, &missed, &all, "--lib", &mut results)?;
    let report = report::of(&all, &results)?;
    println!("{}", report.text);
    if options.write {
        proof::write("mutants", &report.text)?;
    }
    let unexplained = report.unexplained.join("\n");
    ensure!(unexplained.is_empty(), "add a test, or a reason to {}, for:\n{unexplained}", report::REASONS);
    Ok(())
}

impl<'a> Options<'a> {
    fn parse(given: &[&'a str]) -> Result<Self> {
        let mut options = Self::default();
        let mut given = given.iter();
        while let Some(option) = given.next() {
            match *option {
                "--write" => options.write = true,
                "--shard" => {
                    let shard = given.next().and_then(|shard| shard.split_once('/'));
                    let shard = shard.and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
                    options.shard = Some(shard.filter(|(k, n)| k < n).context("write --shard 0/8, for example")?);
                }
                place => options.places.push(place),
            }
        }
        Ok(options)
    }

    fn select(&self, at: usize, mutant: &Mutant) -> bool {
        self.shard.is_none_or(|(k, n)| at % n == k)
            && (self.places.is_empty() || self.places.iter().any(|place| mutant.name.starts_with(place)))
    }
}

/// Runs the tests against each of these mutants, and adds the outcomes to the results.
fn attempt(tool: &Path, wanted: &[&Mutant], all: &[Mutant], tests: &str, results: &mut Results) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    say(&format!("trying {} of {} mutants with {tests}", wanted.len(), all.len()));
    // In a copy of the tree that stays, so that every build is a small one.
    let tree = results::tree();
    tree::copy_to(&tree)?;
    let mut mutants = Command::new(tool);
    mutants.args(["mutants", "--in-place", "--no-times", "--colors=never", "--dir"]).arg(&tree);
    mutants.arg("--output").arg(results::folder()).arg(format!("--cargo-arg={tests}"));
    // Without an endless loop, all tests take a second.
    mutants.args(["--timeout", "60"]);
    // It selects single mutants by expressions only, which it does not apply to fields of structs, except by their file.
    mutants.args(wanted.iter().map(|mutant| format!("--re=^{}$", escaped(&mutant.name))));
    let files: BTreeSet<_> = wanted.iter().map(|mutant| &mutant.file).collect();
    let others: BTreeSet<_> = all.iter().map(|mutant| &mutant.file).filter(|file| !files.contains(file)).collect();
    mutants.args(others.iter().map(|file| format!("--exclude={file}")));
    // The same inputs in every run make the outcome repeatable.
    mutants.env("CARGO_TARGET_DIR", results::folder().join("build"));
    mutants.envs([("PROPTEST_CASES", "4"), ("PROPTEST_RNG_SEED", "1")]);
    // This fails if a mutant survives, too, which is judged later.
    let ended = process::run(&mut mutants);
    results.add(&outcomes()).with_context(|| format!("{ended:?}"))
}

/// What cargo-mutants has found in its last run, which may have been interrupted.
fn outcomes() -> PathBuf {
    results::folder().join("mutants.out/outcomes.json")
}

/// Installs cargo-mutants, unless this version is there.
fn installed() -> Result<PathBuf> {
    let root = workspace::target().join("tools");
    let tool = root.join("bin/cargo-mutants");
    let version = |tool: &PathBuf| process::output(Command::new(tool).args(["mutants", "--version"]));
    if !version(&tool).is_ok_and(|version| version.trim().ends_with(VERSION)) {
        say(&format!("installing cargo-mutants {VERSION}"));
        let mut install = Command::new("cargo");
        install.args(["install", "cargo-mutants", "--quiet", "--locked", "--force", "--version", VERSION]);
        process::run(install.arg("--root").arg(&root))?;
    }
    let works = process::succeeds_within(Command::new(&tool).args(["mutants", "--version"]), Duration::from_secs(10));
    ensure!(works, "{} does not run", workspace::shown(&tool));
    Ok(tool)
}

/// Returns every mutant, except the equivalent ones that `.cargo/mutants.toml` leaves out.
fn list(tool: &Path) -> Result<Vec<Mutant>> {
    let mut list = Command::new(tool);
    list.args(["mutants", "--list", "--json", "--dir"]).arg(workspace::root());
    let list: Value = serde_json::from_str(&process::output(&mut list)?).context("the list of mutants is JSON")?;
    let text = |mutant: &Value, name: &str| mutant.get(name).and_then(Value::as_str).map(str::to_owned);
    let mutant = |mutant| Some(Mutant { name: text(mutant, "name")?, file: text(mutant, "file")? });
    list.as_array().into_iter().flatten().map(|value| mutant(value).context("a mutant has a name and a file")).collect()
}

/// Returns a regular expression that matches this text only. Not every character may have a backslash: `\<` is a boundary.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if r"\.+*?()|[]{}^$&-~#".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn an_expression_matches_its_own_mutant_only() {
        let expression = r"a\.rs:1:2: replace \&\& with \|\| in T<'_>::f";
        assert_eq!(escaped("a.rs:1:2: replace && with || in T<'_>::f"), expression);
    }
}
