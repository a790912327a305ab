//! `cargo xtask <command>`: the commands of the project.
//!
//! Every command works on a fresh machine with Rust and Node. It installs what is missing and says so. If it cannot,
//! the error says what to install and how.
#![allow(clippy::print_stdout, reason = "these are commands for a terminal")]

mod commands;
mod file;
mod fix;
mod fuzz;
mod node;
mod pack;
mod panics;
mod process;
mod programs;
mod publish;
mod release;
mod report;
mod reproduce;
mod simulate;
mod test;
mod toolchain;
mod wasm;
mod workers;
mod workspace;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
usage: cargo xtask <command>

  test [--all] [<step> …]      what a change requires, or only these steps; what passed before with the same inputs is not
                               repeated, except with --all
  release [--long]             what a release requires besides: searches, and builds of whole frameworks, in 90 minutes;
                               --long searches for hours
  demo [--provider <name>]     pack, then serve the onboarding page, the Worker and the sandboxes on 127.0.0.1:8787
  demo --screenshots           screenshots of every state of the page, in target/screenshots
  build                        what tests of the package import of the crate: target/parts
  pack                         the npm package: target/npm/kyclink-<version>.tgz
  reproduce                    pack in two empty folders and compare the bytes
  fix                          codegen, format, docs and size; prints the files that changed
  codegen [--check]            tables from data/, clients and declarations from the contract of the crate
  docs [--check]               the tables in the pages of docs/, from the crate
  docs --site                  the pages and declarations as a site with a search: target/site/index.html
  size [--check]               the download sizes, into docs/speed.md
  bench [--write]              kyclink against JavaScript for the same jobs; ratios into docs/speed.md
  bench untrusted [--write]    the time per KiB of untrusted input, from 1 KiB to each limit; ratios into SECURITY.md
  bench page [--write]         the onboarding page on a slow phone: time to a usable form; into docs/page.md
  bench handler [--write]      the handler against a Worker by hand and the plain client; ratios into docs/speed.md
  simulate [--seed N] [--onboardings N]
                               onboardings under faults in virtual time, until an invariant breaks
  simulate --faults [<name>]   plants faults in copies and requires that the simulation finds them
  simulate --faults --check    requires that every planted fault compiles
  simulate-package [--seed <n>] [--onboardings <n>]
                               people and faults around the packed handler in workerd, which is killed meanwhile
  fuzz [<target>] [--minutes <n>] [--discard]
                               searches for inputs that violate a property of fuzz/; --discard does not keep what it finds
  fuzz-boundary [--seed <n>] [--inputs <n>]
                               hostile JavaScript values: the package against the crate
  soak [--minutes N] [--requests N]
                               a realistic mix for 30 minutes and 10^6 requests
  publish --check              what must change before a release can be published: addresses that are placeholders, and
                               a name that is taken
  semver                       the public API of the crate against that of the last version

steps of test:";

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
        [] | ["help" | "--help" | "-h"] => println!("{HELP}\n{}", test::help()),
        ["test", arguments @ ..] => return test::run(arguments),
        ["release", options @ ..] => release::run(options)?,
        ["publish", "--check"] => publish::check()?,
        ["semver"] => release::semver()?,
        ["demo", options @ ..] => commands::demo(options)?,
        ["build"] => pack::build_parts()?,
        ["pack"] => println!("{}", workspace::shown(&pack::run()?)),
        ["reproduce"] => reproduce::run()?,
        ["fix"] => fix::run()?,
        ["codegen"] => fix::codegen(false)?,
        ["codegen", "--check"] => fix::codegen(true)?,
        ["docs"] => fix::docs(false)?,
        ["docs", "--check"] => fix::docs(true)?,
        ["docs", "--site"] => commands::site()?,
        ["size"] => commands::size(&[])?,
        ["size", "--check"] => commands::size(&["--check"])?,
        ["bench", options @ ..] => commands::bench(options)?,
        ["simulate", options @ ..] => simulate::run(options)?,
        ["simulate-package", options @ ..] => commands::simulate_package(options)?,
        ["fuzz", options @ ..] => fuzz::run(options)?,
        ["fuzz-boundary", options @ ..] => commands::fuzz_boundary(options)?,
        ["soak", options @ ..] => commands::soak(options)?,
        // For `xtask/steps.sh`.
        ["with", arguments @ ..] => programs::with(arguments)?,
        ["within", minutes, command @ ..] => process::within(minutes, command)?,
        ["bind", compiled, folder] => wasm::bind_worker(Path::new(compiled), Path::new(folder))?,
        other => bail!("`{}` is not a command: run `cargo xtask help` for a list", other.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}
