//! `cargo xtask bench`: measures the package's speed, as ratios to JavaScript for the same jobs.

use anyhow::Result;

use crate::{browser, node, pack, process};

/// Prints the ratios. With `write`, writes them to docs/speed.md.
pub(crate) fn run(write: bool) -> Result<()> {
    let chromium = browser::chromium()?;
    pack::run()?;
    let flags: &[&str] = if write { &["--write"] } else { &[] };
    process::run(node::script("benches/run.mjs").args(flags).env("CHROMIUM", chromium))
}

/// Prints how the time per KiB of untrusted input grows with the size. With `write`, writes the table to SECURITY.md.
pub(crate) fn untrusted(write: bool) -> Result<()> {
    node::ready()?;
    pack::run()?;
    let flags: &[&str] = if write { &["--write"] } else { &[] };
    process::run(node::script("benches/untrusted.mjs").args(flags))
}

/// Prints what the handler's `onStep` costs, as a share of a create.
pub(crate) fn steps() -> Result<()> {
    node::ready()?;
    pack::run()?;
    process::run(&mut node::script("benches/steps.mjs"))
}

/// Prints how long the onboarding page takes on a slow phone. With `write`, writes the table to docs/page.md.
pub(crate) fn page(write: bool) -> Result<()> {
    let chromium = browser::chromium()?;
    pack::run()?;
    let flags: &[&str] = if write { &["--write"] } else { &[] };
    process::run(node::script("benches/page.mjs").args(flags).env("CHROMIUM", chromium))
}
