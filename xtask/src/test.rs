//! `cargo xtask test`: runs what every change requires, with `--all` every test, or only the named steps.
//!
//! turbo runs the steps of `turbo.json` side by side, each a case of `xtask/steps.sh`, and leaves out those that passed
//! with the same inputs. The last lines are the tests that failed, each with a command that repeats it, and the sum of all.

mod failures;
mod tally;

use std::env;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use self::failures::Failure;
use self::tally::Tally;
use crate::{file, node, process, programs, workspace};

/// What every change requires, in the order of the report.
const QUICK: [(&str, &str); 5] = [
    ("lint", "format, lints, boundaries between the floors, generated files"),
    ("native", "the tests of the crate"),
    ("packages", "the tests of the package in Node"),
    ("package", "packing, sizes, publint, entry points"),
    ("journeys", "a person at each provider, in workerd and Chromium"),
];
/// What `--all` adds.
const REST: [(&str, &str); 10] = [
    ("programs", "the package with browsers, workerd, databases, npm"),
    ("browser", "pages in Chromium, Firefox and WebKit, from the empty form to the approved status"),
    ("runtimes", "the same checks in every runtime and bundler"),
    ("features", "lints of the form's feature, and the documentation of the crate"),
    ("simulate", "onboardings under faults, in virtual time"),
    ("tools", "these commands and the generator: lints and tests"),
    ("wasm", "the crate compiled to WebAssembly, tested in Node"),
    ("worker", "the example of a Worker in Rust, in workerd"),
    ("axum", "the example of a server in Rust, against the sandbox"),
    ("msrv", "the crate with the oldest Rust that it supports"),
];
/// Runs only when it is named, because it installs 1.3 GB. `runtimes` tests with the bundlers of these frameworks.
const FRAMEWORKS: (&str, &str) = ("frameworks", "the same checks in builds of whole frameworks");

pub(crate) fn help() -> String {
    let row = |(name, what): &(&str, &str)| format!("  {name:<10} {what}\n");
    let rows = |steps: &[(&str, &str)]| steps.iter().map(row).collect::<String>();
    let frameworks = row(&FRAMEWORKS).replace("builds", "builds (when named)");
    format!("{}with --all:\n{}{frameworks}", rows(&QUICK), rows(&REST))
}

/// Runs the named steps, or the quick ones, or with `--all` every step. A step that is not named is left out if it passed
/// with the same inputs.
pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode> {
    let (options, named): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|argument| argument.starts_with("--"));
    if options.iter().any(|option| *option != "--all") {
        bail!("use `cargo xtask test [--all] [<step> …]`");
    }
    let known = || every_step().map(|(name, _)| *name);
    if let Some(unknown) = named.iter().find(|name| !known().any(|step| step == **name)) {
        bail!("`{unknown}` is not a step of `cargo xtask test`: use {}", known().collect::<Vec<_>>().join(", "));
    }
    node::ready()?;
    let before = changes();
    let (total, failures) = match &named[..] {
        [step] => run_one(step)?,
        [] if options.is_empty() => run_together(&QUICK.map(|(name, _)| name), false)?,
        [] => run_together(&QUICK.iter().chain(&REST).map(|(name, _)| *name).collect::<Vec<_>>(), false)?,
        named => run_together(named, true)?,
    };
    let mut failed = total.failed;
    if let (Some(""), Some(after)) = (before.as_deref(), changes())
        && !after.is_empty()
    {
        println!("the tests changed files: commit them or add them to .gitignore:\n{after}");
        failed += 1;
    }
    if !failures.is_empty() {
        println!("\nwhat failed, and how to repeat it:");
        failures.iter().for_each(|failure| println!("{failure}"));
    }
    println!("\n{} passed, {failed} failed", total.passed);
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn every_step() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    QUICK.iter().chain(&REST).chain([&FRAMEWORKS])
}

/// Runs one step and shows its output as it comes.
fn run_one(step: &str) -> Result<(Tally, Vec<Failure>)> {
    let path = format!("node_modules/.bin:{}", env::var("PATH")?);
    let mut sh = Command::new("sh");
    // Both streams in one, as in turbo's logs: cargo reports a failure on the second.
    sh.args(["-c", "exec sh xtask/steps.sh \"$0\" 2>&1", step]).env("PATH", path);
    let (output, is_success) = process::shown_output(with_variables(&mut sh)?)?;
    Ok((Tally::of(&output, is_success), if is_success { vec![] } else { failures::of(step, &output) }))
}

/// Runs steps side by side. Prints the output of those that fail, then a row for each. turbo starts all at once: the
/// lock of cargo, and the turns in steps.sh, make steps wait for each other.
fn run_together(steps: &[&str], force: bool) -> Result<(Tally, Vec<Failure>)> {
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
    let (mut total, mut failures) = (Tally::default(), Vec::new());
    println!();
    // turbo also runs the steps that the named ones need.
    for (name, _) in every_step() {
        let mut tasks = summary.get("tasks").and_then(Value::as_array).into_iter().flatten();
        let task = tasks.find(|task| task.get("task").and_then(Value::as_str) == Some(name));
        if task.is_none() && !steps.contains(name) {
            continue;
        }
        let number = |pointer: &str| task.and_then(|task| task.pointer(pointer)).and_then(Value::as_i64);
        let log = workspace::root().join(".turbo").join(format!("turbo-{name}.log"));
        let (output, is_step_success) =
            (fs_err::read_to_string(&log).unwrap_or_default(), number("/execution/exitCode") == Some(0));
        let tally = Tally::of(&output, is_step_success);
        if !is_step_success {
            failures.extend(failures::of(name, &output));
        }
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
    Ok((total, failures))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// turbo leaves out a step that package.json does not have, and says nothing.
    #[test]
    fn every_step_has_its_command_and_its_inputs() {
        let read = |name: &str| -> Value {
            serde_json::from_str(&fs_err::read_to_string(workspace::root().join(name)).unwrap()).unwrap()
        };
        let (package, turbo) = (read("package.json"), read("turbo.json"));
        for (step, _) in every_step() {
            assert_eq!(package["scripts"][step], format!("sh xtask/steps.sh {step}"), "package.json: {step}");
            assert!(turbo["tasks"].get(format!("//#{step}")).is_some(), "turbo.json: {step}");
        }
        let tasks = turbo["tasks"].as_object().unwrap();
        assert_eq!(tasks.len(), every_step().count());
    }
}
