//! No source file is longer than 320 lines, apart from those that are listed with a reason.

use std::fs::read_to_string;
use std::path::Path;

use crate::integration::vectors::files;

const MAX_LINES: usize = 320;

/// Folders with sources: no tests, and nothing that is generated.
const FOLDERS: [&str; 8] =
    ["src", "pkg-template", "codegen/src", "fuzz/src", "simulation/src", "xtask/src", "xtask/scripts", "benches"];

/// Why a file is longer.
const LONG: [(&str, &str); 12] = [
    ("fuzz/src/requests.rs", "a case for each effect, and one grammar for all"),
    ("pkg-template/service/page/texts/ar.ts", "all texts of the page in a language"),
    ("pkg-template/service/page/texts/de.ts", "all texts of the page in a language"),
    ("pkg-template/service/page/texts/en.ts", "all texts of the page in a language"),
    ("pkg-template/service/page/texts/es.ts", "all texts of the page in a language"),
    ("pkg-template/service/page/texts/fr.ts", "all texts of the page in a language"),
    ("pkg-template/service/page/texts/ja.ts", "all texts of the page in a language"),
    ("pkg-template/service/page/texts/pt.ts", "all texts of the page in a language"),
    ("simulation/src/invariants/agenda.rs", "what each handler must hear, however many learn it at once"),
    ("src/client/error/echo.rs", "what counts as an echo, half of it examples"),
    ("src/edge/engine/run.rs", "every way to perform an effect shares the state of a replay"),
    ("src/rules/shape.rs", "a shape and the kinds of its fields, half of it examples"),
];

#[test]
fn a_longer_file_is_listed_with_its_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut lengths = Vec::new();
    for folder in FOLDERS {
        for path in files(&root.join(folder), "rs")
            .into_iter()
            .chain(files(&root.join(folder), "js"))
            .chain(files(&root.join(folder), "mjs"))
            .chain(files(&root.join(folder), "ts"))
        {
            let text = read_to_string(&path).unwrap();
            if !text.starts_with("// @generated") && !text.starts_with("//! @generated") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                lengths.push((name, text.lines().count()));
            }
        }
    }
    assert!(lengths.len() > 450, "only {} files were found", lengths.len());
    assert_eq!(wrong(&lengths, &LONG.map(|(name, _)| name)), [""; 0]);
}

fn wrong(lengths: &[(String, usize)], listed: &[&str]) -> Vec<String> {
    let long = || lengths.iter().filter(|(_, lines)| *lines > MAX_LINES);
    let unlisted = long().filter(|(name, _)| !listed.contains(&name.as_str()));
    let stale = listed.iter().filter(|name| !long().any(|(long, _)| long == *name));
    unlisted
        .map(|(name, lines)| format!("{name} has {lines} lines: split it, or list it with the reason"))
        .chain(stale.map(|name| format!("{name} is listed, and is not longer than {MAX_LINES} lines")))
        .collect()
}
