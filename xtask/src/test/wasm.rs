//! Tests the crate as WebAssembly, in wasm-bindgen's test runner in Node. Only what cannot be tested natively is tested here:
//! the exports for JavaScript, and the transport for Rust callers, which talks to a local server.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use super::rust;
use crate::process;
use crate::tally::Tally;
use crate::toolchain::{TARGET, Toolchain};
use crate::{node, workspace};

pub(super) fn run() -> Result<Tally> {
    node::ready()?;
    Toolchain::ready()?;
    let runner = runner()?;
    let server = Server::start()?;
    // Not optimized: the tests of the package run what is.
    let mut cargo = Command::new("cargo");
    // Not quiet: cargo would hand that on to the runner, which does not know it.
    cargo.current_dir(workspace::root()).envs(rust::RUN_ONCE).args(["test", "--locked", "--target", TARGET]);
    cargo.args(["--features", "__npm,web", "--test", "wasm"]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner).env("KYCLINK_TEST_SERVER", &server.address);
    Tally::of_runner(&mut cargo)
}

/// Builds the test runner, with lints, and returns its path.
fn runner() -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root()).args(["build", "--quiet", "--locked", "--package", "xtask-wasm-test"]);
    process::run(process::linted(&mut cargo))?;
    Ok(std::env::current_exe()?.with_file_name("xtask-wasm-test"))
}

/// The local server for the tests of `kyclink::web::send`. Dropping this value stops it.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start() -> Result<Self> {
        let mut command = node::script("tests/server.mjs");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().context("the standard output is a pipe")?;
        let mut address = String::new();
        BufReader::new(stdout).read_line(&mut address)?;
        Ok(Self { child, address: address.trim().to_owned() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if the server has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
