//! A Chromium for the browser tests; installed only when a step needs it.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::apt;

const PLACES: [&str; 5] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The path of a Chromium: the one in the environment variable `CHROMIUM`, one that is installed, or a new one from apt.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    let installed = || PLACES.iter().map(PathBuf::from).find(|path| path.exists());
    if let Some(path) = installed() {
        return Ok(path);
    }
    if apt::exists() {
        apt::install(&["chromium"], "the browser tests run in it")?;
        if let Some(path) = installed() {
            return Ok(path);
        }
    }
    bail!("the browser tests need Chromium: install it, or set CHROMIUM to the path of one")
}
