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
use crate::{file, node, tree, workspace};

/// Two paths of different lengths, because a path that ends up in a module moves the data after it.
const COPIES: [&str; 2] = ["one", "another-and-longer/two"];

/// Packs two copies of the tree from scratch and compares the tarballs.
pub(crate) fn run() -> Result<()> {
    node::ready()?;
    Toolchain::ready()?;
    let folder = workspace::target().join("reproduce");
    file::remove(&folder)?;
    let copies = COPIES.map(|name| folder.join(name));
    let sources = tree::sources()?;
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
        println!("{}  {}", sha256(tarball)?, workspace::shown(tarball));
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
    let tools = "node_modules";
    symlink(workspace::root().join(tools), to.join(tools)).with_context(|| format!("cannot link {tools}"))
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

fn sha256(path: &Path) -> Result<String> {
    Ok(process::output(node::script("xtask/scripts/sha256.mjs").arg(path))?.trim().to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_modified_and_missing_files() {
        let folder = workspace::target().join("test-differences");
        file::remove(&folder).unwrap();
        let (one, two) = (folder.join("one"), folder.join("two"));
        for (path, contents) in [
            (one.join("same.js"), "a"),
            (two.join("same.js"), "a"),
            (one.join("dist/other.js"), "a"),
            (two.join("dist/other.js"), "b"),
            (two.join("extra.js"), "a"),
        ] {
            file::write(&path, contents.as_bytes()).unwrap();
        }
        assert_eq!(differences(&one, &two).unwrap(), ["dist/other.js", "extra.js"]);
        assert_eq!(differences(&one, &one).unwrap(), [] as [&str; 0]);
    }
}
