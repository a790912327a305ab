//! `cargo xtask release`: the tests and searches that a release needs besides those of every change. They take hours;
//! the CI of a release runs them.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::process::{self, say};
use crate::workspace;

/// The commands in their order, the quickest first. docs/proof.md says what each one proves.
const COMMANDS: [&[&str]; 12] = [
    &["test", "--all"],
    &["test", "browser"],
    &["test", "packages"],
    &["test", "frameworks"],
    &["reproduce"],
    &["semver"],
    &["simulate", "--onboardings", "1000000"],
    &["simulate", "--faults"],
    &["simulate-package", "--onboardings", "10000", "--workerd", "1000"],
    &["fuzz-boundary"],
    &["fuzz", "--minutes", "26"],
    &["soak"],
];

/// Runs all commands, even if one fails.
pub(crate) fn run() -> Result<()> {
    let mut failed = Vec::new();
    for arguments in COMMANDS {
        say(&arguments.join(" "));
        let mut command = Command::new(std::env::current_exe()?);
        if process::run(command.args(arguments).env("KYCLINK_RELEASE", "1")).is_err() {
            failed.push(arguments.join(" "));
        }
    }
    ensure!(failed.is_empty(), "these commands failed: {}", failed.join(", "));
    Ok(())
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
