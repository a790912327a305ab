//! Files whose errors name them, work that need not be repeated, and work that only one command may do at a time.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A digest of everything that a result was made from, and the file where it is kept once the work is done.
pub(crate) struct Stamp {
    path: PathBuf,
    digest: String,
}

impl Stamp {
    /// `DefaultHasher::new` has fixed keys; that its algorithm may change with the compiler costs one repetition.
    pub(crate) fn new(path: PathBuf, inputs: &[impl AsRef<[u8]>]) -> Self {
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            let input = input.as_ref();
            hasher.write_usize(input.len());
            hasher.write(input);
        }
        Self { path, digest: format!("{:016x}\n", hasher.finish()) }
    }

    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|kept| kept == self.digest)
    }

    /// To be called last: a stamp says that the work before it was finished.
    pub(crate) fn write(&self) -> Result<()> {
        write(&self.path, self.digest.as_bytes())
    }
}

/// Writes a file together with the folders above it.
pub(crate) fn write(path: &Path, contents: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(path, contents).with_context(|| format!("cannot write {}", path.display()))
}

/// Reads a file; the error names it.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Reads a text file; the error names it.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// All files below a folder, in the order of their names.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { found.extend(below(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

/// Removes a folder, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

/// Waits until no other command holds the lock, and holds it as long as the value lives.
pub(crate) fn lock(path: &Path) -> Result<File> {
    write(path, b"")?;
    let file = File::open(path)?;
    file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}
