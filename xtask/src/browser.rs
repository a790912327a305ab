//! Finds the browsers that tests drive, and installs them only when a step needs them.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::apt;

struct Browser {
    /// The environment variable with its path.
    variable: &'static str,
    /// The name of Debian's package.
    package: &'static str,
    places: &'static [&'static str],
}

const CHROMIUM: Browser = Browser {
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
const HEADLESS: Browser = Browser {
    variable: "CHROMIUM_HEADLESS",
    package: "chromium-headless-shell",
    places: &["/usr/bin/chromium-headless-shell"],
};

const FIREFOX: Browser = Browser {
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
    let path = |browser: &Browser| env::var_os(browser.variable).map(PathBuf::from).or_else(|| browser.installed());
    [CHROMIUM, HEADLESS, FIREFOX].iter().filter_map(path).collect()
}

impl Browser {
    fn path(&self) -> Result<PathBuf> {
        if let Some(path) = env::var_os(self.variable) {
            return Ok(path.into());
        }
        if let Some(path) = self.installed() {
            return Ok(path);
        }
        if apt::exists() {
            apt::install(&[self.package], "browser tests run in it")?;
            if let Some(path) = self.installed() {
                return Ok(path);
            }
        }
        bail!("browser tests need {}: install it, or set {} to its path", self.package, self.variable)
    }

    fn installed(&self) -> Option<PathBuf> {
        self.places.iter().map(PathBuf::from).find(|path| path.exists())
    }
}
