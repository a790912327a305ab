//! `cargo xtask <command>`: the commands of the project.
//!
//! Every command works on a fresh machine with Rust and Node. It installs what is missing and says so. If it cannot, the error
//! says what to install and how.
#![allow(clippy::print_stdout, reason = "these are commands for a terminal")]

mod apt;
mod bench;
mod browser;
mod codegen;
mod contract;
mod database;
mod demo;
mod docs;
mod file;
mod fix;
mod fuzz;
mod fuzz_boundary;
mod markdown;
mod mutants;
mod mutants_package;
mod node;
mod pack;
mod process;
mod program;
mod proof;
mod reproduce;
mod simulate;
mod simulate_package;
mod size;
mod soak;
mod tables;
mod tally;
mod template;
mod test;
mod toolchain;
mod tree;
mod wasm;
mod workspace;
mod writers;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
usage: cargo xtask <command>

  demo [--provider <name>]     pack, then serve the onboarding page, the Worker and the sandboxes on 127.0.0.1:8787
  demo --screenshots           screenshots of every state of the page, in target/screenshots
  test [<step> …]              everything that a release requires, or only these steps; what passed before with the same
                               inputs is not repeated, except with --all; --write: the times into docs/proof.md
  pack                         the npm package: target/npm/kyclink-<version>.tgz
  reproduce                    pack in two empty folders and compare the bytes
  size [--check]               the download sizes, into docs/size.md
  codegen [--check]            Rust tables from the CSV files in data/
  docs [--check]               the tables in the pages of docs/, from the crate
  fix                          codegen, format, docs and size; prints the files that changed
  mutants [--write] [--shard <k>/<n>] [<place> …]
                               breaks the code in small ways, and counts what the tests notice; into docs/proof.md
  mutants-package [--write] [--tests=<test>,…] [--concurrency=<n>] [<file or folder> …]
                               the same for the JavaScript of the package, such as lib/record.js; into docs/proof.md
  bench [--write]              kyclink against JavaScript for the same jobs; ratios into docs/speed.md
  bench untrusted [--write]    the time per KiB of untrusted input, from 1 KiB to each limit; ratios into SECURITY.md
  bench steps                  what the handler's onStep costs, as a share of a create
  bench page [--write]         the onboarding page on a slow phone: time to a usable form; into docs/page.md
  simulate [--seed N] [--onboardings N] [--write]
                               onboardings under faults in virtual time, until an invariant breaks; counts into docs/proof.md
  simulate --faults [<name>] [--write]
                               plants faults in a copy and requires that the simulation finds them; table into docs/proof.md
  soak [--minutes N] [--requests N] [--write]
                               a realistic mix for 30 minutes and 10^6 requests; memory and errors into docs/proof.md
  fuzz-boundary [--seed <n>] [--inputs <n>] [--write]
                               hostile JavaScript values: the package against the crate; figures into docs/proof.md
  simulate-package [--seed <n>] [--onboardings <n>] [--workerd <n>] [--write]
                               people, attackers and faults around the packed handler; figures into docs/proof.md
  fuzz [<target>] [--minutes <n>] [--write]
                               searches for inputs that violate a property of fuzz/; figures into docs/proof.md";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<ExitCode> {
    match arguments {
        [] | ["help" | "--help" | "-h"] => println!("{HELP}\n\nsteps of test: {}", test::names()),
        ["demo"] => return demo::run(None),
        ["demo", "--screenshots"] => demo::screenshots()?,
        ["demo", "--provider", name] => return demo::run(Some(name)),
        ["test", arguments @ ..] => return test::run(arguments),
        ["pack"] => {
            let tarball = pack::run()?;
            println!("{}", workspace::shown(&tarball));
        }
        ["reproduce"] => reproduce::run()?,
        ["fix"] => fix::run()?,
        ["size"] => size::run(false)?,
        ["size", "--check"] => size::run(true)?,
        ["codegen"] => codegen::run(false)?,
        ["codegen", "--check"] => codegen::run(true)?,
        ["docs"] => docs::run(false)?,
        ["docs", "--check"] => docs::run(true)?,
        ["mutants", options @ ..] => mutants::run(options)?,
        ["mutants-package", options @ ..] => mutants_package::run(options)?,
        ["bench"] => bench::run(false)?,
        ["bench", "--write"] => bench::run(true)?,
        ["bench", "untrusted"] => bench::untrusted(false)?,
        ["bench", "untrusted", "--write"] => bench::untrusted(true)?,
        ["bench", "steps"] => bench::steps()?,
        ["bench", "page"] => bench::page(false)?,
        ["bench", "page", "--write"] => bench::page(true)?,
        ["soak", options @ ..] => soak::run(options)?,
        ["simulate", "--faults"] => simulate::faults(None, false)?,
        ["simulate", "--faults", "--write"] => simulate::faults(None, true)?,
        ["simulate", "--faults", name] => simulate::faults(Some(name), false)?,
        ["simulate", options @ ..] => simulate::run(options)?,
        ["fuzz-boundary", options @ ..] => fuzz_boundary::run(options)?,
        ["simulate-package", options @ ..] => simulate_package::run(options)?,
        ["fuzz", arguments @ ..] => fuzz::run(arguments)?,
        other => bail!("`{}` is not a command: run `cargo xtask help` for a list", other.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}
