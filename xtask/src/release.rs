//! `cargo xtask release`: the tests and searches that a release needs besides those of every change. They take less than
//! an hour and a half on two cores; the CI of a release runs them. `release --long` searches for longer.

use std::fmt::Write as _;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::process::{self, say};
use crate::{report, workspace};

/// A command of the release. docs/proof.md says what each one proves.
struct Part {
    command: &'static [&'static str],
    /// How many minutes it may take on two cores.
    budget: u32,
    /// What `--long` runs instead.
    long: &'static [&'static str],
    /// Whether it runs beside the part before it: no timing matters in the two, and each leaves a core idle.
    is_beside: bool,
}

const fn part(command: &'static [&'static str], budget: u32) -> Part {
    Part { command, budget, long: command, is_beside: false }
}

/// The parts in their order, the likeliest to fail first.
const PARTS: [Part; 10] = [
    part(&["test", "--all"], 23),
    part(&["test", "frameworks"], 5),
    Part { is_beside: true, ..part(&["reproduce"], 5) },
    Part { is_beside: true, ..part(&["semver"], 1) },
    part(&["simulate", "--faults"], 15),
    Part { long: &["fuzz", "--discard", "--minutes", "26"], ..part(&["fuzz", "--discard", "--minutes", "7"], 8) },
    Part { long: &["fuzz-boundary"], ..part(&["fuzz-boundary", "--inputs", "400000"], 4) },
    Part { long: &["soak"], ..part(&["soak", "--minutes", "5", "--requests", "100000"], 6) },
    Part {
        long: &["simulate-package", "--onboardings", "1000"],
        ..part(&["simulate-package", "--onboardings", "200"], 4)
    },
    part(&["simulate", "--onboardings", "1000000"], 19),
];
/// How many minutes the whole release may take on two cores.
const BUDGET: u32 = 85;

/// What one command ended with.
struct Run {
    arguments: String,
    is_success: bool,
    took: Duration,
    budget: u32,
    /// The sum of its tests, if it has tests.
    tests: String,
}

/// Runs all parts, even if one fails, and writes a summary to the terminal and to target/reports/release.md.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    let is_long = match options {
        [] => false,
        ["--long"] => true,
        _ => bail!("use `cargo xtask release [--long]`"),
    };
    let (start, mut runs) = (Instant::now(), Vec::new());
    for together in PARTS.chunk_by(|_, next| next.is_beside) {
        let all = thread::scope(|scope| {
            let started: Vec<_> = together.iter().map(|part| scope.spawn(move || part.run(is_long))).collect();
            started.into_iter().map(|run| run.join().map_err(|_| ())).collect::<Vec<_>>()
        });
        for run in all {
            runs.push(run.ok().context("a command panicked")??);
        }
        // After each command, so that an interrupted run has a summary, too.
        report::write("release", &summary(&runs, start.elapsed()))?;
    }
    println!("\n{}", summary(&runs, start.elapsed()));
    let failed: Vec<_> = runs.iter().filter(|run| !run.is_success).map(|run| run.arguments.as_str()).collect();
    ensure!(failed.is_empty(), "these commands failed: {}", failed.join(", "));
    Ok(())
}

impl Part {
    fn run(&self, is_long: bool) -> Result<Run> {
        let words = if is_long { self.long } else { self.command };
        let (arguments, start) = (words.join(" "), Instant::now());
        say(&format!("{} `{arguments}` begins, for {} minutes at most", clock()?, self.budget));
        let mut command = Command::new(std::env::current_exe()?);
        let (output, is_success) = process::shown_output(command.args(words).env("KYCLINK_RELEASE", "1"))?;
        let tests = output.lines().rfind(|line| line.contains(" passed, ")).unwrap_or_default().to_owned();
        let run = Run { arguments, is_success, took: start.elapsed(), budget: self.budget, tests };
        say(&format!("{} `{}` ends: {}", clock()?, run.arguments, run.result()));
        Ok(run)
    }
}

