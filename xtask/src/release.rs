//! `cargo xtask release`: the tests and searches that a release needs besides those of every change. They take hours;
//! the CI of a release runs them.

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::process::{self, say};
use crate::{file, workspace};

/// The commands in their order, the quickest first. docs/proof.md says what each one proves.
const COMMANDS: [&[&str]; 10] = [
    &["test", "--all"],
    &["test", "frameworks"],
    &["reproduce"],
    &["semver"],
    &["fuzz-boundary"],
    &["fuzz", "--minutes", "26"],
    &["soak"],
    &["simulate-package", "--onboardings", "10000", "--workerd", "1000"],
    &["simulate", "--faults"],
    &["simulate", "--onboardings", "1000000"],
];

/// What one command ended with.
struct Run {
    arguments: String,
    is_success: bool,
    took: Duration,
    /// The sum of its tests, if it has tests.
    tests: String,
}

/// Runs all commands, even if one fails, and writes a summary to the terminal and to target/release.md.
pub(crate) fn run() -> Result<()> {
    let mut runs = Vec::new();
    for arguments in COMMANDS {
        say(&arguments.join(" "));
        let mut command = Command::new(std::env::current_exe()?);
        let start = Instant::now();
        let (output, is_success) = process::shown_output(command.args(arguments).env("KYCLINK_RELEASE", "1"))?;
        let tests = output.lines().rfind(|line| line.contains(" passed, ")).unwrap_or_default().to_owned();
        runs.push(Run { arguments: arguments.join(" "), is_success, took: start.elapsed(), tests });
        // After each command, so that an interrupted run has a summary, too.
        file::write(&workspace::target().join("release.md"), summary(&tree(), &runs))?;
    }
    println!("\n{}", summary(&tree(), &runs));
    let failed: Vec<_> = runs.iter().filter(|run| !run.is_success).map(|run| run.arguments.as_str()).collect();
    ensure!(failed.is_empty(), "these commands failed: {}", failed.join(", "));
    Ok(())
}

/// Names the commit, and says whether files have changed since.
fn tree() -> String {
    let git = |arguments: &[&str]| process::output(Command::new("git").current_dir(workspace::root()).args(arguments));
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_default();
    let changes = git(&["status", "--porcelain"]).unwrap_or_default();
    format!("{}{}", commit.trim(), if changes.is_empty() { "" } else { " with changes" })
}

fn summary(tree: &str, runs: &[Run]) -> String {
    let minutes = |took: Duration| took.as_secs_f64() / 60.0;
    let mut text = format!("`cargo xtask release` of commit {tree}\n\n| command | result | minutes |\n|---|---|--:|\n");
    for Run { arguments, is_success, took, tests } in runs {
        let result = [if *is_success { "ok" } else { "FAILED" }, tests].join(" ");
        let _ = writeln!(text, "| `{arguments}` | {} | {:.1} |", result.trim_end(), minutes(*took));
    }
    let _ = writeln!(text, "| all | | {:.1} |", minutes(runs.iter().map(|run| run.took).sum()));
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

    use super::{COMMANDS, Run, summary};

    #[test]
    fn the_summary_has_every_command_and_a_line_to_repeat_a_failure() {
        let run = |arguments: &str, is_success, tests: &str| Run {
            arguments: arguments.to_owned(),
            is_success,
            took: Duration::from_secs(90),
            tests: tests.to_owned(),
        };
        let text = summary("1234", &[run("test --all", true, "7 passed, 0 failed"), run("soak", false, "")]);
        assert_eq!(
            text,
            "`cargo xtask release` of commit 1234\n\n| command | result | minutes |\n|---|---|--:|\n\
             | `test --all` | ok 7 passed, 0 failed | 1.5 |\n| `soak` | FAILED | 1.5 |\n| all | | 3.0 |\n\n\
             To repeat what failed: `KYCLINK_RELEASE=1 cargo xtask soak`\n"
        );
    }

    #[test]
    fn nothing_runs_twice() {
        for (at, command) in COMMANDS.iter().enumerate() {
            let is_repeated =
                |other: &&[&str]| other[0] == command[0] && (other[0] != "simulate" && other[0] != "test");
            assert!(!COMMANDS[..at].iter().any(is_repeated), "{command:?}");
            // All steps but `frameworks` are in `test --all`.
            assert!(command[0] != "test" || matches!(command[1], "--all" | "frameworks"), "{command:?}");
        }
    }
}
