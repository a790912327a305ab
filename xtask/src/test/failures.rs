//! Finds the tests that failed in the output of a step, and for each the command that repeats it.

use std::collections::BTreeSet;
use std::fmt;

use crate::process::STOPPED;

/// A line of steps.sh before a test runner starts: what repeats one of its tests.
const REPEAT: &str = "repeat: ";
/// A line of steps.sh after a command that failed and is not a test runner.
const FAILED: &str = "failed: ";
/// What libtest prints of a test that runs for long, after its name.
const SLOW: &str = " has been running for over ";

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Failure {
    step: String,
    test: String,
    repeat: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n    {}", self.step, self.test, self.repeat)
    }
}

/// Returns what failed in a step that failed: at least the step itself.
pub(super) fn of(step: &str, output: &str) -> Vec<Failure> {
    let mut reader = Reader { step, prefix: "", found: BTreeSet::new(), slow: vec![] };
    let mut lines = output.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(prefix) = line.strip_prefix(REPEAT) {
            reader.prefix = prefix;
        } else if let Some(command) = line.strip_prefix(FAILED) {
            reader.add(command, command.to_owned());
        } else if line == "failures:" {
            // The first list of libtest has the output of each test, and the second their names.
            while let Some(line) = lines.next_if(|line| line.is_empty() || line.starts_with("    ")) {
                if !line.is_empty() {
                    reader.add_rust(line.trim());
                }
            }
        } else if let Some(place) = line.strip_prefix("test at ") {
            let name = lines.next().unwrap_or_default();
            reader.add_node(place, name);
        } else if let Some((name, _)) = line.strip_prefix("test ").and_then(|line| line.split_once(SLOW)) {
            reader.slow.push(name);
        } else if line.contains(STOPPED) {
            std::mem::take(&mut reader.slow).into_iter().for_each(|name| reader.add_rust(name));
        }
    }
    if reader.found.is_empty() {
        reader.add("the step itself", format!("cargo xtask test {step}"));
    }
    reader.found.into_iter().collect()
}

struct Reader<'a> {
    step: &'a str,
    prefix: &'a str,
    found: BTreeSet<Failure>,
    slow: Vec<&'a str>,
}

impl Reader<'_> {
    fn add(&mut self, test: &str, repeat: String) {
        self.found.insert(Failure { step: self.step.to_owned(), test: test.to_owned(), repeat });
    }

    /// A test of libtest. The name of an example in the docs contains spaces.
    fn add_rust(&mut self, name: &str) {
        let repeat = match self.prefix {
            "" => format!("cargo xtask test {}", self.step),
            prefix => format!("{prefix} {}", quoted(name)),
        };
        self.add(name, repeat);
    }

    /// A test of Node's spec reporter: "test at <file>:<line>:<column>" and "✖ <name> (<duration>ms)". A file that
    /// does not load, or takes too long, is a test with its own path as name.
    fn add_node(&mut self, place: &str, line: &str) {
        let file = place.rsplitn(3, ':').last().unwrap_or(place);
        let name = line.trim_start_matches("✖ ");
        let name = name.rsplit_once(" (").map_or(name, |(name, _)| name);
        let prefix = if self.prefix.is_empty() { "node --test" } else { self.prefix };
        if name.ends_with(file) {
            self.add(file, format!("{prefix} {file}"));
        } else {
            let pattern = format!("--test-name-pattern={}", escaped(name));
            self.add(&format!("{file}: {name}"), format!("{prefix} {} {file}", quoted(&pattern)));
        }
    }
}

/// Escapes what means something in a regular expression.
fn escaped(name: &str) -> String {
    name.chars().flat_map(|c| r"\^$.*+?()[]{}|/".contains(c).then_some('\\').into_iter().chain([c])).collect()
}

/// Quotes a word for a shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::of;

    fn shown(step: &str, output: &str) -> Vec<(String, String)> {
        of(step, output).into_iter().map(|failure| (failure.test, failure.repeat)).collect()
    }

    fn pair(test: &str, repeat: &str) -> (String, String) {
        (test.to_owned(), repeat.to_owned())
    }

    #[test]
    fn tests_of_rust_have_their_filter() {
        let output = "repeat: cargo test --package kyclink --\nrunning 3 tests\na --- FAILED\n\nfailures:\n\n\
            ---- a stdout ----\n\nthread 'a' panicked at x.rs:1:16:\nleft: 1\n\n\nfailures:\n    m::a\n    \
            src/edge/step.rs - edge::step (line 12)\n\ntest result: FAILED. 1 passed; 2 failed; 0 ignored";
        assert_eq!(
            shown("native", output),
            [
                pair("m::a", "cargo test --package kyclink -- 'm::a'"),
                pair(
                    "src/edge/step.rs - edge::step (line 12)",
                    "cargo test --package kyclink -- 'src/edge/step.rs - edge::step (line 12)'"
                ),
            ]
        );
    }

    #[test]
    fn a_test_of_rust_that_was_stopped_has_failed() {
        let slow = "repeat: cargo test --\ntest m::a has been running for over 60 seconds\n";
        assert_eq!(shown("native", slow), [pair("the step itself", "cargo xtask test native")]);
        let stopped = [slow, "error: `it` was stopped after 30 minutes\n"].concat();
        assert_eq!(shown("native", &stopped), [pair("m::a", "cargo test -- 'm::a'")]);
    }

    #[test]
    fn tests_of_node_have_their_file_and_a_pattern() {
        let output = "repeat: cargo xtask with redis -- node --test\n✖ it's $1 (wrong) (11.0ms)\nℹ fail 1\n\n\
            ✖ failing tests:\n\ntest at tests/a.test.mjs:3:33\n✖ it's $1 (wrong) (11.0ms)\n  \
            AssertionError [ERR_ASSERTION]: 1 == 2\n\ntest at tests/b.test.mjs:1:1\n✖ /x/tests/b.test.mjs (2.1ms)\n";
        let with = "cargo xtask with redis -- node --test";
        assert_eq!(
            shown("packages", output),
            [
                pair(
                    "tests/a.test.mjs: it's $1 (wrong)",
                    &format!(r"{with} '--test-name-pattern=it'\''s \$1 \(wrong\)' tests/a.test.mjs")
                ),
                pair("tests/b.test.mjs", &format!("{with} tests/b.test.mjs")),
            ]
        );
    }

    #[test]
    fn a_check_is_repeated_as_it_is_and_a_step_that_says_nothing_as_a_whole() {
        assert_eq!(
            shown("lint", "$ npx biome check\nwrong\nfailed: npx biome check"),
            [pair("npx biome check", "npx biome check")]
        );
        assert_eq!(shown("msrv", "error: no"), [pair("the step itself", "cargo xtask test msrv")]);
    }
}
