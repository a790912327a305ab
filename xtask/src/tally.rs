//! Counts tests: shows the output of every test runner and reads the counts from its summary. A runner that ran no test has
//! failed.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::process::{Command, ExitStatus, Stdio};

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

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

impl Tally {
    pub(crate) const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };

    /// Returns whether everything ran and passed.
    pub(crate) fn is_success(self) -> bool {
        self.failed == 0 && self.skipped == 0
    }

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
        let (tally, complaint) = tally.concluded(&name, child.wait()?);
        complaint.iter().for_each(|text| say(text));
        Ok(tally)
    }

    /// Reads the counts from the whole output of a test runner, or of `cargo xtask test`, whose last line is the sum. Returns them
    /// with what to print.
    pub(crate) fn of_output(name: &str, status: ExitStatus, output: &str) -> (Self, String) {
        let text = output.trim_end();
        if let Some((tally, above)) = Self::of_sum(text) {
            let is_true = status.success() == (tally.failed == 0);
            return (if is_true { tally } else { Self::FAILED }, above.trim_end().to_owned());
        }
        let mut tally = Self::default();
        text.lines().for_each(|line| tally += Self::of_summary(line));
        let (tally, complaint) = tally.concluded(name, status);
        (tally, std::iter::once(text.to_owned()).chain(complaint).collect::<Vec<_>>().join("\n"))
    }

    /// Compares the counts with the status of the runner.
    fn concluded(mut self, name: &str, status: ExitStatus) -> (Self, Option<String>) {
        let complaint = if !status.success() && self.failed == 0 {
            format!("`{name}` failed ({status})")
        } else if status.success() && self == Self::default() {
            format!("`{name}` ran no tests: check the arguments")
        } else {
            return (self, None);
        };
        self.failed = 1;
        (self, Some(complaint))
    }

    /// Reads the last line of `cargo xtask test`, and returns the lines above it.
    fn of_sum(text: &str) -> Option<(Self, &str)> {
        let (above, line) = text.rsplit_once('\n').unwrap_or(("", text));
        let mut tally = Self::default();
        for part in line.split(", ") {
            match part.split_once(' ')? {
                (number, "passed") => tally.passed = number.parse().ok()?,
                (number, "failed") => tally.failed = number.parse().ok()?,
                (number, "skipped") => tally.skipped = number.parse().ok()?,
                _ => return None,
            }
        }
        Some((tally, above))
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
    fn a_sum_is_read_as_it_was_printed_and_not_counted_twice() {
        let status = Command::new("true").status().unwrap();
        for skipped in [0, 2] {
            let tally = Tally { passed: 12, failed: 0, skipped };
            let output = format!("ℹ pass 12\nℹ fail 0\n\n{tally}\n");
            assert_eq!(Tally::of_output("x", status, &output), (tally, "ℹ pass 12\nℹ fail 0".to_owned()));
        }
        assert_eq!(Tally::of_output("x", status, "ℹ pass 12\n").0, Tally { passed: 12, ..Tally::default() });
        assert_eq!(Tally::of_output("x", status, "1 passed, 1 failed").0, Tally::FAILED);
    }

    #[test]
    fn a_runner_that_runs_no_tests_has_failed() {
        for program in ["true", "false"] {
            let tally = Tally::of_runner(&mut Command::new(program)).ok();
            assert_eq!(tally, Some(Tally { failed: 1, ..Tally::default() }), "{program}");
        }
    }
}
