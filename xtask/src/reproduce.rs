//! `cargo xtask reproduce`: builds the package in two folders and fails unless the bytes are equal, so that anyone can
//! rebuild the published package from its source.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, bail};

use crate::process::{self, say};
use crate::toolchain::Toolchain;
use crate::{file, node, workspace};

/// Two paths of different lengths, because a path that ends up in a module moves the data after it.
const COPIES: [&str; 2] = ["one", "another-and-longer/two"];

/// Packs two copies of the tree from scratch and compares the tarballs.
pub(crate) fn run() -> Result<()> {
    node::ready()?;
    Toolchain::ready()?;
    let folder = workspace::target().join("reproduce");
    file::remove(&folder)?;
    let copies = COPIES.map(|name| folder.join(name));
    let sources = workspace::sources()?;
    for copy in &copies {
        copy_tree(&sources, copy)?;
    }
    say("packing two copies of the tree from scratch");
    let [one, two] = thread::scope(|scope| {
        copies.each_ref().map(|copy| scope.spawn(|| pack(copy))).map(|packing| match packing.join() {
            Ok(tarball) => tarball,
            Err(_) => bail!("packing panicked"),
        })
    });
    let (one, two) = (one?, two?);
    for tarball in [&one, &two] {
        process::run(Command::new("shasum").args(["-a", "256"]).arg(tarball))?;
    }
    if fs_err::read(one)? == fs_err::read(two)? {
        return Ok(());
    }
    let packages = copies.map(|copy| copy.join("target/package"));
    Command::new("diff").arg("-rq").args(packages).status()?;
    bail!("the builds differ in the files above; find what depends on the folder or the time")
}

fn copy_tree(sources: &[PathBuf], to: &Path) -> Result<()> {
    for path in sources {
        file::copy(&workspace::root().join(path), &to.join(path))?;
    }
    for tools in ["node_modules", "xtask/site/node_modules"] {
        symlink(workspace::root().join(tools), to.join(tools)).with_context(|| format!("cannot link {tools}"))?;
    }
    Ok(())
}

/// Packs a copy with this program, so that it need not be compiled again.
fn pack(copy: &Path) -> Result<PathBuf> {
    let mut command = Command::new(std::env::current_exe()?);
    // `workspace::root` reads this variable.
    command.arg("pack").env("CARGO_MANIFEST_DIR", copy.join("xtask"));
    let printed = process::output(&mut command)?;
    let tarball = printed.lines().last().context("`cargo xtask pack` printed no tarball")?;
    Ok(copy.join(tarball))
}
