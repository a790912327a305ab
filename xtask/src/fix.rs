//! `cargo xtask codegen`, `docs` and `fix`: bring the generated files up to date.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};
use fs_err as fs;
use kyclink_codegen::Generated;

use crate::process::{self, say};
use crate::{file, node, workspace};

/// Writes the generated files that are committed. With `check`, fails and names those that are out of date instead.
pub(crate) fn codegen(check: bool) -> Result<()> {
    update("codegen", kyclink_codegen::committed(workspace::root())?, check)
}

/// Writes the tables in the pages of `docs/`. With `check`, fails and names the pages that are out of date instead.
pub(crate) fn docs(check: bool) -> Result<()> {
    update("docs", kyclink_codegen::docs(workspace::root())?, check)
}

/// Leaves alone what is up to date, so that nothing is rebuilt needlessly.
fn update(command: &str, files: Vec<Generated>, check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for (name, text) in files {
        let path = workspace::root().join(&name);
        if fs::read_to_string(&path).is_ok_and(|current| current == text) {
            continue;
        }
        if check {
            stale.push(name);
        } else {
            file::write(&path, text)?;
        }
    }
    ensure!(stale.is_empty(), "out of date: {}; run `cargo xtask {command}` and commit the result", stale.join(", "));
    Ok(())
}

/// Runs the commands that write files, then prints the files that changed.
pub(crate) fn run() -> Result<()> {
    node::ready()?;
    let before = contents()?;
    // Each command runs in a new process, because the tables of `codegen` are compiled into the next ones. rustfmt does
    // not follow modules that a macro declares, as the registry of providers does.
    for line in [
        "cargo xtask codegen",
        "cargo fmt --all -- src/provider/*/mod.rs",
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
    let read = |path: PathBuf| Ok((path.clone(), fs::read(workspace::root().join(path))?));
    workspace::sources()?.into_iter().map(read).collect()
}
