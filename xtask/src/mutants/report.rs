//! The section about mutants in docs/proof.md.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value};

use super::Mutant;
use super::results::{MISSED, Results};
use crate::{file, proof, workspace};

pub(super) const REASONS: &str = "tests/mutants.json";

pub(super) struct Report {
    pub(super) text: String,
    /// The mutants that survived without a reason.
    pub(super) unexplained: Vec<String>,
}

#[derive(Default)]
struct Counts {
    mutants: usize,
    tried: usize,
    unviable: usize,
    caught: usize,
    timeouts: usize,
    survivors: usize,
}

/// Counts the outcomes by folder, and lists the survivors with their reasons.
pub(super) fn of(all: &[Mutant], results: &Results) -> Result<Report> {
    let reasons: Map<String, Value> = serde_json::from_str(&file::read_text(&workspace::root().join(REASONS))?)?;
    let (mut folders, mut total) = (BTreeMap::<_, Counts>::new(), Counts::default());
    let (mut survivors, mut unexplained) = (BTreeSet::new(), Vec::new());
    for mutant in all {
        let outcome = results.outcome(mutant)?;
        let folder = mutant.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().add(outcome);
        total.add(outcome);
        if outcome == Some(MISSED) {
            let name = without_position(&mutant.name);
            match reasons.get(&name).and_then(Value::as_str) {
                Some(reason) => drop(survivors.insert(format!("| `{}` | {reason} |\n", name.replace('|', "\\|")))),
                None => unexplained.push(mutant.name.clone()),
            }
        }
    }
    let mut text = format!(
        "`cargo xtask mutants` breaks the rules, the handler and the client's flows in small ways, one at a time,
and runs the native tests. It has tried {} of {} mutants; the shares say nothing about the others.
Those that do not compile are not viable, and those that never end are caught.\n\n",
        total.tried, total.mutants
    );
    text += "| folder | mutants | tried | not viable | caught | endless | survivors | caught of the viable |\n";
    text += "|---|--:|--:|--:|--:|--:|--:|--:|\n";
    for (folder, counts) in folders.into_iter().chain([("all", total)]) {
        text += &counts.row(folder);
    }
    if !survivors.is_empty() {
        text += "\n| survivor | why no native test notices it |\n|---|---|\n";
        text.extend(survivors);
    }
    Ok(Report { text, unexplained })
}

impl Counts {
    fn add(&mut self, outcome: Option<&str>) {
        self.mutants += 1;
        self.tried += usize::from(outcome.is_some());
        match outcome {
            Some("Unviable") => self.unviable += 1,
            Some("CaughtMutant") => self.caught += 1,
            Some("Timeout") => self.timeouts += 1,
            Some(MISSED) => self.survivors += 1,
            _ => {}
        }
    }

    fn row(&self, folder: &str) -> String {
        let Self { mutants, tried, unviable, caught, timeouts, survivors } = self;
        let share = proof::share(caught + timeouts, caught + timeouts + survivors);
        format!("| {folder} | {mutants} | {tried} | {unviable} | {caught} | {timeouts} | {survivors} | {share} |\n")
    }
}

/// The name without line and column, which change with every edit.
fn without_position(name: &str) -> String {
    let (place, change) = name.split_once(": ").unwrap_or((name, ""));
    format!("{}: {change}", place.split(':').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_independent_of_the_line() {
        let name = "src/edge/key.rs:31:63: replace || with && in parse";
        assert_eq!(without_position(name), "src/edge/key.rs: replace || with && in parse");
    }

    #[test]
    fn the_share_is_of_the_viable_mutants_that_were_tried() {
        let mut counts = Counts::default();
        for outcome in ["CaughtMutant", "Timeout", MISSED, "Unviable"].map(Some).into_iter().chain([None]) {
            counts.add(outcome);
        }
        assert_eq!(counts.row("a"), "| a | 5 | 4 | 1 | 1 | 1 | 1 | 66.6 % |\n");
    }
}
