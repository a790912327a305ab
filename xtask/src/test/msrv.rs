//! Compiles the crate with the oldest Rust that it supports: `rust-version` in Cargo.toml.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::process::{self, say};
use crate::tally::Tally;
use crate::workspace;

pub(super) fn run() -> Result<Tally> {
    let version = full_version(env!("CARGO_PKG_RUST_VERSION"));
    if !process::succeeds_within(Command::new("rustup").arg("--version"), Duration::from_secs(10)) {
        return Ok(Tally::skipped(&format!("install rustup (https://rustup.rs), which installs Rust {version}")));
    }
    if !is_installed(&version) {
        say(&format!("installing Rust {version} with rustup: the oldest version that the crate supports"));
        let mut install = Command::new("rustup");
        install.args(["toolchain", "install", &version, "--profile", "minimal", "--no-self-update"]);
        if let Err(error) = process::output(&mut install) {
            return Ok(Tally::skipped(&format!("rustup could not install Rust {version}: {error:#}")));
        }
    }
    let mut check = cargo(&version, &["check", "--quiet", "--locked", "--package", "kyclink", "--all-features"]);
    check.arg("--target-dir").arg(workspace::target().join("msrv")).env("CARGO_INCREMENTAL", "0");
    Ok(Tally::of(&process::line(&check), process::run(&mut check)))
}

fn is_installed(version: &str) -> bool {
    process::output(Command::new("rustup").args(["toolchain", "list"]))
        .is_ok_and(|list| list.lines().any(|line| line.starts_with(&format!("{version}-"))))
}

/// Returns `cargo <arguments>` of this version. Removes the variables with which `cargo xtask` passes its own toolchain on.
fn cargo(version: &str, arguments: &[&str]) -> Command {
    let mut rustup = Command::new("rustup");
    rustup.current_dir(workspace::root()).args(["run", version, "cargo"]).args(arguments);
    for variable in ["CARGO", "RUSTC", "RUSTDOC", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"] {
        rustup.env_remove(variable);
    }
    rustup
}

/// Adds the patch version, because rustup would install the newest 1.89.x for "1.89".
fn full_version(version: &str) -> String {
    if version.matches('.').count() == 1 { format!("{version}.0") } else { version.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_without_a_patch_is_the_first_release() {
        assert_eq!(full_version("1.89"), "1.89.0");
        assert_eq!(full_version("1.89.1"), "1.89.1");
    }
}
