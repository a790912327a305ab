//! Properties of kyclink that hold for all bytes. `cargo xtask fuzz` searches for bytes that violate one; `cargo test`
//! repeats the inputs of `corpus/` and `seeds.txt`, and the seeds that are made of vectors.
//!
//! Each file of `targets` is a property: its head says what it is, and `target` panics where it does not hold.

// A panic is how a property fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod encoding;
mod found;
mod grammar;
mod requests;
mod seeds;
mod source;
mod targets;

use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

use kyclink::{Operation, UntrustedValue};
pub use seeds::seeds;
pub use targets::TARGETS;

/// Makes an input of an operation from choices: mostly a valid one.
pub fn input_of(operation: &Operation, choices: &[u8]) -> UntrustedValue<'static> {
    grammar::object_of(&mut source::Source::new(choices), operation.shape)
}

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

/// Returns the inputs that `cargo test` repeats, with their names: the files of `corpus/<target>`, each of which shows
/// an error that was repaired, and the lines of `seeds.txt`, which reach the most code.
pub fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = fs::read_dir(folder.join("corpus").join(target)).into_iter().flatten();
    let named =
        named.map(|file| file.unwrap().path()).map(|path| (path.display().to_string(), fs::read(path).unwrap()));
    let seeds = fs::read_to_string(folder.join("seeds.txt")).unwrap();
    let lines =
        seeds.lines().enumerate().filter_map(|(at, line)| Some((at, line.strip_prefix(target)?.strip_prefix('\t')?)));
    let seeds = lines.map(|(at, line)| (format!("fuzz/seeds.txt:{}", at + 1), unescaped(line)));
    named.chain(seeds).collect()
}

/// Returns the bytes that `[u8]::escape_ascii` has written as a line.
pub fn unescaped(line: &str) -> Vec<u8> {
    let mut bytes = line.bytes();
    let mut text = Vec::new();
    while let Some(byte) = bytes.next() {
        text.push(match (byte, if byte == b'\\' { bytes.next() } else { None }) {
            (_, Some(b'n')) => b'\n',
            (_, Some(b'r')) => b'\r',
            (_, Some(b't')) => b'\t',
            (_, Some(b'x')) => {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            (_, Some(escaped)) => escaped,
            (plain, None) => plain,
        });
    }
    text
}
