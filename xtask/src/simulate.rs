//! `cargo xtask simulate`: searches for a violation of the handler's promises with the crate in `simulation/`.
//!
//! `--faults` plants known faults in a copy of the sources, one at a time, and requires that the simulation finds each
//! of them. A simulation that finds no fault may be unable to.

mod fault;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use fs_err as fs;

use self::fault::{Fault, Source};
use crate::{file, process, report, workers, workspace};

/// The seed of every search for a planted fault, and the number of onboardings after which it gives up.
const FAULT_SEARCH: [&str; 2] = ["1", "200000"];
/// How many faults are searched for side by side.
const COPIES: usize = 2;
/// The files that a copy needs, by the beginnings of their paths.
const SOURCES: [&str; 11] = [
    "Cargo.",
    "rust-toolchain.toml",
    "README.md",
    "src/",
    "codegen/",
    "examples/axum/",
    "examples/workers-rs/",
    "fuzz/",
    "simulation/",
    "tests/forms/",
    "xtask",
];

/// Runs `simulate [--seed N] [--onboardings N]` or `simulate --faults [<name> | --check]`.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let fresh = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().to_string();
    let (seed, onboardings) = match *arguments {
        [] => (fresh.as_str(), "1000000"),
        ["--faults"] => return faults(""),
        ["--faults", "--check"] => return check_faults(),
        ["--faults", name] => return faults(name),
        ["--seed", seed] => (seed, "1000000"),
        ["--onboardings", count] => (fresh.as_str(), count),
        ["--seed", seed, "--onboardings", count] => (seed, count),
        _ => bail!("use `cargo xtask simulate [--seed N] [--onboardings N]` or `--faults [<name> | --check]`"),
    };
    let program = build(Command::new("cargo").current_dir(workspace::root()), &workspace::target())?;
    process::say(&format!("simulating {onboardings} onboardings from seed {seed}"));
    let mut search = Command::new(program);
    let (output, is_success) = process::shown_output(search.args(["--seed", seed, "--onboardings", onboardings]))?;
    ensure!(is_success, "an invariant does not hold: see above");
    let mut table = format!(
        "`cargo xtask simulate --seed {seed} --onboardings {onboardings}` found no violation.\n\n\
         | in this run | number |\n|---|--:|\n"
    );
    for (count, name) in output.lines().filter_map(|line| line.trim().split_once("  ")) {
        let _ = writeln!(table, "| {name} | {} |", report::grouped(count));
    }
    report::write("simulation", &table)
}

/// Builds the simulation, and returns the path of the program. `cargo` has the working tree to build.
fn build(cargo: &mut Command, target: &Path) -> Result<PathBuf> {
    cargo.args(["build", "--quiet", "--locked", "--profile", "simulation", "--package", "kyclink-simulation"]);
    process::output(cargo.env("CARGO_TARGET_DIR", target))?;
    Ok(target.join("simulation/kyclink-simulation"))
}

/// Plants each fault whose name contains a text, several at a time, each in a copy of its own. Writes a report.
fn faults(wanted: &str) -> Result<()> {
    let all: Vec<_> = fault::all()?.into_iter().filter(|fault| fault.name.contains(wanted)).collect();
    let results = workers::each(&all, COPIES, |number, fault| {
        let found = Copy::new(number).find(fault).with_context(|| fault.name.clone());
        if let Ok((onboardings, invariant)) = &found {
            process::say(&format!("{}: {invariant} after {onboardings} onboardings", fault.name));
        }
        found
    });
    let mut table = "| planted fault | invariant that found it | onboardings |\n|---|---|--:|\n".to_owned();
    let mut missed = Vec::new();
    for (fault, found) in all.iter().zip(results) {
        let (onboardings, invariant) = match found {
            Ok(found) => found,
            Err(error) => {
                missed.push(format!("{error:#}"));
                continue;
            }
        };
        let _ = writeln!(table, "| {} | {invariant} | {onboardings} |", fault.plants.trim_end_matches('.'));
        if invariant != fault.finds {
            missed.push(format!("{} should violate `{}`, not `{invariant}`", fault.name, fault.finds));
        }
    }
    print!("{table}");
    ensure!(missed.is_empty(), "{} faults are not found as they should be:\n{}", missed.len(), missed.join("\n"));
    if wanted.is_empty() { report::write("faults", &table) } else { Ok(()) }
}

