//! The browsers of the tests; installed only when a step needs them.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::apt;

const CHROMIUM: &[&str] = &[
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const FIREFOX: &[&str] =
    &["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];

/// The path of a Chromium: the one in the environment variable `CHROMIUM`, one that is installed, or a new one from apt.
pub(crate) fn chromium() -> Result<PathBuf> {
    find("CHROMIUM", CHROMIUM, "chromium")
}

/// The same of a Firefox.
pub(crate) fn firefox() -> Result<PathBuf> {
    find("FIREFOX", FIREFOX, "firefox-esr")
}

fn find(variable: &str, places: &[&str], package: &str) -> Result<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Ok(path.into());
    }
    let installed = || places.iter().map(PathBuf::from).find(|path| path.exists());
    if let Some(path) = installed() {
        return Ok(path);
    }
    if apt::exists() {
        apt::install(&[package], "the browser tests run in it")?;
        if let Some(path) = installed() {
            return Ok(path);
        }
    }
    bail!("the browser tests need {package}: install it, or set {variable} to the path of one")
}
