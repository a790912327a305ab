//! The paths in the working tree.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use anyhow::Result;

use crate::process;

/// The version of the crate and of the npm package: `workspace.package.version` in Cargo.toml.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Returns the root of the working tree. The environment takes precedence over the path at compile time, because the
/// target folder may have been copied.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let manifest = PathBuf::from(manifest);
        manifest.parent().map_or_else(|| manifest.clone(), Path::to_path_buf)
    });
    &ROOT
}

/// Returns the folder for everything that the commands create, except committed files.
pub(crate) fn target() -> PathBuf {
    root().join("target")
}

/// Returns the folder with the files of the npm package.
pub(crate) fn package() -> PathBuf {
    target().join("package")
}

/// Returns the path of the npm package.
pub(crate) fn tarball() -> PathBuf {
    target().join("npm").join(format!("kyclink-{VERSION}.tgz"))
}

/// Returns the path for messages: relative to the root of the working tree.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Returns the files that git tracks or would add, as paths relative to the root.
pub(crate) fn sources() -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let list = process::output(&mut git)?;
    let paths = list.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from);
    // The list also has files whose deletion is not committed.
    Ok(paths.filter(|path| root().join(path).is_file()).collect())
}