impl Run {
    fn result(&self) -> String {
        [if self.is_success { "ok" } else { "FAILED" }, &self.tests].join(" ").trim_end().to_owned()
    }
}

/// Returns the time of the day, by the machine's clock.
fn clock() -> Result<String> {
    Ok(process::output(Command::new("date").arg("+%H:%M:%S"))?.trim().to_owned())
}

fn summary(runs: &[Run], took: Duration) -> String {
    let minutes = |took: Duration| took.as_secs_f64() / 60.0;
    let mut text = "| command | result | minutes | budget |\n|---|---|--:|--:|\n".to_owned();
    for run in runs {
        let _ =
            writeln!(text, "| `{}` | {} | {:.1} | {} |", run.arguments, run.result(), minutes(run.took), run.budget);
    }
    let _ = writeln!(text, "| all | | {:.1} | {BUDGET} |", minutes(took));
    for Run { arguments, .. } in runs.iter().filter(|run| !run.is_success) {
        let _ = write!(text, "\nTo repeat what failed: `KYCLINK_RELEASE=1 cargo xtask {arguments}`\n");
    }
    text
}

/// `cargo xtask semver`: compares the public API of the crate with that of the last version. Before the first version
/// there is nothing to compare it with.
pub(crate) fn semver() -> Result<()> {
    let git = |arguments: &[&str]| process::output(Command::new("git").current_dir(workspace::root()).args(arguments));
    let Some(tag) = git(&["tag", "--list", "v*", "--sort=-v:refname"])?.lines().next().map(str::to_owned) else {
        say("no tag `v<version>` yet: there is no public API to compare with");
        return Ok(());
    };
    let root = workspace::target().join("tools");
    let mut install = Command::new("cargo");
    process::run(install.args(["install", "cargo-semver-checks", "--quiet", "--locked", "--root"]).arg(&root))?;
    let mut check = Command::new(root.join("bin/cargo-semver-checks"));
    check.current_dir(workspace::root()).args(["semver-checks", "--package", "kyclink", "--baseline-rev", &tag]);
    process::run(check.args(["--only-explicit-features", "--features", "http,reqwest,web"]))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BUDGET, PARTS, Part, Run, summary};

    #[test]
    fn the_summary_has_every_command_and_a_line_to_repeat_a_failure() {
        let run = |arguments: &str, is_success, tests: &str| Run {
            arguments: arguments.to_owned(),
            is_success,
            took: Duration::from_secs(90),
            budget: 2,
            tests: tests.to_owned(),
        };
        let runs = [run("test --all", true, "7 passed, 0 failed"), run("soak", false, "")];
        assert_eq!(
            summary(&runs, Duration::from_secs(180)),
            "| command | result | minutes | budget |\n|---|---|--:|--:|\n\
             | `test --all` | ok 7 passed, 0 failed | 1.5 | 2 |\n| `soak` | FAILED | 1.5 | 2 |\n\
             | all | | 3.0 | 85 |\n\nTo repeat what failed: `KYCLINK_RELEASE=1 cargo xtask soak`\n"
        );
    }

    #[test]
    fn the_budgets_fit_in_that_of_the_whole() {
        let longest = |parts: &[Part]| parts.iter().map(|part| part.budget).max().unwrap_or_default();
        let all: u32 = PARTS.chunk_by(|_, next| next.is_beside).map(longest).sum();
        assert!(all <= BUDGET, "{all} minutes");
    }

    #[test]
    fn nothing_runs_twice() {
        for (at, Part { command, .. }) in PARTS.iter().enumerate() {
            let is_repeated =
                |other: &Part| other.command[0] == command[0] && (command[0] != "simulate" && command[0] != "test");
            assert!(!PARTS[..at].iter().any(is_repeated), "{command:?}");
            // All steps but `frameworks` are in `test --all`.
            assert!(command[0] != "test" || matches!(command[1], "--all" | "frameworks"), "{command:?}");
        }
    }
}
