//! `examples/axum`, which is not a member of the workspace: its format, its lints, and its server against the sandbox.

use std::process::Command;

use anyhow::Result;

use crate::tally::Tally;
use crate::{process, workspace};

const MANIFEST: &str = "examples/axum/Cargo.toml";
const PROGRAM: &str = "debug/kyclink-example-axum";
const TESTS: &str = "tests/examples/axum.test.mjs";

pub(super) fn run() -> Result<Tally> {
    // Many of its dependencies are those of the crate.
    let target = workspace::target();
    let cargo = |command: &str, arguments: &[&str]| {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(workspace::root()).args([command, "--quiet", "--manifest-path", MANIFEST]).args(arguments);
        cargo
            .envs([("CARGO_PROFILE_DEV_DEBUG", "false"), ("CARGO_INCREMENTAL", "0")])
            .env("CARGO_TARGET_DIR", &*target);
        cargo
    };
    let mut tally = Tally::default();
    let mut format = cargo("fmt", &["--check"]);
    tally += Tally::of(&process::line(&format), process::run(&mut format));
    // Without a server that is up to date, the tests would show nothing. Without TLS: their provider is a local sandbox, and to
    // compile rustls takes half the time of this step.
    let mut build = cargo("build", &["--locked", "--no-default-features"]);
    process::run(process::linted(&mut build))?;
    tally += Tally::of(&format!("{}, with lints", process::line(&build)), Ok(()));
    let mut tests = Command::new("node");
    tests.current_dir(workspace::root()).args(["--test", "--test-reporter=spec", "--test-timeout=120000", TESTS]);
    tally += Tally::of_runner(tests.env("AXUM_SERVER", target.join(PROGRAM)))?;
    Ok(tally)
}
