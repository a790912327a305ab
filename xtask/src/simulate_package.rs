//! `cargo xtask simulate-package`: people, attackers and faults around the packed handler, in Node and in workerd.

use anyhow::Result;

use crate::{file, node, pack, process, proof, workspace};

/// Runs with the options of `tests/packages/helpers/simulation/main.mjs`. With `--write`, writes the figures to docs/proof.md.
pub(crate) fn run(options: &[&str]) -> Result<()> {
    pack::run()?;
    let report = workspace::target().join("simulate-package.md");
    let mut simulation = node::script("tests/packages/helpers/simulation/main.mjs");
    simulation.arg("--report").arg(&report);
    process::run(simulation.args(options.iter().filter(|option| **option != "--write")))?;
    if options.contains(&"--write") {
        proof::write("simulate-package", &file::read_text(&report)?)?;
    }
    Ok(())
}
