//! Counts the tests in the output of a step.

/// The counts of test runs.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Tally {
    /// Reads the summaries of the test runners in the output of a step. A step without one counts as a test, and a
    /// runner that ran no test has failed.
    pub(super) fn of(output: &str, is_success: bool) -> Self {
        let counts = output.lines().filter_map(Self::of_summary).collect::<Vec<_>>();
        let [passed, failed] =
            [|tally: &Self| tally.passed, |tally: &Self| tally.failed].map(|of| counts.iter().map(of).sum());
        match (is_success, passed) {
            (true, 0) if !counts.is_empty() => Self { passed: 0, failed: 1 },
            (true, _) => Self { passed: if counts.is_empty() { 1 } else { passed }, failed },
            (false, _) => Self { passed, failed: failed.max(1) },
        }
    }

    /// Reads a line of cargo test and wasm-bindgen-test ("test result: ok. 5 passed; 0 failed; …") or of node:test ("ℹ
    /// pass 5", "ℹ fail 0", "ℹ cancelled 0").
    fn of_summary(line: &str) -> Option<Self> {
        let mut words = line.split("test result: ").nth(1).or_else(|| line.split("ℹ ").nth(1))?.split([' ', ';', '.']);
        let words: Vec<&str> = words.by_ref().filter(|word| !word.is_empty()).collect();
        let number = |text: &str| text.parse::<u64>().ok();
        match *words {
            ["pass", count] => Some(Self { passed: number(count)?, failed: 0 }),
            ["fail" | "cancelled", count] => Some(Self { passed: 0, failed: number(count)? }),
            [_, passed, "passed", failed, "failed", ..] => {
                Some(Self { passed: number(passed)?, failed: number(failed)? })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn counts_are_those_of_the_summaries_of_all_runners() {
        let rust = "test result: FAILED. 11 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1.5s\n";
        let node = "✔ passes 3 values\nℹ tests 7\nℹ pass 5\nℹ fail 1\nℹ cancelled 1\nℹ duration_ms 81.2\n";
        assert_eq!(Tally::of(&[rust, node].concat(), false), Tally { passed: 16, failed: 4 });
    }

    #[test]
    fn a_step_without_a_runner_is_a_test_and_a_runner_without_tests_has_failed() {
        for (output, is_success, passed, failed) in
            [("", true, 1, 0), ("", false, 0, 1), ("ℹ pass 0\nℹ fail 0", true, 0, 1)]
        {
            assert_eq!(Tally::of(output, is_success), Tally { passed, failed }, "{output}");
        }
    }
}
