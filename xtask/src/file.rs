//! Files below folders, stamps for work that need not be repeated, and locks between commands.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fs_err::{self as fs, File};
use walkdir::{DirEntry, WalkDir};

/// A digest of the inputs of some work, and the file that stores it once the work is done.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    path: PathBuf,
    digest: String,
}

impl Stamp {
    /// Computes the digest. `DefaultHasher::new` has fixed keys; if a compiler changes its algorithm, the work is
    /// repeated once.
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
        write(&self.path, &self.digest)
    }
}

/// Returns the path and the content of each file: the inputs of a [`Stamp`].
pub(crate) fn names_and_contents(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>> {
    let mut both = Vec::new();
    for path in paths {
        both.extend([path.to_string_lossy().into_owned().into_bytes(), fs::read(path)?]);
    }
    Ok(both)
}

/// Writes a file, and creates its parent folders.
pub(crate) fn write(path: &Path, contents: impl AsRef<[u8]>) -> Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    Ok(fs::write(path, contents)?)
}

/// Copies what a file contains, and creates the parent folders of the copy.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    write(to, fs::read(from)?)
}

/// Returns all files below a folder, sorted.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(entries.into_iter().filter(|entry| entry.file_type().is_file()).map(DirEntry::into_path).collect())
}

/// Removes a folder, if it exists.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// Installs a program, unless it is there. Only one command of the machine installs at a time, because neither apt nor
/// rustup waits for another of its kind.
pub(crate) fn install_unless(is_there: impl Fn() -> bool, install: impl FnOnce() -> Result<()>) -> Result<()> {
    if is_there() {
        return Ok(());
    }
    let _lock = lock(&std::env::temp_dir().join("kyclink-install.lock"))?;
    // Another command may have installed it meanwhile.
    if is_there() { Ok(()) } else { install() }
}

/// Waits until no other command holds the lock, then holds it until the returned file is dropped.
pub(crate) fn lock(path: &Path) -> Result<File> {
    // The file may be another user's.
    if !path.exists() {
        write(path, "")?;
    }
    let file = File::open(path)?;
    file.file().lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}
