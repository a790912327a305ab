//! Checks that a new provider needs only a folder, a word in the registry and its vectors.
//!
//! Adds the provider of `tests/third-provider` to a copy of the tree and runs the tests of the copy.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::rust;
use crate::tally::Tally;
use crate::{file, process, workspace};

const NAME: &str = "harbor";
const REGISTRY: &str = "src/provider/mod.rs";
/// The parts of the tree that its tests need. The copy is a crate of its own.
const COPIED: [&str; 10] =
    ["Cargo.toml", "Cargo.lock", "README.md", "data", "docs", "examples", "fuzz", "pkg-template", "src", "tests"];

pub(super) fn run() -> Result<Tally> {
    let tree = workspace::target().join("extension");
    if tree.exists() {
        fs::remove_dir_all(&tree).with_context(|| format!("cannot remove {}", tree.display()))?;
    }
    for name in COPIED {
        copy(&workspace::root().join(name), &tree.join(name))?;
    }
    rename(&tree.join("Cargo.toml"))?;
    extend(&tree)?;
    let cargo = |arguments: &[&str]| {
        let mut cargo = Command::new("cargo");
        // The dependencies are those of the crate.
        cargo.current_dir(&tree).envs(rust::RUN_ONCE).args(arguments).arg("--target-dir").arg(workspace::target());
        cargo
    };
    // The tests have the exports of the whole wasm module.
    let mut tally = Tally::of_runner(&mut cargo(&["test", "--quiet", "--test", "it"]))?;
    let mut form = cargo(&["check", "--quiet", "--lib", "--features", "__form"]);
    tally += Tally::of(&process::line(&form), process::run(&mut form));
    Ok(tally)
}

/// Adds the folder, the word in the registry and the vectors.
fn extend(tree: &Path) -> Result<()> {
    let provider = tree.join("tests/third-provider");
    copy(&provider.join("provider"), &tree.join("src/provider").join(NAME))?;
    copy(&provider.join("vectors"), &tree.join("tests/vectors"))?;
    let registry = tree.join(REGISTRY);
    let text = file::read_text(&registry)?;
    let end = "    bridge\n}";
    ensure!(text.contains(end), "{REGISTRY} must have a registry that ends with `bridge`: update `extend`");
    file::write(&registry, text.replace(end, &format!("    bridge\n    {NAME}\n}}")).as_bytes())
}

/// Makes the copy a workspace of one crate with a version of its own: cargo names what it builds by the version, and the copy must
/// not replace the crate.
fn rename(manifest: &Path) -> Result<()> {
    let mut text = file::read_text(manifest)?;
    let members = "members = [\"fuzz\", \"simulation\", \"xtask\", \"xtask-wasm-test\"]\n";
    let version = concat!("version = \"", env!("CARGO_PKG_VERSION"), "\"\n");
    for (before, after) in [(members, ""), (version, "version = \"0.0.0-extended\"\n")] {
        ensure!(text.contains(before), "Cargo.toml must contain `{before}`: update `rename`");
        text = text.replace(before, after);
    }
    file::write(manifest, text.as_bytes())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_file() {
        return file::write(to, &file::read(from)?);
    }
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let path = entry?.path();
        copy(&path, &to.join(path.strip_prefix(from)?))?;
    }
    Ok(())
}
