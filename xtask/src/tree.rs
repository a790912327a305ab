//! Checks of the working tree that the compiler cannot do: where the bindings are used, and that tests change no files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail, ensure};

use crate::{file, process, workspace};

const BINDINGS: [&str; 3] = ["wasm_bindgen", "js_sys", "web_sys"];
const BINDING_FOLDERS: [&str; 3] = ["src/js", "src/web", "src/value/host"];

/// Checks that only the boundary folders use the bindings, so that everything else runs on every platform.
pub(crate) fn bindings_stay_in_their_folders() -> Result<()> {
    let mut found = Vec::new();
    search(&workspace::root().join("src"), &mut found)?;
    ensure!(
        found.is_empty(),
        "only {} may use {}; move this code there:\n{}",
        BINDING_FOLDERS.join(", "),
        BINDINGS.join(", "),
        found.join("\n")
    );
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

/// Checks that the crate does not depend on wasm-bindgen without the features `__npm` and `web`, on any target.
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
    ensure!(
        found.is_empty(),
        "`{}` lists the bindings; make these dependencies optional:\n{}",
        process::line(&cargo),
        found.join("\n")
    );
    Ok(())
}

/// Returns the files that git tracks or would add, as paths relative to the root.
pub(crate) fn sources() -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.current_dir(workspace::root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let list = process::output(&mut git)?;
    let paths = list.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from);
    // The list also has files whose deletion is not committed.
    Ok(paths.filter(|path| workspace::root().join(path).is_file()).collect())
}

/// Returns the changed and new files that git reports; `None` without git.
pub(crate) fn changes() -> Option<String> {
    let mut git = Command::new("git");
    process::output(git.current_dir(workspace::root()).args(["status", "--porcelain"])).ok()
}

/// Checks that the tests changed no files. If the tree was not clean before, the changes may be the developer's own and are not
/// checked.
pub(crate) fn still_clean(before: Option<&str>) -> Result<()> {
    match (before, changes()) {
        (Some(""), Some(after)) if !after.is_empty() => {
            bail!("the tests changed files: commit them or add them to .gitignore:\n{after}")
        }
        _ => Ok(()),
    }
}

/// Copies [`sources`] into a folder, except a file whose copy has the same content already.
pub(crate) fn copy_to(folder: &Path) -> Result<()> {
    for name in sources()? {
        let (from, to) = (workspace::root().join(&name), folder.join(&name));
        // A deleted file is still known to git.
        if let Ok(content) = fs::read(&from)
            && fs::read(&to).ok().as_ref() != Some(&content)
        {
            file::write(&to, &content)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_do_not_include_build_output() {
        let sources = sources().unwrap();
        assert!(sources.contains(&PathBuf::from("rust-toolchain.toml")));
        assert!(!sources.iter().any(|path| path.starts_with("target") || path.starts_with("node_modules")));
    }
}
