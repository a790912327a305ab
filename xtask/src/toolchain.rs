//! A Rust that compiles to wasm32-unknown-unknown. The target of the active toolchain where it is installed or can be added;
//! else, on Debian, the distribution's own compiler with its sources of the standard library, which needs no other download.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{self, say};
use crate::{apt, workspace};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];

/// What `cargo` and rustup hand down to the programs they start. Debian's cargo must not see it: it would run
/// the other toolchain's compiler, or its own with the other one's libraries.
const INHERITED: [&str; 6] =
    ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

#[derive(Clone, Copy)]
pub(crate) enum Toolchain {
    /// The toolchain that runs `cargo xtask`, with the target's standard library installed.
    Active,
    /// Debian's packages; they bring the standard library as source.
    Debian,
}

impl Toolchain {
    /// Finds one, installs one, or says what to install.
    pub(crate) fn ready() -> Result<Self> {
        if active_has_target() {
            return Ok(Self::Active);
        }
        if apt::exists() && apt::has(&DEBIAN_PACKAGES) {
            return Ok(Self::Debian);
        }
        if process::succeeds_within(Command::new("rustup").arg("--version"), Duration::from_secs(10)) {
            say(&format!("adding the target {TARGET} with rustup: the package is compiled to WebAssembly"));
            let mut add = Command::new("rustup");
            if process::succeeds_within(add.args(["target", "add", TARGET]), Duration::from_secs(120)) {
                return Ok(Self::Active);
            }
            say("rustup could not add it");
        }
        if apt::exists() {
            apt::install(&DEBIAN_PACKAGES, "a Rust compiler for WebAssembly")?;
            return Ok(Self::Debian);
        }
        bail!("this Rust cannot compile to WebAssembly: run `rustup target add {TARGET}`")
    }

    /// `cargo <command>` for the wasm target, with everything set that makes the result the same on every machine.
    pub(crate) fn cargo(self, command: &str) -> Result<Command> {
        let mut cargo = self.program("cargo");
        cargo.current_dir(workspace::root()).args([command, "--release", "--locked", "--target", TARGET]);
        cargo.arg("--target-dir").arg(workspace::target().join("wasm"));
        if let Self::Debian = self {
            // Its cargo lets stable code use these two flags; the release profile has `panic = "abort"`, and with
            // the second flag tests have it too, so that they share the standard library with the package.
            cargo.env("RUSTC_BOOTSTRAP", "1").args(["-Zbuild-std=std,panic_abort", "-Zpanic-abort-tests"]);
        }
        cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", self.remapped_paths()?);
        Ok(cargo)
    }

    /// The compiler's name and version: sizes are comparable only under the same one.
    pub(crate) fn version(self) -> Result<String> {
        let version = process::output(self.program("rustc").arg("--version"))?;
        let words: Vec<&str> = version.split_whitespace().take(2).collect();
        let origin = if let Self::Debian = self { " (Debian, with its own standard library built)" } else { "" };
        Ok(format!("{}{origin}", words.join(" ")))
    }

    fn program(self, name: &str) -> Command {
        match self {
            Self::Active => Command::new(name),
            Self::Debian => {
                let mut command = Command::new(Path::new("/usr/bin").join(name));
                for variable in INHERITED {
                    command.env_remove(variable);
                }
                let path = env::var("PATH").unwrap_or_default();
                command.env("PATH", format!("/usr/bin:{path}"));
                command
            }
        }
    }

    /// Panic messages carry source paths. Without this they would hold the folder of whoever built the package,
    /// and its size would depend on the length of that name.
    fn remapped_paths(self) -> Result<String> {
        let sysroot = process::output(self.program("rustc").args(["--print", "sysroot"]))?;
        let verbose = process::output(self.program("rustc").arg("-vV"))?;
        let commit = verbose.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown");
        let names = [
            (cargo_home()?.join("registry/src"), "deps".to_owned()),
            // What the compiler writes where the sources of the standard library are not installed.
            (Path::new(sysroot.trim()).join("lib/rustlib/src/rust"), format!("/rustc/{commit}")),
            (workspace::root().to_path_buf(), "kyclink".to_owned()),
        ];
        let flags = names.map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()));
        Ok(flags.join("\u{1f}"))
    }
}

fn active_has_target() -> bool {
    let mut rustc = Command::new("rustc");
    let folder = process::output(rustc.args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|folder| Path::new(folder.trim()).exists())
}

fn cargo_home() -> Result<PathBuf> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).context("neither CARGO_HOME nor HOME is set")
}
