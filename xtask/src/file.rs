//! File access with errors that name the file, stamps for work that need not be repeated, and locks between commands.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A digest of the inputs of some work, and the file that stores it once the work is done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    path: PathBuf,
    digest: String,
}

impl Stamp {
    /// Computes the digest. `DefaultHasher::new` has fixed keys; if a compiler changes its algorithm, the work is repeated once.
    pub(crate) fn new(path: PathBuf, inputs: &[impl AsRef<[u8]>]) -> Self {
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            let input = input.as_ref();
            hasher.write_usize(input.len());
            hasher.write(input);
        }
        Self { path, digest: format!("{:016x}\n", hasher.finish()) }
    }

    /// Returns whether the work was done with the same inputs.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|stored| stored == self.digest)
    }

    /// Records that the work is done.
    pub(crate) fn write(&self) -> Result<()> {
        write(&self.path, self.digest.as_bytes())
    }
}

/// Returns the path and the content of each file: the inputs of a [`Stamp`].
pub(crate) fn names_and_contents(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>> {
    let mut both = Vec::new();
    for path in paths {
        both.extend([path.to_string_lossy().into_owned().into_bytes(), read(path)?]);
    }
    Ok(both)
}

/// Writes a file, and creates its parent folders.
pub(crate) fn write(path: &Path, contents: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, contents).with_context(|| format!("cannot write {}", path.display()))
}

/// Reads a file. The error names it.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads a text file. The error names it.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Returns all files below a folder, sorted.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { found.extend(below(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

/// Removes a folder, if it exists.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

/// Lets one command of the machine at a time install programs: neither apt nor rustup waits for another of its kind.
pub(crate) fn install_lock() -> Result<File> {
    lock(&std::env::temp_dir().join("kyclink-install.lock"))
}

/// Waits until no other command holds the lock, then holds it until the returned file is dropped.
pub(crate) fn lock(path: &Path) -> Result<File> {
    write(path, b"")?;
    let file = File::open(path)?;
    file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}
