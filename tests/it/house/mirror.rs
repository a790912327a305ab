//! Where the tests of a source file are: `tests/it` mirrors `src`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::whole::vectors::files;

/// The folders of `src` whose files need no test file of their own, and what tests them instead.
const TESTED_AS_A_WHOLE: [(&str, &str); 12] = [
    ("client", "whole/vectors"),
    ("client/onboarding", "client/onboarding/onboard"),
    ("data", "rules/field/conformance"),
    ("edge", "edge/links"),
    ("provider", "whole/vectors"),
    ("rules", "whole/vectors"),
    ("rules/field", "rules/field/conformance"),
    ("transport", "transport"),
    ("value", "whole/properties"),
    ("verify", "verify"),
    // The boundary is tested from its other side.
    ("js", "../packages/kyclink/boundary.test.mjs"),
    ("web", "../wasm.rs"),
];

/// Folders of tests that belong to no source file: about several floors, about the source, and the host of the
/// handler's tests.
const WITHOUT_A_SOURCE: [&str; 3] = ["whole/", "house/", "edge/world"];

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
fn every_source_file_has_a_test_file_or_its_folder_has() {
    let tests = names("tests/it");
    let mut lost = Vec::new();
    for source in names("src").into_iter().filter(|source| source != "lib" && !source.ends_with("_table")) {
        let own = source.strip_suffix("/mod").unwrap_or(&source);
        let is_tested = tests.contains(own)
            || tests.iter().any(|test| test.starts_with(&format!("{own}/")))
            || TESTED_AS_A_WHOLE.iter().any(|(folder, _)| own == *folder || own.starts_with(&format!("{folder}/")));
        if !is_tested {
            lost.push(source);
        }
    }
    assert!(lost.is_empty(), "source files without tests: {lost:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    for (folder, test) in TESTED_AS_A_WHOLE {
        let is_there = tests.contains(test) || root.join(test).is_file();
        assert!(is_there, "{test} is listed for the tests of src/{folder}, but does not exist");
    }
}

/// The files of a folder, by their paths in it without the ending.
fn names(folder: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let name = |path: &Path| Some(path.strip_prefix(&root).ok()?.with_extension("").to_str()?.replace('\\', "/"));
    files(&root, "rs").iter().filter_map(|path| name(path)).collect()
}
