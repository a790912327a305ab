//! Compiles to WebAssembly with the Rust that runs `cargo xtask` (rust-toolchain.toml), and sets every flag that makes
//! the result the same on all machines. Adds the target with rustup if it is missing.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{self, say};
use crate::{file, workspace};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler that has the standard library for WebAssembly.
pub(crate) struct Toolchain {
    sysroot: PathBuf,
    /// The commit of the compiler's source, which is part of the paths in its standard library.
    commit: String,
    release: String,
}

impl Toolchain {
    /// Checks that the target is installed, adds it with rustup, or says what to install.
    pub(crate) fn ready() -> Result<Self> {
        let sysroot = PathBuf::from(process::output(Command::new("rustc").args(["--print", "sysroot"]))?.trim());
        file::install_unless(|| has_target(&sysroot), add_target)?;
        let version = process::output(Command::new("rustc").arg("-vV"))?;
        let field = |name| field(&version, name).with_context(|| format!("`rustc -vV` does not print its {name}"));
        Ok(Self { sysroot, commit: field("commit-hash")?.to_owned(), release: field("release")?.to_owned() })
    }

    /// Returns the compiler's name and version. Sizes are comparable only with the same compiler.
    pub(crate) fn version(&self) -> String {
        format!("rustc {}", self.release)
    }

    /// Returns `cargo rustc` for WebAssembly, with the flags that make the result the same on all machines. It compiles
    /// to a folder of its own, because of these flags.
    pub(crate) fn rustc(&self) -> Result<Command> {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(workspace::root()).args(["rustc", "--quiet", "--release", "--locked", "--target", TARGET]);
        cargo.arg("--target-dir").arg(folder());
        let flags = flags(&cargo_home()?, &self.sysroot, &self.commit, workspace::root());
        cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
        Ok(cargo)
    }
}

/// Returns the path of a file that `Toolchain::rustc` has compiled.
pub(crate) fn compiled(name: &str) -> PathBuf {
    folder().join(TARGET).join("release").join(name)
}

fn folder() -> PathBuf {
    workspace::target().join("wasm")
}

fn has_target(sysroot: &Path) -> bool {
    sysroot.join("lib/rustlib").join(TARGET).join("lib").exists()
}

fn add_target() -> Result<()> {
    say(&format!("adding the target {TARGET} with rustup"));
    let missing = || format!("this Rust lacks the target {TARGET}: install rustup (https://rustup.rs), which adds it");
    process::output(Command::new("rustup").args(["target", "add", TARGET])).with_context(missing).map(drop)
}

/// Returns the value of a line "name: value" of `rustc -vV`.
fn field<'a>(version: &'a str, name: &str) -> Option<&'a str> {
    version.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// Returns the flags that keep local paths out of the package. The sources of the standard library are in the sysroot
/// only if rustup's component rust-src is installed; otherwise the compiler uses the path of its own build.
fn flags(cargo_home: &Path, sysroot: &Path, commit: &str, root: &Path) -> Vec<String> {
    let names = [
        (cargo_home.join("registry/src"), "deps".to_owned()),
        (sysroot.join("lib/rustlib/src/rust"), format!("/rustc/{commit}")),
        (root.to_path_buf(), "kyclink".to_owned()),
    ];
    let mut flags = names.map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display())).to_vec();
    // The default stack takes 1 MiB, and the data after it would have longer addresses. The deepest input needs 6 KB of
    // stack.
    flags.push("-Clink-arg=-zstack-size=131072".to_owned());
    // The loop of SHA-256 instead of its 64 rounds one after the other: names of records are short.
    flags.push("--cfg=sha2_backend_soft=\"compact\"".to_owned());
    flags
}

fn cargo_home() -> Result<PathBuf> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".cargo"));
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(home)
        .context("set CARGO_HOME or HOME, so that the path of the registry is known")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_fields_of_the_version_output() {
        let version = "rustc 1.95.0 (59807616e 2026-04-14)\ncommit-hash: 59807616e1\nrelease: 1.95.0\n";
        assert_eq!(field(version, "commit-hash"), Some("59807616e1"));
        assert_eq!(field(version, "release"), Some("1.95.0"));
        assert_eq!(field(version, "host"), None);
    }

    #[test]
    fn local_paths_are_remapped() {
        let flags = flags(Path::new("/home/a/.cargo"), Path::new("/rust"), "abc", Path::new("/home/a/kyclink"));
        for expected in [
            "--remap-path-prefix=/home/a/.cargo/registry/src=deps",
            "--remap-path-prefix=/rust/lib/rustlib/src/rust=/rustc/abc",
            "--remap-path-prefix=/home/a/kyclink=kyclink",
        ] {
            assert!(flags.iter().any(|flag| flag == expected), "{expected}");
        }
    }
}
