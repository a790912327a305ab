//! Where the tests of each file of `src` are, and what each file of tests is about. Those of the package:
//! `tests/packages/package/mirror.test.mjs`.

use std::collections::BTreeSet;
use std::fs::read_to_string;
use std::path::Path;

use crate::integration::vectors::files;

/// Sources whose tests are neither in them, nor at their path, nor those of their folder: which tests hold them, and why
/// they are there.
const ELSEWHERE: [(&str, &str, &str); 19] = [
    ("lib", "tests/it/house/layers.rs", "the map of the crate"),
    ("client/contact", "tests/it/edge/contact.rs", "the handler confirms contacts"),
    ("client/customer", "tests/vectors/operations", "what a customer is follows from a response"),
    ("client/engine", "tests/it/client/onboarding", "every flow runs in it, and so does the handler"),
    ("client/http", "tests/vectors/http", "what a response says beside its body"),
    ("client/serialize", "tests/it/integration/secrets.rs", "one line for all outputs"),
    ("data", "tests/it/house/tables.rs", "generated tables: `codegen --check` compares them with data/"),
    ("edge/handling", "tests/it/edge/world.rs", "every test of the handler drives it"),
    ("js", "tests/packages/module/kyclink", "the boundary to JavaScript: tested from JavaScript"),
    ("provider", "tests/vectors/operations", "what a provider takes, sends and answers is data"),
    ("provider/own", "tests/it/edge/own_provider.rs", "a handler that has a provider of one's own"),
    ("rules", "tests/vectors/operations", "parts of the walk that finds an input's issues"),
    ("transport", "tests/it/transport.rs", "both transports have the same parts"),
    ("value/host", "tests/it/client", "the host's functions, which every call needs"),
    ("value/input", "tests/fuzz.rs", "trees and records: the same verdicts of every input"),
    ("value/secret", "tests/it/integration/secrets.rs", "no output shows a secret"),
    ("value/url", "tests/vectors/field/redirect-uri.json", "addresses, as people and providers write them"),
    ("value/word_enum", "tests/it/integration/vectors.rs", "the words of results and options"),
    ("web", "tests/wasm.rs", "runs in a browser's engine only"),
];

/// What is about no source: the source as a whole, several floors, and the world around the handler.
const OF_NO_SOURCE: [&str; 4] = ["main", "house", "integration", "edge/world"];

#[test]
fn the_tests_of_every_source_are_where_its_path_says_or_where_a_reason_stands() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut unheld = Vec::new();
    let mut needed = BTreeSet::new();
    for path in files(&root.join("src"), "rs") {
        let name = name(&root.join("src"), &path);
        if read_to_string(&path).unwrap().contains("#[cfg(test)]") || has_tests(root, &name) {
            continue;
        }
        match ELSEWHERE.iter().filter(|(place, _, _)| is_within(&name, place)).max_by_key(|(place, _, _)| place.len()) {
            Some((place, _, _)) => drop(needed.insert(*place)),
            None => unheld.push(name),
        }
    }
    assert_eq!(unheld, [""; 0], "no test is at their path: write one, or name the tests that hold them");
    for (place, tests, _) in ELSEWHERE {
        assert!(needed.contains(place), "{place} has its tests where its path says: take its row away");
        assert!(root.join(tests).exists(), "{tests} is not there");
    }
}

#[test]
fn every_file_of_tests_is_about_a_source() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = root.join("tests/it");
    let lost = files(&tests, "rs").into_iter().map(|path| name(&tests, &path)).filter(|name| {
        let is_about = |place: &str| is_there(&root.join("src"), place);
        !OF_NO_SOURCE.iter().any(|place| is_within(name, place)) && !is_about(name) && !is_about(folder(name))
    });
    assert_eq!(lost.collect::<Vec<_>>(), [""; 0], "no source has this path, nor its folder");
}

fn is_within(name: &str, place: &str) -> bool {
    name.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether there are tests at a source's path, or at that of its folder below a floor.
fn has_tests(root: &Path, source: &str) -> bool {
    let tests = root.join("tests/it");
    let is_below_a_floor = folder(source).contains('/');
    is_there(&tests, source) || (is_below_a_floor && is_there(&tests, folder(source)))
}

fn is_there(root: &Path, name: &str) -> bool {
    root.join(format!("{name}.rs")).exists() || root.join(name).is_dir()
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of a module: `a/b` for `a/b.rs` and `a/b/mod.rs`.
fn name(root: &Path, path: &Path) -> String {
    let name = path.strip_prefix(root).unwrap().with_extension("").to_string_lossy().replace('\\', "/");
    name.strip_suffix("/mod").unwrap_or(&name).to_owned()
}
