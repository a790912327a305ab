//! Runs the tests of a wasm file in Node.
//!
//! The runner and `wasm-bindgen` must have the same version. As a binary of this workspace, the runner has the version in
//! Cargo.lock. It is a crate of its own because it takes longer to build than everything else that `cargo xtask` needs.

use std::process::ExitCode;

use wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args;

fn main() -> ExitCode {
    match run_cli_with_args(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
