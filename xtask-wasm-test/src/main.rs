//! Runs the tests of a wasm file in Node. A binary of this workspace instead of an installed tool, so that its version
//! is the one in Cargo.lock: runner and `wasm-bindgen` understand each other only when both are of the same version.
//! A crate of its own, because it takes longer to build than everything else that `cargo xtask` needs.

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
