//! Finds the programs of other packages that tests start, and installs them with apt where there are none.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::apt;

pub(crate) struct Program {
    /// The environment variable with its path.
    pub(crate) variable: &'static str,
    /// The name of Debian's package.
    pub(crate) package: &'static str,
    /// Where it may be. A `*` stands for the name of any folder: of several, the last one by number counts.
    pub(crate) places: &'static [&'static str],
    /// Why it is needed.
    pub(crate) why: &'static str,
}

impl Program {
    /// Returns the path of the program: from its environment variable, an installed one, or one that apt installs now.
    pub(crate) fn path(&self) -> Result<PathBuf> {
        if let Some(path) = self.installed() {
            return Ok(path);
        }
        if apt::exists() {
            apt::install(&[self.package], self.why)?;
            if let Some(path) = self.installed() {
                return Ok(path);
            }
        }
        bail!("install {}, or set {} to the path of its program: {}", self.package, self.variable, self.why)
    }

    /// Returns the path of the program if it is there already.
    pub(crate) fn installed(&self) -> Option<PathBuf> {
        let named = env::var_os(self.variable).map(PathBuf::from);
        named.or_else(|| self.places.iter().find_map(|place| found(place)))
    }
}

/// Returns the path that a place names, if there is a file.
fn found(place: &str) -> Option<PathBuf> {
    let Some((folder, rest)) = place.split_once("/*/") else {
        return Some(PathBuf::from(place)).filter(|path| path.exists());
    };
    let numbered = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let folders = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    folders.filter(|path| path.join(rest).exists()).max_by_key(|path| numbered(path)).map(|path| path.join(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{file, workspace};

    #[test]
    fn the_newest_version_is_found() {
        let folder = workspace::target().join("test/program");
        for version in ["9", "15", "other"] {
            file::write(&folder.join(version).join("bin/server"), b"").unwrap();
        }
        let place = |rest: &str| format!("{}/*/bin/{rest}", folder.display());
        assert_eq!(found(&place("server")), Some(folder.join("15/bin/server")));
        assert_eq!(found(&place("client")), None);
        assert_eq!(found("/nowhere/*/server"), None);
    }
}
