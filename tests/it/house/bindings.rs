//! `src/js` converts and calls: what is decided is decided below it, where a test needs no binding.
//!
//! A decision is an `if`, a `match`, a `let … else`, a loop with a condition, a comparison, or conditions that are
//! combined. A function of `src/js` has none, unless the list below has it, with the number of its decisions and what it
//! converts. What this test cannot see is a decision that is written as a chain of methods of an `Option`.

use std::collections::BTreeMap;
use std::fs::read_to_string;
use std::path::Path;

use regex::Regex;

use crate::integration::vectors::files;

/// Conversions that cannot be written without a choice: the file, the function, the number of choices, and what is
/// converted.
const CONVERSIONS: &[(&str, &str, usize, &str)] = &[
    ("arguments", "given", 1, "null to an argument that is not given"),
    ("buffers", "resized", 2, "a buffer grows when it is too small"),
    ("calls", "constant", 1, "a call to its name"),
    ("exports", "call", 2, "a number to its call; whether it is a value to the sign of a length"),
    ("form", "dispatch", 2, "a call to its function; an error to JSON"),
    ("form", "find_operation", 1, "a name to its operation"),
    ("form", "json_schema", 1, "a flag to a side"),
    ("record/found", "fault", 1, "the params of an issue to words"),
    ("record/found", "steps", 1, "the step of a path to words"),
    ("record/found", "change", 1, "a change or a removal to words"),
    ("full/client", "dispatch", 1, "a call to its function"),
    ("full/edge", "check", 1, "advice or the name of an option to JSON"),
    ("full/edge", "write_effect", 1, "an effect to JSON"),
    ("full/edge", "write_response", 1, "the content of a response to JSON"),
    ("full/exchange", "before_attempt", 1, "a time or an error to JSON"),
    ("full/exchange", "after_attempt", 1, "what comes next to JSON"),
    ("full/exchange", "result", 1, "JSON to a response or a failure: only a failure is an object"),
    ("full/flows", "received", 1, "JSON to a response or pages: only pages are an object"),
    ("full/flows", "write_step", 2, "a step to JSON"),
    ("full/http", "endpoint", 1, "a number or a name to its endpoint"),
    ("full/http", "parse_options", 1, "JSON to rules for links"),
    ("full/issues", "write_issues", 1, "the parts that an issue has to JSON"),
    ("full/mod", "dispatch", 1, "an error to JSON"),
    ("record/tree", "part", 1, "a value of a shape to a tree"),
    ("record/tree", "scalar", 1, "a value of a record to one of a tree"),
    ("record/tree", "tree", 3, "a record to a tree, without what is absent"),
    ("native", "run_call", 1, "whether it is a value to a `Result`"),
    ("record/mod", "find", 1, "the wrapper may not know whether all strings are printable"),
];

#[test]
fn the_boundary_decides_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/js");
    let mut found = BTreeMap::new();
    for path in files(&root, "rs") {
        let file = path.strip_prefix(&root).unwrap().with_extension("").to_str().unwrap().replace('\\', "/");
        let decisions = decisions(&read_to_string(&path).unwrap());
        found.extend(decisions.into_iter().map(|(function, count)| ((file.clone(), function), count)));
    }
    let listed: BTreeMap<_, _> = CONVERSIONS
        .iter()
        .map(|(file, function, count, _)| (((*file).to_owned(), (*function).to_owned()), *count))
        .collect();
    assert_eq!(found, listed, "move the decision below src/js, or list what the function converts");
}

#[test]
fn a_planted_decision_is_found() {
    let code = "
        //! if this == that
        fn converts(given: &Given) -> Result<Vec<u8>, Error> {
            // match
            let run = || call(given.text(\"if\")).ok_or_else(|| Error::config(\"a == b\"));
            run()
        }
        fn is_final(status: u16) -> bool {
            status < 300
        }
        fn fits(link: &Link) -> Option<()> {
            if link.id.is_some() || link.tos_url.is_some() { return None }
            matches!(link.kind, Kind::A).then_some(())
        }
        fn link(output: Output) -> Option<Link> {
            let Output::Link(link) = output else { return None };
            Some(link)
        }

#[cfg(test)]
use self::test_only;
fn is_seen() { if true {} }
#[cfg(test)]
mod tests { fn other() { if true {} } }";
    let expected =
        [("fits", 3), ("is_final", 1), ("is_seen", 1), ("link", 1)].map(|(name, count)| (name.to_owned(), count));
    assert_eq!(decisions(code), BTreeMap::from(expected));
}

/// Counts the decisions of each function that has any, apart from its tests.
fn decisions(code: &str) -> BTreeMap<String, usize> {
    let ignored = Regex::new(r#""(?:\\.|[^"\\])*"|//.*"#).unwrap();
    let function = Regex::new(r"\bfn (\w+)").unwrap();
    let decision =
        Regex::new(r"\b(?:if|match|while|matches)\b|\blet\b.* else \{|==|!=|&&|[\w)\]] \|\| |^\s*\|\| | [<>]=? ")
            .unwrap();
    let code = code.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let (mut counts, mut name) = (BTreeMap::new(), String::new());
    for line in code.lines() {
        let line = ignored.replace_all(line, "\"\"");
        if let Some(found) = function.captures(&line) {
            name = found[1].to_owned();
        }
        let count = decision.find_iter(&line).count();
        if count > 0 {
            *counts.entry(name.clone()).or_default() += count;
        }
    }
    counts
}
