//! A Rust that compiles to wasm32-unknown-unknown and builds the standard library along with us, which leaves out the
//! texts of panics and makes the package a tenth smaller: rustup's with the component rust-src where it is installed or
//! can be added; else, on Debian, the distribution's own compiler and sources.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use serde_json::{Map, Value};

use crate::process::{self, say};
use crate::{apt, file, workspace};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The same with one difference, for the package: a function gives back a text as two numbers and not through memory. That
/// makes the package a thirtieth smaller. LLVM calls this way of calling experimental; nothing that is not compiled here,
/// by the same compiler, has to know it.
pub(crate) const PACKAGE_TARGET: &str = "wasm32-multivalue";

const DEBIAN_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];

/// What `cargo` and rustup hand down to the programs they start. Debian's cargo must not see it: it would run
/// the other toolchain's compiler, or its own with the other one's libraries.
const INHERITED: [&str; 6] =
    ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

#[derive(Clone, Copy)]
pub(crate) enum Toolchain {
    /// The toolchain that runs `cargo xtask`, with the sources of the standard library.
    Active,
    /// Debian's packages.
    Debian,
}

impl Toolchain {
    /// Finds one, installs one, or says what to install.
    pub(crate) fn ready() -> Result<Self> {
        if Self::Active.has_sources() {
            return Ok(Self::Active);
        }
        if apt::exists() && apt::has(&DEBIAN_PACKAGES) {
            return Ok(Self::Debian);
        }
        if process::succeeds_within(Command::new("rustup").arg("--version"), Duration::from_secs(10)) {
            say(
                "adding the component rust-src with rustup: the standard library is compiled to WebAssembly with the package",
            );
            let mut add = Command::new("rustup");
            if process::succeeds_within(add.args(["component", "add", "rust-src"]), Duration::from_secs(120)) {
                return Ok(Self::Active);
            }
            say("rustup could not add it");
        }
        if apt::exists() {
            apt::install(&DEBIAN_PACKAGES, "a Rust compiler for WebAssembly")?;
            return Ok(Self::Debian);
        }
        bail!("this Rust cannot compile to WebAssembly: run `rustup component add rust-src`")
    }

    /// `cargo <command>` for a wasm target, with everything set that makes the result the same on every machine.
    pub(crate) fn cargo(self, command: &str, target: &str, folder: &str) -> Result<Command> {
        let mut cargo = self.program("cargo");
        cargo.current_dir(workspace::root()).args([command, "--release", "--locked", "--target", target]);
        // The name of a file that describes the target would be another on every machine, and with it the order of functions.
        cargo.env("RUST_TARGET_PATH", self.targets()?);
        cargo.arg("--target-dir").arg(workspace::target().join(folder));
        // The variable lets stable code use these two flags; the release profile has `panic = "abort"`, and with the
        // second flag tests have it too, so that they share the standard library with the package.
        cargo.env("RUSTC_BOOTSTRAP", "1").args(["-Zbuild-std=std,panic_abort", "-Zpanic-abort-tests"]);
        cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", self.flags()?);
        Ok(cargo)
    }

    /// The folder with the description of the package's target.
    fn targets(self) -> Result<PathBuf> {
        let mut rustc = self.program("rustc");
        rustc.env("RUSTC_BOOTSTRAP", "1").args([
            "-Zunstable-options",
            "--print",
            "target-spec-json",
            "--target",
            TARGET,
        ]);
        let mut target: Map<String, Value> = serde_json::from_str(&process::output(&mut rustc)?)?;
        target.remove("is-builtin");
        target.insert("features".to_owned(), "+multivalue".into());
        target.insert("llvm-abiname".to_owned(), "experimental-mv".into());
        let folder = workspace::target().join("targets");
        file::write(&folder.join(format!("{PACKAGE_TARGET}.json")), serde_json::to_string(&target)?.as_bytes())?;
        Ok(folder)
    }

    /// The compiler's name and version: sizes are comparable only under the same one.
    pub(crate) fn version(self) -> Result<String> {
        let version = process::output(self.program("rustc").arg("--version"))?;
        let words: Vec<&str> = version.split_whitespace().take(2).collect();
        Ok(words.join(" "))
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

    /// No texts of panics, and no folder of whoever built the package in what is left of source paths.
    fn flags(self) -> Result<String> {
        let names = [
            (cargo_home()?.join("registry/src"), "deps"),
            (self.sysroot()?.join("lib/rustlib/src/rust"), "rust"),
            (workspace::root().to_path_buf(), "kyclink"),
        ];
        let mut flags = names.map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display())).to_vec();
        flags.extend(
            [
                "-Zunstable-options",
                "-Cpanic=immediate-abort",
                "-Ctarget-feature=-reference-types",
                // Where the compiler and its runtime library disagree about how a function is called, the linker but warns.
                "-Clink-arg=--fatal-warnings",
                // Data stands behind the stack, and its addresses are a byte shorter below 1 MiB, where the stack usually
                // ends. The deepest input there may be takes 6 KB of it.
                "-Clink-arg=-zstack-size=131072",
            ]
            .map(str::to_owned),
        );
        Ok(flags.join("\u{1f}"))
    }

    fn sysroot(self) -> Result<PathBuf> {
        let sysroot = process::output(self.program("rustc").args(["--print", "sysroot"]))?;
        Ok(PathBuf::from(sysroot.trim()))
    }

    fn has_sources(self) -> bool {
        self.sysroot().is_ok_and(|sysroot| sysroot.join("lib/rustlib/src/rust/library/Cargo.lock").exists())
    }
}

fn cargo_home() -> Result<PathBuf> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).context("neither CARGO_HOME nor HOME is set")
}
