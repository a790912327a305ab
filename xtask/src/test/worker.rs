//! The example that is a crate of its own, a Worker in Rust: linted, built and run in workerd.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::file::{self, Stamp};
use crate::tally::Tally;
use crate::toolchain::{TARGET, Toolchain};
use crate::{node, process, workspace};

pub(super) fn run() -> Result<Tally> {
    node::ready()?;
    Toolchain::ready()?;
    let mut build = build();
    process::run(process::linted(&mut build))?;
    let mut tally = Tally::of(&format!("{}, with lints", process::line(&build)), Ok(()));
    let target = workspace::target();
    let compiled = target.join(TARGET).join("debug/kyc_link_worker.wasm");
    bind(&compiled, &target.join("workers-rs/worker"))?;
    tally += super::javascript::side_by_side("tests/examples/worker", |_| Vec::new(), false)?;
    Ok(tally)
}

/// Not optimized, because that takes longer than the whole test; wrangler's build does it for a deployment.
fn build() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root()).args(["build", "--quiet", "--locked", "--target", TARGET]);
    cargo.arg("--manifest-path=examples/workers-rs/Cargo.toml").arg("--target-dir").arg(workspace::target());
    cargo.envs([("CARGO_PROFILE_DEV_DEBUG", "false"), ("CARGO_INCREMENTAL", "0")]);
    cargo
}

/// Generates the ES module that worker-build bundles. worker-build itself is not used: it downloads its tools.
fn bind(compiled: &Path, folder: &Path) -> Result<()> {
    let stamp = Stamp::new(folder.join("stamp"), &[file::read(compiled)?, file::read(&std::env::current_exe()?)?]);
    if stamp.is_current() {
        return Ok(());
    }
    file::remove(folder)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name("index").module(true)?.typescript(false);
    bindgen.generate(folder).context("wasm-bindgen could not generate the bindings of examples/workers-rs")?;
    stamp.write()
}
