//! Lists that somebody has reviewed: what the crate says now is compared with them as a whole.

use std::collections::BTreeSet;
use std::path::Path;

/// Compares lines with a file of `tests/vectors/data`. After an intended change, `KYCLINK_UPDATE=1` rewrites the file:
/// never where the tests are to judge, as in CI.
pub(crate) fn assert_reviewed(file: &str, lines: &BTreeSet<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/data").join(file);
    if std::env::var("KYCLINK_UPDATE").is_ok_and(|update| update == "1") && std::env::var("CI").is_err() {
        std::fs::write(&path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    }
    let text = std::fs::read_to_string(path).unwrap();
    let reviewed: BTreeSet<_> = text.lines().map(str::to_owned).collect();
    let gone = reviewed.difference(lines).map(|line| format!("- {line}"));
    let new = lines.difference(&reviewed).map(|line| format!("+ {line}"));
    let changes: Vec<_> = gone.chain(new).collect();
    assert!(
        changes.is_empty(),
        "tests/vectors/data/{file} says something else; if that is intended, run this test with KYCLINK_UPDATE=1:\n{}",
        changes.join("\n")
    );
    assert!(text.lines().eq(reviewed.iter().map(String::as_str)), "{file} is not sorted, or has a line twice");
}
