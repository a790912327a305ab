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
