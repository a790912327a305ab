//! Finds the browsers that tests drive, and installs them only when a step needs them.

use std::path::PathBuf;

use anyhow::Result;

use crate::program::Program;

const WHY: &str = "browser tests run in it";

const CHROMIUM: Program = Program {
    why: WHY,
    variable: "CHROMIUM",
    package: "chromium",
    places: &[
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/usr/bin/google-chrome-stable",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
};

/// The same engine, without the windows around it: a test takes half the CPU in it.
const HEADLESS: Program = Program {
    why: WHY,
    variable: "CHROMIUM_HEADLESS",
    package: "chromium-headless-shell",
    places: &["/usr/bin/chromium-headless-shell"],
};

const FIREFOX: Program = Program {
    why: WHY,
    variable: "FIREFOX",
    package: "firefox-esr",
    places: &["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"],
};

/// Returns the path of Chromium: from the environment variable `CHROMIUM`, an installed one, or one that apt installs now.
pub(crate) fn chromium() -> Result<PathBuf> {
    CHROMIUM.path()
}

/// Returns the path of a Chromium without windows; where there is none, that of Chromium.
pub(crate) fn headless_chromium() -> Result<PathBuf> {
    HEADLESS.path().or_else(|_| chromium())
}

/// Returns the path of Firefox, found in the same way.
pub(crate) fn firefox() -> Result<PathBuf> {
    FIREFOX.path()
}

/// Returns the paths of the browsers that are there already.
pub(crate) fn installed() -> Vec<PathBuf> {
    [CHROMIUM, HEADLESS, FIREFOX].iter().filter_map(Program::installed).collect()
}
