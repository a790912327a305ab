//! `cargo xtask soak`: serves a realistic mix of requests for a long time, and reports memory, errors and latency.

use anyhow::{Context, Result};

use crate::{file, node, pack, process, proof, workspace};

/// Runs at least this long, and at least until the handler has served this many requests.
#[derive(Clone, Copy)]
pub(crate) struct Length {
    minutes: u32,
    requests: u32,
}

/// Parses `[--minutes N] [--requests N] [--write]`, then runs. With `--write`, writes the section of docs/proof.md.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (length, write) = parse(Length { minutes: 30, requests: 1_000_000 }, false, arguments)?;
    node::ready()?;
    pack::run()?;
    let section = workspace::target().join("soak.md");
    let mut command = node::script("benches/soak/run.mjs");
    command.args(["--minutes", &length.minutes.to_string(), "--requests", &length.requests.to_string()]);
    process::run(command.arg("--out").arg(&section))?;
    if write { proof::write("soak", &file::read_text(&section)?) } else { Ok(()) }
}

fn parse(length: Length, write: bool, arguments: &[&str]) -> Result<(Length, bool)> {
    let number = |value: &str| value.parse::<u32>().with_context(|| format!("`{value}` must be a whole number"));
    match arguments {
        [] => Ok((length, write)),
        ["--minutes", value, rest @ ..] => parse(Length { minutes: number(value)?, ..length }, write, rest),
        ["--requests", value, rest @ ..] => parse(Length { requests: number(value)?, ..length }, write, rest),
        ["--write", rest @ ..] => parse(length, true, rest),
        [other, ..] => anyhow::bail!("`{other}` is not an option of soak: use --minutes, --requests or --write"),
    }
}
