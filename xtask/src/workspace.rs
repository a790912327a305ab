//! Where things are in the working tree.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The version of the crate and of the npm package: both are `workspace.package.version`.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The root of the working tree. Asked at run time first, because a binary may have been copied together with its target folder.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let manifest = PathBuf::from(manifest);
        manifest.parent().map_or_else(|| manifest.clone(), Path::to_path_buf)
    });
    &ROOT
}

/// Everything the commands make, apart from committed files, is below this folder.
pub(crate) fn target() -> PathBuf {
    root().join("target")
}

/// The tree of the npm package, from which the tarball is made.
pub(crate) fn package() -> PathBuf {
    target().join("package")
}

/// Where the runtimes and bundlers are, and what is tried in them.
pub(crate) fn runtimes() -> PathBuf {
    target().join("runtimes")
}

/// The path as it is shown to a person: relative to the root of the working tree.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
