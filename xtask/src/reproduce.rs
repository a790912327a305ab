//! `cargo xtask reproduce`: builds the package in two folders and fails unless the bytes are equal, so that anyone can rebuild
//! the published package from its source.

use std::collections::BTreeSet;
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
    if file::read(&one)? == file::read(&two)? {
        return Ok(());
    }
    let [one, two] = copies.map(|copy| copy.join("target/package"));
    bail!(
        "the builds differ in these files; find what depends on the folder or the time: {}",
        differences(&one, &two)?.join(", ")
    )
}

fn copy_tree(sources: &[PathBuf], to: &Path) -> Result<()> {
    for path in sources {
        file::write(&to.join(path), &file::read(&workspace::root().join(path))?)?;
    }
    for tools in ["node_modules", "xtask/reference/node_modules"] {
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

/// Returns the files below two folders that differ or that only one of them has.
fn differences(one: &Path, two: &Path) -> Result<Vec<String>> {
    let names = |folder: &Path| -> Result<BTreeSet<PathBuf>> {
        file::below(folder)?.iter().map(|path| Ok(path.strip_prefix(folder)?.to_owned())).collect()
    };
    let (of_one, of_two) = (names(one)?, names(two)?);
    let differs = |name: &&PathBuf| match (file::read(&one.join(name)), file::read(&two.join(name))) {
        (Ok(one), Ok(two)) => one != two,
        _ => true,
    };
    Ok(of_one.union(&of_two).filter(differs).map(|name| name.display().to_string()).collect())
}
