//! `cargo xtask <command>`: the commands of the project.
//!
//! Every command works on a fresh machine with Rust and Node. It installs what is missing and says so. If it cannot, the error
//! says what to install and how.
#![allow(clippy::print_stdout, reason = "these are commands for a terminal")]

mod apt;
mod bench;
mod browser;
mod codegen;
mod demo;
mod docs;
mod file;
mod fix;
mod markdown;
mod node;
mod pack;
mod process;
mod reproduce;
mod size;
mod tables;
mod tally;
mod template;
mod test;
mod toolchain;
mod tree;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
usage: cargo xtask <command>

  demo [--provider <name>]     pack, then serve the onboarding page, the Worker and the sandboxes on 127.0.0.1:8787
  demo --screenshots           screenshots of every state of the page, in target/screenshots
  test [<step> …]              everything that a release requires, or only these steps
  pack                         the npm package: target/npm/kyclink-<version>.tgz
  reproduce                    pack in two empty folders and compare the bytes
  size [--check]               the download sizes, into docs/size.md
  codegen [--check]            Rust tables from the CSV files in data/
  docs [--check]               the tables in the pages of docs/, from the crate
  fix                          codegen, format, docs and size; prints the files that changed
  bench [--write]              kyclink against JavaScript for the same jobs; ratios into docs/speed.md
  bench untrusted [--write]    the time per KiB of untrusted input, from 1 KiB to each limit; ratios into SECURITY.md";

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
        ["test", steps @ ..] => return test::run(steps),
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
        ["bench"] => bench::run(false)?,
        ["bench", "--write"] => bench::run(true)?,
        ["bench", "untrusted"] => bench::untrusted(false)?,
        ["bench", "untrusted", "--write"] => bench::untrusted(true)?,
        other => bail!("`{}` is not a command: run `cargo xtask help` for a list", other.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}
