//! `cargo xtask fuzz-boundary`: compares the packed package with the crate, for hostile JavaScript values.

use std::process::Command;

use anyhow::Result;

use crate::{file, node, pack, process, proof, workspace};

/// A million inputs, unless `--inputs` says otherwise.
const INPUTS: &str = "1000000";

/// Runs with the options of `tests/packages/helpers/boundary/main.mjs`. With `--write`, writes the figures to docs/proof.md.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    pack::run()?;
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root()).args(["build", "--release", "--locked", "--package", "kyclink"]);
    process::run(cargo.args(["--example", "answers"]))?;
    let report = workspace::target().join("fuzz-boundary.md");
    let mut fuzzer = node::script("tests/packages/helpers/boundary/main.mjs");
    fuzzer.arg(workspace::target().join("release/examples/answers")).arg("--report").arg(&report);
    if !options.contains(&"--inputs") {
        fuzzer.args(["--inputs", INPUTS]);
    }
    process::run(fuzzer.args(options.iter().filter(|option| **option != "--write")))?;
    if options.contains(&"--write") {
        proof::write("fuzz-boundary", &file::read_text(&report)?)?;
    }
    Ok(())
}
