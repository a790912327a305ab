//! Properties of kyclink that hold for all bytes. `cargo xtask fuzz` searches for bytes that violate one; `cargo test` repeats
//! every input that a search has kept in `corpus/`.
//!
//! Each file of `targets` is a property: its head says what it is, and `target` panics where it does not hold.

// A panic is how a property fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod found;
mod grammar;
mod record;
mod source;
mod targets;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

pub use targets::TARGETS;

/// Checks a property for these bytes. Panics if it does not hold.
pub type Target = fn(&[u8]);

/// Checks the property that the variable `KYCLINK_FUZZ` names.
pub fn run(bytes: &[u8]) {
    static TARGET: LazyLock<Target> = LazyLock::new(|| {
        let name = env::var("KYCLINK_FUZZ").expect("KYCLINK_FUZZ names a target");
        TARGETS.iter().find(|(known, _)| *known == name).expect("KYCLINK_FUZZ names a target").1
    });
    TARGET(bytes);
}

/// Returns the inputs that are kept for a target, with their paths.
pub fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}
