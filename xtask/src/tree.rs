//! Properties of the tree that no compiler checks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail, ensure};

use crate::{file, process, workspace};

const BINDINGS: [&str; 3] = ["wasm_bindgen", "js_sys", "web_sys"];
const BINDING_FOLDERS: [&str; 3] = ["src/js", "src/web", "src/value/host"];

/// Everything that decides is Rust that runs anywhere: only these two folders may name the bindings.
pub(crate) fn bindings_stay_in_their_folders() -> Result<()> {
    let mut found = Vec::new();
    search(&workspace::root().join("src"), &mut found)?;
    ensure!(found.is_empty(), "only {} may name the bindings:\n{}", BINDING_FOLDERS.join(" and "), found.join("\n"));
    Ok(())
}

fn search(folder: &Path, found: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if !BINDING_FOLDERS.contains(&workspace::shown(&path).as_str()) {
                search(&path, found)?;
            }
            continue;
        }
        for (index, line) in file::read_text(&path)?.lines().enumerate() {
            if BINDINGS.iter().any(|name| line.contains(name)) {
                found.push(format!("{}:{}: {}", workspace::shown(&path), index + 1, line.trim()));
            }
        }
    }
    Ok(())
}

/// Without feature `js` or `web` the crate has nothing of wasm-bindgen in its tree, on no target.
pub(crate) fn core_has_no_bindings() -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root()).args([
        "tree",
        "--locked",
        "--package",
        "kyclink",
        "--edges",
        "normal",
        "--target",
        "all",
    ]);
    let tree = process::output(&mut cargo)?;
    let found: Vec<&str> = tree.lines().filter(|line| line.contains("wasm-bindgen")).collect();
    ensure!(found.is_empty(), "`{}` shows the bindings:\n{}", process::line(&cargo), found.join("\n"));
    Ok(())
}

/// The files that git knows or would add, as paths from the root of the tree.
pub(crate) fn sources() -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.current_dir(workspace::root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let list = process::output(&mut git)?;
    let paths = list.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from);
    // A file that is deleted but not committed is still in the list.
    Ok(paths.filter(|path| workspace::root().join(path).is_file()).collect())
}

/// What git sees as changed or new, or nothing where there is no git.
pub(crate) fn changes() -> Option<String> {
    let mut git = Command::new("git");
    process::output(git.current_dir(workspace::root()).args(["status", "--porcelain"])).ok()
}

/// A test run leaves no trace. Told only when the tree was clean before: else the changes may be the developer's own.
pub(crate) fn still_clean(before: Option<&str>) -> Result<()> {
    match (before, changes()) {
        (Some(""), Some(after)) if !after.is_empty() => {
            bail!("the run changed the tree; commit or ignore this:\n{after}")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_what_is_committed_and_nothing_that_was_built() {
        let sources = sources().unwrap();
        assert!(sources.contains(&PathBuf::from("rust-toolchain.toml")));
        assert!(!sources.iter().any(|path| path.starts_with("target") || path.starts_with("node_modules")));
    }
}
