//! Where the tests of a source file are: `tests/it` mirrors `src`.

use std::collections::BTreeSet;
use std::fs::read_to_string;
use std::path::Path;

use super::tested_by::TESTED_BY;
use crate::integration::vectors::files;

/// Folders of tests that belong to no source file: about several floors, about the source, and the host of the
/// handler's tests.
const WITHOUT_A_SOURCE: [&str; 3] = ["integration/", "house/", "edge/world"];

#[test]
fn every_test_file_is_named_after_what_it_tests() {
    let sources = names("src");
    let exists = |name: &str| sources.iter().any(|source| source == name || source.starts_with(&format!("{name}/")));
    let is_named = |source: &str| {
        // A topic of a file or folder is in a folder of that name. A floor is too large for a topic.
        let topic_of = source.rsplit_once('/').map(|(folder, _)| folder).filter(|folder| folder.contains('/'));
        exists(source) || topic_of.is_some_and(exists)
    };
    let lost: Vec<_> = names("tests/it")
        .into_iter()
        .filter(|test| {
            test != "main" && !WITHOUT_A_SOURCE.iter().any(|place| test.starts_with(place)) && !is_named(test)
        })
        .collect();
    assert!(lost.is_empty(), "test files without a source of their name: {lost:?}");
}

#[test]
fn every_source_file_has_a_test_of_its_own_or_is_listed() {
    let listed: Vec<_> = TESTED_BY.iter().flat_map(|(_, sources)| *sources).copied().collect();
    assert_eq!(misplaced(&names("src"), &listed, has_own_test), Vec::<String>::new());
    for (test, _) in TESTED_BY {
        let tests = read_to_string(root().join(test)).unwrap_or_default();
        let is_test = tests.contains("#[test]") || tests.contains("#[wasm_bindgen_test]") || tests.contains("test(");
        assert!(is_test, "{test} is listed, and is not a test");
    }
}

#[test]
fn a_file_that_is_not_where_the_list_says_is_found() {
    let sources = ["edge/link", "edge/key", "edge/run"].map(str::to_owned).into();
    let own = |source: &str| source == "edge/key";
    assert_eq!(misplaced(&sources, &["edge/link", "edge/run"], own), [""; 0]);
    for (listed, expected) in [
        (&["edge/link"] as &[_], "src/edge/run.rs has no test of its own: write one, or list what tests it"),
        (&["edge/link", "edge/run", "edge/run"], "src/edge/run.rs is listed twice"),
        (&["edge/link", "edge/run", "edge/key"], "src/edge/key.rs is listed, and has a test of its own"),
        (&["edge/link", "edge/run", "edge"], "src/edge.rs is listed, and does not exist"),
    ] {
        assert_eq!(misplaced(&sources, listed, own), [expected]);
    }
}

/// Compares the source files with the list of those that have no test of their own.
fn misplaced(sources: &BTreeSet<String>, listed: &[&str], has_own_test: impl Fn(&str) -> bool) -> Vec<String> {
    let untested = sources.iter().filter(|source| !has_own_test(source) && !listed.contains(&source.as_str()));
    let untested =
        untested.map(|source| format!("src/{source}.rs has no test of its own: write one, or list what tests it"));
    let wrong = listed.iter().enumerate().filter_map(|(at, source)| {
        let why = match () {
            () if !sources.contains(*source) => "is listed, and does not exist",
            () if has_own_test(source) => "is listed, and has a test of its own",
            () if listed[..at].contains(source) => "is listed twice",
            () => return None,
        };
        Some(format!("src/{source}.rs {why}"))
    });
    untested.chain(wrong).collect()
}

/// Returns whether a source file contains a test, has a test file or a folder of its name, or is an operation with
/// vectors. Tables are generated, and `lib.rs` only exports.
fn has_own_test(source: &str) -> bool {
    if source == "lib" || source.ends_with("_table") {
        return true;
    }
    let tests = root().join("tests/it").join(source.strip_suffix("/mod").unwrap_or(source));
    let vectors = match source.split('/').collect::<Vec<_>>()[..] {
        ["provider", provider, operation] => format!("{provider}.{}.json", camel_case(operation)),
        _ => "none".to_owned(),
    };
    tests.is_dir()
        || tests.with_extension("rs").is_file()
        || root().join("tests/vectors/operations").join(vectors).is_file()
        || read_to_string(root().join("src").join(source).with_extension("rs")).unwrap().contains("#[test]")
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        name + &letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder, by their paths in it without the ending.
fn names(folder: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let name = |path: &Path| Some(path.strip_prefix(&root).ok()?.with_extension("").to_str()?.replace('\\', "/"));
    files(&root, "rs").iter().filter_map(|path| name(path)).collect()
}
