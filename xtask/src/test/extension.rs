//! Checks that a new provider needs only a folder, a word in the registry and its vectors.
//!
//! Adds the provider of `tests/third-provider` to a copy of the tree and runs the tests of the copy.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::tally::Tally;
use crate::{file, process, workspace};

const NAME: &str = "harbor";
const REGISTRY: &str = "src/provider/mod.rs";
/// The parts of the tree that its tests need. The copy is a crate of its own.
const COPIED: [&str; 10] =
    ["Cargo.toml", "Cargo.lock", "README.md", "data", "docs", "examples", "fuzz", "pkg-template", "src", "tests"];

pub(super) fn run() -> Result<Tally> {
    let root = workspace::target().join("extension");
    let tree = root.join("tree");
    if tree.exists() {
        fs::remove_dir_all(&tree).with_context(|| format!("cannot remove {}", tree.display()))?;
    }
    for name in COPIED {
        copy(&workspace::root().join(name), &tree.join(name))?;
    }
    without_other_members(&tree.join("Cargo.toml"))?;
    extend(&tree)?;
    // A folder of its own, although the dependencies are the same: in a shared one, the documentation tests of the crate would
    // link the copy, whose file has the same name.
    let cargo = |arguments: &[&str]| {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&tree).args(arguments).arg("--target-dir").arg(root.join("target"));
        cargo
    };
    let mut tally = Tally::of_runner(&mut cargo(&["test", "--quiet", "--test", "it"]))?;
    // Both editions of the wasm module.
    for features in [&["--features", "__form"] as &[&str], &["--features", "__npm"]] {
        let mut check = cargo(&["check", "--quiet", "--lib"]);
        tally += Tally::of(&process::line(check.args(features)), process::run(&mut check));
    }
    Ok(tally)
}

/// Adds the folder, the word in the registry and the vectors.
fn extend(tree: &Path) -> Result<()> {
    let provider = tree.join("tests/third-provider");
    copy(&provider.join("provider"), &tree.join("src/provider").join(NAME))?;
    copy(&provider.join("vectors"), &tree.join("tests/vectors"))?;
    let registry = tree.join(REGISTRY);
    let text = file::read_text(&registry)?;
    let end = "    grid\n}";
    ensure!(text.contains(end), "{REGISTRY} must have a registry that ends with `grid`: update `extend`");
    file::write(&registry, text.replace(end, &format!("    grid\n    {NAME}\n}}")).as_bytes())
}

fn without_other_members(manifest: &Path) -> Result<()> {
    let text = file::read_text(manifest)?;
    let members = "members = [\"fuzz\", \"simulation\", \"xtask\", \"xtask-wasm-test\"]\n";
    ensure!(text.contains(members), "Cargo.toml must contain `{members}`: update `without_other_members`");
    file::write(manifest, text.replace(members, "").as_bytes())
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
