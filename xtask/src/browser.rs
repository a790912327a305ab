//! The browsers that the tests drive; installed only when a step needs them.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::apt;

struct Browser {
    /// The environment variable that holds the path of one.
    variable: &'static str,
    /// What Debian calls it.
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

const FIREFOX: Browser = Browser {
    variable: "FIREFOX",
    package: "firefox-esr",
    places: &["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"],
};

/// The path of a Chromium: the one in the environment variable `CHROMIUM`, one that is installed, or a new one from apt.
pub(crate) fn chromium() -> Result<PathBuf> {
    CHROMIUM.path()
}

/// The path of a Firefox, found in the same way.
pub(crate) fn firefox() -> Result<PathBuf> {
    FIREFOX.path()
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
            apt::install(&[self.package], "the browser tests run in it")?;
            if let Some(path) = self.installed() {
                return Ok(path);
            }
        }
        bail!("the browser tests need {}: install it, or set {} to the path of one", self.package, self.variable)
    }

    fn installed(&self) -> Option<PathBuf> {
        self.places.iter().map(PathBuf::from).find(|path| path.exists())
    }
}
