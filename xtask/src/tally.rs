//! Counts tests: shows the output of every test runner and reads the counts from its summary. A runner that ran no test has
//! failed.

use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::process::{line, say};

/// The counts of one or more test runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// The number of steps that this machine cannot run.
    pub(crate) skipped: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Tally {
    /// Counts a check that is not a test runner, and prints its error if it fails.
    pub(crate) fn of(name: &str, result: Result<()>) -> Self {
        match result {
            Ok(()) => {
                println!("ok: {name}");
                Self { passed: 1, ..Self::default() }
            }
            Err(error) => {
                println!("FAILED: {name}\n{error:#}");
                Self { failed: 1, ..Self::default() }
            }
        }
    }

    /// Counts a step that this machine cannot run, and prints why.
    pub(crate) fn skipped(reason: &str) -> Self {
        println!("skipped: {reason}");
        Self { skipped: 1, ..Self::default() }
    }

    /// Runs a test runner and reads its counts. A runner that fails without counting a failure, or that succeeds without running a
    /// test, counts as a failure.
    pub(crate) fn of_runner(command: &mut Command) -> Result<Self> {
        let name = line(command);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{name}`"))?;
        let mut tally = Self::default();
        let stdout = child.stdout.take().context("the standard output is a pipe")?;
        for text in BufReader::new(stdout).split(b'\n') {
            let text = String::from_utf8_lossy(&text?).into_owned();
            println!("{text}");
            tally += Self::of_summary(&text);
        }
        let status = child.wait()?;
        if !status.success() && tally.failed == 0 {
            say(&format!("`{name}` failed ({status})"));
            tally.failed = 1;
        }
        if status.success() && tally == Self::default() {
            say(&format!("`{name}` ran no tests: check the arguments"));
            tally.failed = 1;
        }
        Ok(tally)
    }

    /// Reads the counts in a line of a summary, of cargo test and wasm-bindgen-test ("test result: ok. 5 passed; 0 failed; …") or
    /// of node:test ("ℹ pass 5", "ℹ fail 0", "ℹ cancelled 0"). Any other line has none.
    fn of_summary(text: &str) -> Self {
        let mut tally = Self::default();
        if let Some(counts) = text.trim().strip_prefix("test result: ") {
            for part in counts.split(['.', ';']) {
                let number =
                    |label: &str| part.trim().strip_suffix(label).and_then(|number| number.trim().parse().ok());
                tally.passed += number(" passed").unwrap_or(0);
                tally.failed += number(" failed").unwrap_or(0);
            }
        } else if let Some(count) = text.strip_prefix("ℹ ") {
            let number = |label: &str| count.strip_prefix(label).and_then(|number| number.trim().parse().ok());
            tally.passed += number("pass ").unwrap_or(0);
            tally.failed += number("fail ").unwrap_or(0) + number("cancelled ").unwrap_or(0);
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_counts_from_the_summaries_of_all_runners_only() {
        for (text, passed, failed) in [
            ("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.03s", 12, 0),
            ("test result: FAILED. 11 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1.5s", 11, 2),
            ("ℹ pass 7", 7, 0),
            ("ℹ fail 3", 0, 3),
            ("ℹ cancelled 1", 0, 1),
            ("ℹ tests 7", 0, 0),
            ("ℹ duration_ms 81.2", 0, 0),
            ("✔ passes 3 values", 0, 0),
            ("running 5 tests", 0, 0),
        ] {
            assert_eq!(Tally::of_summary(text), Tally { passed, failed, skipped: 0 }, "{text}");
        }
    }

    #[test]
    fn a_runner_that_runs_no_tests_has_failed() {
        for program in ["true", "false"] {
            let tally = Tally::of_runner(&mut Command::new(program)).ok();
            assert_eq!(tally, Some(Tally { failed: 1, ..Tally::default() }), "{program}");
        }
    }
}
