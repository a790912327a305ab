//! `cargo xtask simulate`: searches for a violation of the handler's promises with the crate in `simulation/`.
//!
//! `--faults` plants known faults in a copy of the sources, one at a time, and requires that the simulation finds each
//! of them. A simulation that finds no fault may be unable to.

mod fault;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use fs_err as fs;

use self::fault::Fault;
use crate::{file, process, workspace};

/// The seed of every search for a planted fault, and the number of onboardings after which it gives up.
const FAULT_SEARCH: [&str; 2] = ["1", "200000"];
/// The files that the copy needs, by the beginnings of their paths.
const SOURCES: [&str; 8] =
    ["Cargo.", "rust-toolchain.toml", "README.md", "src/", "codegen/", "fuzz/", "simulation/", "xtask"];

/// Runs `simulate [--seed N] [--onboardings N]` or `simulate --faults [<name>]`.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let fresh = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().to_string();
    let (seed, onboardings) = match *arguments {
        [] => (fresh.as_str(), "1000000"),
        ["--faults"] => return faults(""),
        ["--faults", name] => return faults(name),
        ["--seed", seed] => (seed, "1000000"),
        ["--onboardings", count] => (fresh.as_str(), count),
        ["--seed", seed, "--onboardings", count] => (seed, count),
        _ => bail!("use `cargo xtask simulate [--seed N] [--onboardings N]` or `--faults [<name>]`"),
    };
    let program = build(Command::new("cargo").current_dir(workspace::root()), &workspace::target())?;
    process::run(search(&mut Command::new(program), seed, onboardings))
}

/// Builds the simulation, and returns the path of the program. `cargo` has the working tree to build.
fn build(cargo: &mut Command, target: &Path) -> Result<PathBuf> {
    cargo.args(["build", "--quiet", "--locked", "--profile", "simulation", "--package", "kyclink-simulation"]);
    process::output(cargo.env("CARGO_TARGET_DIR", target))?;
    Ok(target.join("simulation/kyclink-simulation"))
}

fn search<'a>(program: &'a mut Command, seed: &str, onboardings: &str) -> &'a mut Command {
    process::say(&format!("simulating {onboardings} onboardings from seed {seed}"));
    program.args(["--seed", seed, "--onboardings", onboardings])
}

/// Plants each fault whose name contains a text. Prints the table of docs/proof.md.
fn faults(wanted: &str) -> Result<()> {
    let mut missed = Vec::new();
    for fault in fault::all()?.into_iter().filter(|fault| fault.name.contains(wanted)) {
        let (onboardings, invariant) = find(&fault).with_context(|| fault.name.clone())?;
        println!("| {} | {invariant} | {onboardings} |", fault.plants.trim_end_matches('.'));
        if invariant != fault.finds {
            missed.push(format!("{} should violate `{}`, not `{invariant}`", fault.name, fault.finds));
        }
    }
    ensure!(missed.is_empty(), "{} faults are not found as they should be:\n{}", missed.len(), missed.join("\n"));
    Ok(())
}

/// Returns the number of onboardings until the fault was found, and the invariant that it violated.
fn find(fault: &Fault) -> Result<(String, String)> {
    let folder = workspace::target().join("faults");
    let copy = folder.join("copy");
    mirror(&copy)?;
    for (path, text) in fault.plant(fault::sources()?)? {
        file::write(&copy.join(path), text)?;
    }
    let mut cargo = Command::new("cargo");
    // Most faults are found in a second, so that a build in little time counts more than a fast program.
    cargo.current_dir(&copy).env("RUSTFLAGS", "--allow warnings");
    cargo.env("CARGO_PROFILE_SIMULATION_OPT_LEVEL", "1").env("CARGO_PROFILE_SIMULATION_INCREMENTAL", "true");
    let program = build(&mut cargo, &folder.join("target"))?;
    let [seed, onboardings] = FAULT_SEARCH;
    let found = search(&mut Command::new(program), seed, onboardings).output()?;
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    let line = found.lines().find_map(|line| line.split_once(": violated after ")).map(|(_, line)| line);
    let found = line.and_then(|line| line.split_once(" onboardings: "));
    let (onboardings, what) = found.unwrap_or(("all", "nothing: "));
    let (invariant, _) = what.split_once(": ").context("a violation names its invariant")?;
    Ok((onboardings.to_owned(), invariant.to_owned()))
}

/// Makes the copy equal to the sources. Files that are equal already are left alone, so that cargo does not build them
/// again.
fn mirror(copy: &Path) -> Result<()> {
    for path in workspace::sources()? {
        let name = path.to_string_lossy();
        if SOURCES.iter().any(|start| name.starts_with(start)) {
            let (content, target) = (fs::read(workspace::root().join(&path))?, copy.join(&path));
            if fs::read(&target).ok().as_ref() != Some(&content) {
                file::write(&target, content)?;
            }
        }
    }
    Ok(())
}
