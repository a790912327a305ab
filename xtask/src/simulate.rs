//! `cargo xtask simulate`: searches for a violation of the handler's promises with the crate in `simulation/`.

mod faults;

use std::path::PathBuf;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};

use crate::{process, proof, workspace};

pub(crate) use faults::run as faults;

/// How many onboardings a search has by default.
const ONBOARDINGS: u64 = 1_000_000;

/// The end of a search: what it printed, and whether it found a violation.
struct Search {
    output: String,
    is_clean: bool,
}

/// Runs `simulate [--seed N] [--onboardings N] [--write]`.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (mut seed, mut onboardings, mut write) = (fresh_seed(), ONBOARDINGS, false);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut number =
            || rest.next().and_then(|text| text.parse().ok()).with_context(|| format!("{argument} needs a number"));
        match *argument {
            "--seed" => seed = number()?,
            "--onboardings" => onboardings = number()?,
            "--write" => write = true,
            other => bail!("`{other}` is not an option of simulate"),
        }
    }
    let search = search(&build(&mut cargo())?, seed, onboardings)?;
    print!("{}", search.output);
    ensure!(search.is_clean, "run `cargo xtask simulate --seed {seed} --onboardings {onboardings}` to see this again");
    if write { proof::write("simulate", &table(&search.output, seed, onboardings)) } else { Ok(()) }
}

fn fresh_seed() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root());
    cargo
}

/// Builds the simulation, and returns the path of the program. `cargo` has the working tree to build.
fn build(cargo: &mut Command) -> Result<PathBuf> {
    cargo.args(["build", "--quiet", "--locked", "--profile", "simulation", "--package", "kyclink-simulation"]);
    let target = cargo.get_envs().find(|(name, _)| *name == "CARGO_TARGET_DIR").and_then(|(_, value)| value);
    let target = target.map_or_else(workspace::target, PathBuf::from);
    process::output(cargo)?;
    Ok(target.join("simulation/kyclink-simulation"))
}

fn search(program: &PathBuf, seed: u64, onboardings: u64) -> Result<Search> {
    process::say(&format!("simulating {onboardings} onboardings from seed {seed}"));
    let mut command = Command::new(program);
    command.args(["--seed", &seed.to_string(), "--onboardings", &onboardings.to_string()]);
    let output = command.output().with_context(|| format!("cannot start `{}`", process::line(&command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Ok(Search { output: text, is_clean: output.status.success() })
}

/// The counts of a search as a table.
fn table(output: &str, seed: u64, onboardings: u64) -> String {
    let rows = output.lines().filter_map(|line| line.trim().split_once("  ").map(|(count, name)| (name, count)));
    let rows: String = rows.map(|(name, count)| format!("| {name} | {} |\n", proof::grouped(count))).collect();
    let command = format!("cargo xtask simulate --seed {seed} --onboardings {onboardings} --write");
    format!("`{command}` found no violation.\n\n| in this run | number |\n|---|--:|\n{rows}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_count_of_a_run() {
        let table = table("     1234567  events\n          12  links\nseed 1: no invariant is violated\n", 1, 2);
        assert!(table.ends_with("| events | 1,234,567 |\n| links | 12 |\n"), "{table}");
    }
}
