//! `cargo xtask bench`: what the package costs, as a ratio to the same job written by hand in JavaScript.

use anyhow::Result;

use crate::{node, pack, process};

pub(crate) fn run() -> Result<()> {
    pack::run()?;
    process::run(&mut node::script("benches/onboard.mjs"))
}
