//! `cargo xtask fix`: updates all generated files and formats the code.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::{self, say};
use crate::{file, template, tree, workspace};

/// Runs the commands that write files, then prints the files that changed.
pub(crate) fn run() -> Result<()> {
    let before = contents()?;
    // Each command runs in a new process, because the tables of `codegen` are compiled into the next ones.
    for mut command in [xtask("codegen"), format(&[]), xtask("docs"), xtask("size")] {
        say(&process::line(&command));
        process::output(&mut command)?;
    }
    let after = contents()?;
    let changed = changed(&before, &after);
    for path in &changed {
        println!("changed: {}", path.display());
    }
    say(&format!("{} files changed", changed.len()));
    Ok(())
}

/// `cargo fmt` with these flags. The providers are named one by one: rustfmt does not follow modules that a macro declares,
/// as the registry does. The example is not part of the workspace.
pub(crate) fn format(flags: &[&str]) -> Command {
    let mut format = cargo("fmt");
    format.arg("--all").args(flags).arg("--");
    format.args(template::providers().iter().map(|name| format!("src/provider/{name}/mod.rs")));
    format.arg("examples/workers-rs/src/lib.rs");
    format
}

fn xtask(command: &str) -> Command {
    let mut cargo = cargo("xtask");
    cargo.arg(command);
    cargo
}

fn cargo(command: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root()).arg(command);
    cargo
}

type Contents = BTreeMap<PathBuf, Vec<u8>>;

fn contents() -> Result<Contents> {
    let read = |path: PathBuf| Ok((path.clone(), file::read(&workspace::root().join(path))?));
    tree::sources()?.into_iter().map(read).collect()
}

/// Returns the files with other contents than before. No command removes a file.
fn changed<'a>(before: &Contents, after: &'a Contents) -> Vec<&'a PathBuf> {
    after.iter().filter(|(path, contents)| before.get(*path) != Some(contents)).map(|(path, _)| path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_lists_modified_and_new_files() {
        let files = |files: &[(&str, &str)]| -> Contents {
            files.iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec())).collect()
        };
        let before = files(&[("a", "1"), ("b", "1")]);
        let after = files(&[("a", "1"), ("b", "2"), ("c", "1")]);
        assert_eq!(changed(&before, &after), [&PathBuf::from("b"), &PathBuf::from("c")]);
    }
}
