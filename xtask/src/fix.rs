//! `cargo xtask fix`: updates all generated files and formats the code.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::{self, say};
use crate::{file, node, workspace};

/// Runs the commands that write files, then prints the files that changed.
pub(crate) fn run() -> Result<()> {
    node::ready()?;
    let before = contents()?;
    // Each command runs in a new process, because the tables of `codegen` are compiled into the next ones. rustfmt does not follow
    // modules that a macro declares, as the registry of providers does, and one example is not part of the workspace.
    for line in [
        "cargo xtask codegen",
        "cargo fmt --all -- src/provider/*/mod.rs examples/workers-rs/src/lib.rs",
        "npx biome check --write",
        "cargo xtask docs",
        "cargo xtask size",
    ] {
        say(line);
        process::output(Command::new("sh").current_dir(workspace::root()).args(["-c", line]))?;
    }
    let after = contents()?;
    let changed: Vec<_> = after.iter().filter(|(path, contents)| before.get(*path) != Some(contents)).collect();
    changed.iter().for_each(|(path, _)| println!("changed: {}", path.display()));
    say(&format!("{} files changed", changed.len()));
    Ok(())
}

fn contents() -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let read = |path: PathBuf| Ok((path.clone(), file::read(&workspace::root().join(path))?));
    workspace::sources()?.into_iter().map(read).collect()
}
