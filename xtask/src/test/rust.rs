//! Lints and tests that need only Rust, apart from the JavaScript linter.

use std::process::Command;

use anyhow::Result;

use crate::tally::Tally;
use crate::{codegen, docs, fix, markdown, process, tree, workspace};

/// With these variables, cargo compiles tests without optimization, debug information and preparation for the next time: to compile
/// them takes longer than to run them once.
pub(super) const RUN_ONCE: [(&str, &str); 3] =
    [("CARGO_PROFILE_TEST_OPT_LEVEL", "0"), ("CARGO_PROFILE_TEST_DEBUG", "false"), ("CARGO_INCREMENTAL", "0")];

pub(super) fn lint() -> Result<Tally> {
    let mut format = fix::format(&["--check"]);
    let mut tally = Tally::of(&process::line(&format), process::run(&mut format));
    for arguments in [
        // The features with bindings compile natively, too, so the lints do not need the WebAssembly target. `tools` lints the
        // crate without features, which the commands are compiled with.
        "--package kyclink --package kyclink-fuzz --package kyclink-simulation --all-targets \
            --features kyclink/__npm,kyclink/web,kyclink/reqwest,kyclink/webhook",
        // This feature takes code away; the others only add some. The same packages and features have the same dependencies, so
        // those are checked once.
        "--package kyclink --package kyclink-simulation --features kyclink/__form,kyclink/web,kyclink/reqwest,kyclink/webhook",
    ] {
        let mut clippy = cargo("clippy");
        clippy.args(["--quiet", "--locked"]).args(arguments.split(' ')).args(["--", "--deny", "warnings"]);
        tally += Tally::of(&process::line(&clippy), process::run(&mut clippy));
    }
    let mut doc = cargo("doc");
    // The second package is here for the same reason.
    let features = "kyclink/reqwest,kyclink/web,kyclink/webhook";
    doc.args(["--package", "kyclink", "--package", "kyclink-simulation", "--features", features]);
    doc.env("RUSTDOCFLAGS", "--deny warnings").args(["--quiet", "--locked", "--no-deps"]);
    tally += Tally::of(&process::line(&doc), process::run(&mut doc));
    tally += Tally::of("biome check", super::javascript::style());
    tally += Tally::of("the bindings stay in their folders", tree::bindings_stay_in_their_folders());
    tally += Tally::of("without features there are no bindings", tree::core_has_no_bindings());
    tally += Tally::of("lines of Markdown are short", markdown::lines_are_short());
    tally += Tally::of("the generated tables are fresh", codegen::run(true));
    tally += Tally::of("the tables of the pages are fresh", docs::run(true));
    Ok(tally)
}

/// Runs the tests of the crate, with all inputs of the generated tests.
pub(super) fn native() -> Result<Tally> {
    let mut test = cargo("test");
    test.envs(RUN_ONCE).env("PROPTEST_CASES", "256");
    test.args(["--quiet", "--locked", "--package", "kyclink", "--no-fail-fast"]);
    Tally::of_runner(&mut test)
}

pub(super) fn simulation() -> Result<Tally> {
    let mut test = cargo("test");
    test.env("KYCLINK_ONBOARDINGS", "100000");
    test.args(["--quiet", "--locked", "--profile", "simulation", "--package", "kyclink-simulation"]);
    Tally::of_runner(&mut test)
}

/// Lints the commands and runs their tests.
pub(super) fn tools() -> Result<Tally> {
    let mut test = cargo("test");
    // The profile of `cargo xtask`, and no other package, so that its many dependencies are those that are built already.
    test.args(["--quiet", "--locked", "--profile", "dev", "--package", "xtask"]);
    Tally::of_runner(process::linted(&mut test))
}

fn cargo(command: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root()).arg(command);
    cargo
}
