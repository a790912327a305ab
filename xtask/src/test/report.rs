//! What a run of the steps took: the lines above the sum, and the section of docs/proof.md.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::STEPS;
use super::schedule::Ended;
use crate::proof;

/// Returns a line for each step.
pub(super) fn lines(ended: &[Ended], total: Duration) -> String {
    let line = |Ended { name, tally, time, is_unchanged }: &Ended| match is_unchanged {
        true => format!("{name:9} unchanged since it passed"),
        false => format!("{name:9} {:5} passed {:3} failed {:6.1} s", tally.passed, tally.failed, time.as_secs_f64()),
    };
    let steps: Vec<String> = in_order(ended).map(line).collect();
    format!("{}\nsteps run side by side: {:.1} minutes in all", steps.join("\n"), minutes(total))
}

/// Writes the section of docs/proof.md. A run that failed or left something out shows nothing.
pub(super) fn write(ended: &[Ended], total: Duration) -> Result<()> {
    let is_whole = ended.len() == super::chosen(&[]).len()
        && ended.iter().all(|step| !step.is_unchanged && step.tally.is_success());
    ensure!(is_whole, "docs/proof.md is not written: all steps must run and pass");
    proof::write("test", &section(ended, total))
}

fn section(ended: &[Ended], total: Duration) -> String {
    let sum: f64 = ended.iter().map(|step| step.time.as_secs_f64()).sum();
    let row = |step: &Ended| {
        let share = 100.0 * step.time.as_secs_f64() / sum;
        format!("| {} | {} | {share:.0} % |\n", step.name, step.tally.passed)
    };
    let tests: u64 = ended.iter().map(|step| step.tally.passed).sum();
    let rows: String = in_order(ended).map(row).collect();
    format!(
        "`cargo xtask test --write`: {tests} tests in {:.1} minutes on {} cores, on the machine that wrote this page.\n\
         Steps run side by side, so their times add up to more than that; the shares are of the sum.\n\n\
         | step | tests | share of the time |\n|---|--:|--:|\n{rows}",
        minutes(total),
        super::cores(),
    )
}

/// Returns the steps as STEPS lists them, and not as they ended.
fn in_order(ended: &[Ended]) -> impl Iterator<Item = &Ended> {
    STEPS.iter().filter_map(|step| ended.iter().find(|ended| ended.name == step.name))
}

fn minutes(time: Duration) -> f64 {
    time.as_secs_f64() / 60.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tally::Tally;

    fn ended(name: &str, seconds: u64, is_unchanged: bool) -> Ended {
        let tally = Tally { passed: 2, ..Tally::default() };
        Ended { name: name.to_owned(), tally, time: Duration::from_secs(seconds), is_unchanged }
    }

    #[test]
    fn an_unchanged_step_is_named_and_has_no_counts() {
        let lines = lines(&[ended("native", 3, false), ended("lint", 0, true)], Duration::from_secs(90));
        assert_eq!(
            lines,
            "lint      unchanged since it passed\nnative        2 passed   0 failed    3.0 s\n\
             steps run side by side: 1.5 minutes in all"
        );
    }

    #[test]
    fn the_section_has_the_share_of_each_step() {
        let section = section(&[ended("native", 30, false), ended("lint", 10, false)], Duration::from_secs(36));
        assert!(section.contains("4 tests in 0.6 minutes"), "{section}");
        assert!(section.contains("| lint | 2 | 25 % |\n| native | 2 | 75 % |\n"), "{section}");
    }

    #[test]
    fn a_run_that_left_a_step_out_is_not_written() {
        assert!(write(&[ended("lint", 1, false)], Duration::from_secs(1)).is_err());
    }
}
