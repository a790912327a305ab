//! `cargo xtask test`: runs every test of a change, or only the named steps.
//!
//! turbo runs the steps of `turbo.json` side by side, each a case of `xtask/steps.sh`, and leaves out those that passed
//! with the same inputs. The last line is the sum of the tests.

use std::env;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{file, node, process, programs, workspace};

/// The steps in the order of the report.
const STEPS: [(&str, &str); 12] = [
    ("lint", "format, lints, boundaries between the floors, generated files"),
    ("package", "packing, sizes, publint, attw"),
    ("browser", "pages, from the empty form to the approved status"),
    ("packages", "consumers of the packed package"),
    ("runtimes", "the same checks in every runtime and bundler"),
    ("native", "the tests of the crate"),
    ("simulate", "onboardings under faults, in virtual time"),
    ("tools", "these commands and the generator: lints and tests"),
    ("wasm", "the crate compiled to WebAssembly, tested in Node"),
    ("worker", "the example of a Worker in Rust, in workerd"),
    ("axum", "the example of a server in Rust, against the sandbox"),
    ("msrv", "the crate with the oldest Rust that it supports"),
];
/// Runs only when it is named, because it installs 1.3 GB. `runtimes` tests with the bundlers of these frameworks.
const FRAMEWORKS: (&str, &str) = ("frameworks", "the same checks in builds of whole frameworks");

/// The counts of test runs.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Tally {
    passed: u64,
    failed: u64,
}

pub(crate) fn help() -> String {
    let row = |(name, what): &(&str, &str)| format!("  {name:<10} {what}\n");
    format!(
        "{}{}",
        STEPS.iter().map(row).collect::<String>(),
        row(&FRAMEWORKS).replace("builds", "builds (when named)")
    )
}

/// Runs the named steps, or all whose inputs have changed. With `--all`, and where `CI` is set, the others run, too.
pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode> {
    let (options, named): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|argument| argument.starts_with("--"));
    if options.iter().any(|option| *option != "--all") {
        bail!("use `cargo xtask test [--all] [<step> …]`");
    }
    let force = !options.is_empty() || env::var_os("CI").is_some_and(|ci| !ci.is_empty());
    let known = || STEPS.iter().chain([&FRAMEWORKS]).map(|(name, _)| *name);
    if let Some(unknown) = named.iter().find(|name| !known().any(|step| step == **name)) {
        bail!("`{unknown}` is not a step of `cargo xtask test`: use {}", known().collect::<Vec<_>>().join(", "));
    }
    node::ready()?;
    let before = changes();
    let total = match &named[..] {
        [step] => run_one(step)?,
        [] => run_together(&STEPS.map(|(name, _)| name), force)?,
        named => run_together(named, true)?,
    };
    let mut failed = total.failed;
    if let (Some(""), Some(after)) = (before.as_deref(), changes())
        && !after.is_empty()
    {
        println!("the tests changed files: commit them or add them to .gitignore:\n{after}");
        failed += 1;
    }
    println!("\n{} passed, {failed} failed", total.passed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs one step and shows its output as it comes.
fn run_one(step: &str) -> Result<Tally> {
    let path = format!("node_modules/.bin:{}", env::var("PATH")?);
    let mut sh = Command::new("sh");
    let (output, is_success) =
        process::shown_output(with_variables(sh.args(["xtask/steps.sh", step]).env("PATH", path))?)?;
    Ok(Tally::of(&output, is_success))
}

/// Runs steps side by side. Prints the output of those that fail, then a row for each. turbo starts all at once: the
/// lock of cargo, and the turns in steps.sh, make steps wait for each other.
fn run_together(steps: &[&str], force: bool) -> Result<Tally> {
    let mut turbo = node::tool("turbo");
    turbo.arg("run").args(steps).args(["--filter=//", "--ui=stream", "--env-mode=loose", "--concurrency=16"]);
    turbo.args([
        "--continue=always",
        "--log-order=grouped",
        "--output-logs=errors-only",
        "--log-prefix=none",
        "--summarize",
    ]);
    turbo.args(if force { &["--force"] as &[_] } else { &[] });
    let runs = workspace::root().join(".turbo/runs");
    file::remove(&runs)?;
    let is_success = process::run(with_variables(turbo.env("KYCLINK_TOOLS", tools()))?).is_ok();
    let summary = file::below(&runs)?.pop().context("turbo wrote no summary")?;
    let summary: Value = serde_json::from_str(&fs_err::read_to_string(&summary)?)?;
    let mut total = Tally::default();
    println!();
    for (name, _) in STEPS.iter().chain([&FRAMEWORKS]).filter(|(name, _)| steps.contains(name)) {
        let tasks = summary.get("tasks").and_then(Value::as_array).into_iter().flatten();
        let task = tasks.clone().find(|task| task.get("task").and_then(Value::as_str) == Some(name));
        let number = |pointer: &str| task.and_then(|task| task.pointer(pointer)).and_then(Value::as_i64);
        let log = workspace::root().join(".turbo").join(format!("turbo-{name}.log"));
        let tally =
            Tally::of(&fs_err::read_to_string(&log).unwrap_or_default(), number("/execution/exitCode") == Some(0));
        total.passed += tally.passed;
        total.failed += tally.failed;
        let is_cached = task.and_then(|task| task.pointer("/cache/status")).and_then(Value::as_str) == Some("HIT");
        let took = number("/execution/endTime").unwrap_or(0) - number("/execution/startTime").unwrap_or(0);
        let note =
            if is_cached { "unchanged since it passed".to_owned() } else { format!("{:.1} s", took as f64 / 1000.0) };
        println!("{name:<10} {:5} passed {:3} failed  {note}", tally.passed, tally.failed);
    }
    if !is_success && total.failed == 0 {
        bail!("turbo failed: see above");
    }
    println!("the output of each step is in .turbo/turbo-<step>.log");
    Ok(total)
}

/// Returns the versions of the tools. turbo runs a step again if they have changed.
fn tools() -> String {
    let version =
        |program: &str, argument: &str| process::output(Command::new(program).arg(argument)).unwrap_or_default();
    [version("rustc", "-vV"), version("node", "--version"), programs::versions()].concat()
}

/// Sets the variables of the runners, and that of steps.sh: this program.
fn with_variables(command: &mut Command) -> Result<&mut Command> {
    command.current_dir(workspace::root()).env("XTASK", env::current_exe()?);
    Ok(command
        .env("TURBO_TELEMETRY_DISABLED", "1")
        .env("TURBO_NO_UPDATE_NOTIFIER", "1")
        .env("npm_config_loglevel", "error"))
}

/// Returns the changed and new files that git reports; `None` without git.
fn changes() -> Option<String> {
    process::output(Command::new("git").current_dir(workspace::root()).args(["status", "--porcelain"])).ok()
}

impl Tally {
    /// Reads the summaries of the test runners in the output of a step. A step without one counts as a test, and a
    /// runner that ran no test has failed.
    fn of(output: &str, is_success: bool) -> Self {
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