/// Requires that every fault compiles. As many as touch different lines are planted together, so that a few checks are
/// enough; only if one of them fails, its faults are checked one by one.
fn check_faults() -> Result<()> {
    let (copy, sources) = (Copy::new(0), fault::sources()?);
    let mut groups: Vec<(Vec<Fault>, Vec<Source>)> = Vec::new();
    for fault in fault::all()? {
        let free = groups.iter_mut().find_map(|group| fault.plant_in(&group.1).ok().map(|planted| (group, planted)));
        match free {
            Some((group, planted)) => {
                group.0.push(fault);
                group.1 = planted;
            }
            None => {
                let planted = fault.plant_in(&sources).with_context(|| fault.name.clone())?;
                groups.push((vec![fault], planted));
            }
        }
    }
    let mut failed = Vec::new();
    for (faults, planted) in &groups {
        if copy.check(planted).is_err() {
            for fault in faults {
                let alone = fault.plant_in(&sources).and_then(|planted| copy.check(&planted));
                failed.extend(alone.err().map(|error| format!("{}: {error:#}", fault.name)));
            }
            ensure!(!failed.is_empty(), "these faults compile alone, but not together: {}", names(faults));
        }
    }
    ensure!(failed.is_empty(), "faults that do not compile:\n{}", failed.join("\n\n"));
    let count: usize = groups.iter().map(|(faults, _)| faults.len()).sum();
    println!("{count} planted faults compile, in {} groups", groups.len());
    Ok(())
}

fn names(faults: &[Fault]) -> String {
    faults.iter().map(|fault| fault.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// A copy of the sources, in which faults are planted, with a target folder of its own.
struct Copy {
    folder: PathBuf,
}

impl Copy {
    fn new(number: usize) -> Self {
        Self { folder: workspace::target().join("faults").join(number.to_string()) }
    }

    /// Returns the number of onboardings until the fault was found, and the invariant that it violated.
    fn find(&self, fault: &Fault) -> Result<(String, String)> {
        self.write(&fault.plant_in(&fault::sources()?)?)?;
        let mut cargo = self.cargo();
        // Most faults are found in a second, so that a build in little time counts more than a fast program. With many
        // units, only those are compiled again that have changed.
        cargo.env("CARGO_PROFILE_SIMULATION_OPT_LEVEL", "1").env("CARGO_PROFILE_SIMULATION_INCREMENTAL", "true");
        cargo.env("CARGO_PROFILE_SIMULATION_CODEGEN_UNITS", "256");
        let program = build(&mut cargo, &self.folder.join("target"))?;
        let [seed, onboardings] = FAULT_SEARCH;
        let found = Command::new(program).args(["--seed", seed, "--onboardings", onboardings]).output()?;
        let found = String::from_utf8_lossy(&found.stdout).into_owned();
        let line = found.lines().find_map(|line| line.split_once(": violated after ")).map(|(_, line)| line);
        let found = line.and_then(|line| line.split_once(" onboardings: "));
        let (onboardings, what) = found.unwrap_or(("all", "nothing: "));
        let (invariant, _) = what.split_once(": ").context("a violation names its invariant")?;
        Ok((onboardings.to_owned(), invariant.to_owned()))
    }

    /// Checks that the sources compile.
    fn check(&self, sources: &[Source]) -> Result<()> {
        self.write(sources)?;
        let mut cargo = self.cargo();
        cargo.args(["check", "--quiet", "--locked", "--package", "kyclink", "--lib"]);
        process::output(cargo.env("CARGO_TARGET_DIR", self.folder.join("check")))?;
        Ok(())
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(self.folder.join("copy")).env("RUSTFLAGS", "--allow warnings");
        cargo
    }

    /// Makes the copy equal to the files of the tree, except for these sources. Files that are equal already are left
    /// alone, so that cargo does not build them again.
    fn write(&self, sources: &[Source]) -> Result<()> {
        let planted: BTreeMap<_, _> = sources.iter().map(|(path, lines)| (path, lines.join("\n") + "\n")).collect();
        let copy = self.folder.join("copy");
        let needed = |path: &PathBuf| SOURCES.iter().any(|start| path.to_string_lossy().starts_with(start));
        let paths: BTreeSet<_> = workspace::sources()?.into_iter().filter(needed).collect();
        for path in &paths {
            let content = match planted.get(path) {
                Some(text) => text.clone().into_bytes(),
                None => fs::read(workspace::root().join(path))?,
            };
            let target = copy.join(path);
            if fs::read(&target).ok().as_ref() != Some(&content) {
                file::write(&target, content)?;
            }
        }
        for stale in file::below(&copy)?
            .into_iter()
            .filter(|file| !file.strip_prefix(&copy).is_ok_and(|path| paths.contains(path)))
        {
            fs::remove_file(stale)?;
        }
        Ok(())
    }
}
