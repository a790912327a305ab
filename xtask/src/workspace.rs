//! The paths in the working tree.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The version of the crate and of the npm package: `workspace.package.version` in Cargo.toml.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Returns the root of the working tree. The environment takes precedence over the path at compile time, because the target folder
/// may have been copied.
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

/// Returns the folder of the frameworks, and of the tests in them.
pub(crate) fn frameworks() -> PathBuf {
    target().join("frameworks")
}

/// Returns the folder of the runtimes and bundlers, and of the tests in them.
pub(crate) fn runtimes() -> PathBuf {
    target().join("runtimes")
}

/// Returns the path for messages: relative to the root of the working tree.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
