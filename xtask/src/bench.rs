//! `cargo xtask bench`: what the package costs, as ratios to JavaScript that does the same job.

use anyhow::Result;

use crate::{browser, node, pack, process};

/// Prints the ratios; with `write` they go to docs/speed.md.
pub(crate) fn run(write: bool) -> Result<()> {
    let chromium = browser::chromium()?;
    pack::run()?;
    let flags: &[&str] = if write { &["--write"] } else { &[] };
    process::run(node::script("benches/run.mjs").args(flags).env("CHROMIUM", chromium))
}

/// Prints how the time for a KiB of untrusted input grows with its size; with `write` the table goes to SECURITY.md.
pub(crate) fn untrusted(write: bool) -> Result<()> {
    node::ready()?;
    pack::run()?;
    let flags: &[&str] = if write { &["--write"] } else { &[] };
    process::run(node::script("benches/untrusted.mjs").args(flags))
}
