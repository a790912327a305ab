//! `cargo xtask simulate --faults`: plants known faults in a copy of the sources, one at a time, and requires that the
//! simulation finds each of them. A machine that finds no fault may be unable to.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{build, search};
use crate::{file, process, proof, tree, workspace};

/// The seed of every search, so that the table can be repeated, and its most onboardings.
const SEED: u64 = 1;
const ONBOARDINGS: u64 = 200_000;
/// What the copy needs.
const SOURCES: [&str; 7] = ["Cargo.", "rust-toolchain.toml", "README.md", "src/", "fuzz/", "simulation/", "xtask"];

/// A fault: a patch whose first lines say what it plants and which invariant finds it.
struct Fault {
    path: PathBuf,
    plants: String,
    finds: String,
}

/// Plants each fault, or only those whose names contain `wanted`. With `write`, writes the table to docs/proof.md.
pub(crate) fn run(wanted: Option<&str>, write: bool) -> Result<()> {
    let folder = workspace::target().join("faults");
    let mut rows = String::new();
    let mut missed = Vec::new();
    for fault in
        all()?.into_iter().filter(|fault| wanted.is_none_or(|wanted| workspace::shown(&fault.path).contains(wanted)))
    {
        let name = fault.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (onboardings, invariant) = find(&folder, &fault)?;
        println!("{name}: {invariant} after {onboardings} onboardings");
        if invariant == fault.finds {
            rows += &format!("| {} | {} | {onboardings} |\n", fault.plants.trim_end_matches('.'), fault.finds);
        } else {
            missed.push(format!("{name} should violate `{}`, not `{invariant}`", fault.finds));
        }
    }
    ensure!(missed.is_empty(), "{} faults are not found as they should be:\n{}", missed.len(), missed.join("\n"));
    let table = format!("| planted fault | invariant that found it | onboardings |\n|---|---|--:|\n{rows}");
    if write { proof::write("simulate-faults", &table) } else { Ok(()) }
}

fn all() -> Result<Vec<Fault>> {
    let fault = |path: PathBuf| {
        let text = file::read_text(&path)?;
        let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        let message = || format!("{} needs the lines `plants: ` and `finds: `", workspace::shown(&path));
        let (plants, finds) = line("plants: ").zip(line("finds: ")).with_context(message)?;
        Ok(Fault { path, plants, finds })
    };
    file::below(&workspace::root().join("simulation/faults"))?.into_iter().map(fault).collect()
}

/// Returns the number of onboardings until the fault was found, and the invariant that it violated.
fn find(folder: &Path, fault: &Fault) -> Result<(String, String)> {
    let copy = folder.join("copy");
    mirror(&copy)?;
    let mut git = Command::new("git");
    // Otherwise git would look for the files in the repository around the copy.
    git.current_dir(&copy).env("GIT_CEILING_DIRECTORIES", folder).arg("apply").arg(&fault.path);
    process::output(&mut git).with_context(|| format!("{} no longer applies", workspace::shown(&fault.path)))?;
    let mut cargo = Command::new("cargo");
    // Most faults are found in a second, so that a build in little time counts more than a fast program.
    cargo.current_dir(&copy).env("CARGO_TARGET_DIR", folder.join("target")).env("RUSTFLAGS", "--allow warnings");
    cargo.env("CARGO_PROFILE_SIMULATION_OPT_LEVEL", "1").env("CARGO_PROFILE_SIMULATION_INCREMENTAL", "true");
    let found = search(&build(&mut cargo)?, SEED, ONBOARDINGS)?;
    let line = found.output.lines().find_map(|line| line.split_once(": violated after ")).map(|(_, line)| line);
    let found = line.and_then(|line| line.split_once(" onboardings: "));
    let (onboardings, what) = found.unwrap_or(("all", "nothing: "));
    let (invariant, _) = what.split_once(": ").context("a violation names its invariant")?;
    Ok((onboardings.to_owned(), invariant.to_owned()))
}

/// Makes the copy equal to the sources. Files that are equal already are left alone, so that cargo does not build them again.
fn mirror(copy: &Path) -> Result<()> {
    for path in tree::sources()? {
        if !SOURCES.iter().any(|start| path.starts_with(start) || path.to_string_lossy().starts_with(start)) {
            continue;
        }
        let (content, target) = (file::read(&workspace::root().join(&path))?, copy.join(&path));
        if fs::read(&target).ok().as_ref() != Some(&content) {
            file::write(&target, &content)?;
        }
    }
    Ok(())
}
