//! The outcomes of all runs so far, in `target/mutants/results.json`: the whole takes hours, and a run may try a part.
//!
//! An outcome counts only for the file as it was, so the keys contain the file's hash.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

use super::Mutant;
use crate::{file, workspace};

/// cargo-mutants' word for a mutant that no test has noticed.
pub(super) const MISSED: &str = "MissedMutant";

pub(super) struct Results {
    outcomes: Map<String, Value>,
}

pub(super) fn folder() -> PathBuf {
    workspace::target().join("mutants")
}

/// The copy of the tree in which mutants are tried.
pub(super) fn tree() -> PathBuf {
    folder().join("tree")
}

impl Results {
    pub(super) fn read() -> Result<Self> {
        let path = Self::path();
        let outcomes = if path.exists() { serde_json::from_str(&file::read_text(&path)?)? } else { Map::new() };
        Ok(Self { outcomes })
    }

    fn path() -> PathBuf {
        folder().join("results.json")
    }

    /// Adds what cargo-mutants found, and writes the file.
    pub(super) fn add(&mut self, outcomes: &Path) -> Result<()> {
        let run: Value = serde_json::from_str(&file::read_text(outcomes)?)?;
        for outcome in run.get("outcomes").and_then(Value::as_array).context("there are outcomes")? {
            let mutant = outcome.pointer("/scenario/Mutant");
            let text = |name| mutant.and_then(|mutant| mutant.get(name)).and_then(Value::as_str).map(str::to_owned);
            // The first is that of the unchanged code, which says nothing about a mutant if it fails.
            let is_baseline = outcome.get("scenario").and_then(Value::as_str) == Some("Baseline");
            let has_passed = outcome.get("summary").and_then(Value::as_str) == Some("Success");
            ensure!(has_passed || !is_baseline, "the tests fail without a mutant: see {}", workspace::shown(outcomes));
            let (Some(name), Some(file)) = (text("name"), text("file")) else { continue };
            let key = key(&Mutant { name, file }, &tree())?;
            self.insert(key, outcome.get("summary").cloned().unwrap_or_default());
        }
        file::write(&Self::path(), serde_json::to_string_pretty(&self.outcomes)?.as_bytes())
    }

    /// Adds an outcome. A mutant that some tests have caught stays caught if others miss it: a run of `--lib` also tries
    /// the fields of all structs in its files.
    fn insert(&mut self, key: String, outcome: Value) {
        if outcome != MISSED || !self.outcomes.contains_key(&key) {
            self.outcomes.insert(key, outcome);
        }
    }

    /// Returns cargo-mutants' word for the outcome, if the mutant was tried since its file changed.
    pub(super) fn outcome(&self, mutant: &Mutant) -> Result<Option<&str>> {
        let key = key(mutant, workspace::root())?;
        Ok(self.outcomes.get(&key).and_then(Value::as_str))
    }

    pub(super) fn is_caught(&self, mutant: &Mutant) -> bool {
        self.outcome(mutant).is_ok_and(|outcome| outcome.is_some_and(|outcome| outcome != MISSED))
    }

    pub(super) fn is_missed(&self, mutant: &Mutant) -> bool {
        self.outcome(mutant).is_ok_and(|outcome| outcome == Some(MISSED))
    }
}

fn key(mutant: &Mutant, root: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    file::read_text(&root.join(&mutant.file))?.hash(&mut hasher);
    Ok(format!("{:016x} {}", hasher.finish(), mutant.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_that_was_caught_stays_caught() {
        let mut results = Results { outcomes: Map::new() };
        for (outcome, expected) in
            [(MISSED, MISSED), ("CaughtMutant", "CaughtMutant"), (MISSED, "CaughtMutant"), ("Timeout", "Timeout")]
        {
            results.insert("a".to_owned(), outcome.into());
            assert_eq!(results.outcomes.get("a"), Some(&Value::from(expected)));
        }
    }
}
