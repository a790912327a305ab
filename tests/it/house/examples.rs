//! Every public item shows in its documentation what one does with it, a method perhaps in the example of its type.
//! Doctests run the examples.

use std::fs::read_to_string;
use std::path::Path;

use crate::integration::vectors::files;

/// Items without an example: a part of `<file> <name>`, and why.
const EXCEPTIONS: [(&str, &str); 6] = [
    ("client/error/details.rs ", "methods of `Error`, whose example shows them"),
    ("provider/typed_client.rs ", "in macros; the example on `Call` shows how to use a client and its inputs"),
    ("value/host/npm.rs ", "for the npm package; Rust callers cannot reach it"),
    ("js/", "for the npm package; hidden in the documentation"),
    ("web/", "needs a browser's fetch"),
    ("value/json.rs Fields", "only this crate can make one and use it"),
];

/// What only the tools of this repository use.
const HIDDEN: &str = "#[doc(hidden)]";

#[test]
fn every_public_item_has_an_example() {
    let without = items_without_example();
    let is_exception = |item: &&String| EXCEPTIONS.iter().any(|(part, _)| item.contains(part));
    let unlisted: Vec<_> = without.iter().filter(|item| !is_exception(item)).collect();
    assert!(unlisted.is_empty(), "public items without an example: {unlisted:#?}");
    for (part, reason) in EXCEPTIONS {
        assert!(without.iter().any(|item| item.contains(part)), "no exception any more: {part} ({reason})");
    }
}

/// Returns `<file> <name>` of each public item in `src/` without an example. The lint `unreachable_pub` sees to it that
/// what is `pub` can be reached from outside.
fn items_without_example() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut items = Vec::new();
    for path in files(&root, "rs") {
        let file = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        items.extend(without_example(&read_to_string(&path).unwrap()).iter().map(|name| format!("{file} {name}")));
    }
    items
}

/// Returns the names of the public items in a file that have no example.
fn without_example(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines: Vec<_> = code.lines().collect();
    let items = lines.iter().enumerate().filter_map(|(at, line)| Some((at, item_name(line)?)));
    let types: String =
        items.clone().filter(|(at, _)| !is_method(lines[*at])).map(|(at, _)| example(&lines[..at])).collect();
    let is_shown = |at: usize, name: &str| {
        let calls = [format!(".{name}("), format!("::{name}(")];
        !example(&lines[..at]).is_empty()
            || is_method(lines[at]) && calls.iter().any(|call| types.contains(call))
            || comment_above(&lines[..at]).any(|line| line == HIDDEN)
    };
    items.filter(|(at, name)| !is_shown(*at, name)).map(|(_, name)| name.to_owned()).collect()
}

/// A method, an associated constant or an item in a macro.
fn is_method(line: &str) -> bool {
    line.starts_with(' ')
}

/// Returns the name of the public item that a line declares. An indented one is a method or an associated
/// constant, or stands in a macro.
fn item_name(line: &str) -> Option<&str> {
    let mut words = line.trim_start().strip_prefix("pub ")?.split(|c: char| !c.is_alphanumeric() && c != '_');
    let mut word = words.next()?;
    let mut was_const = false;
    while matches!(word, "const" | "async") {
        was_const = word == "const";
        word = words.next()?;
    }
    match word {
        "struct" | "enum" | "trait" | "static" | "type" | "fn" => words.next(),
        _ if was_const => Some(word),
        _ => None,
    }
}

/// The blocks of Rust in the comment at the end of these lines.
fn example(lines: &[&str]) -> String {
    let mut comment: Vec<_> = comment_above(lines).filter_map(|line| line.strip_prefix("///")).collect();
    comment.reverse();
    let text = comment.join("\n");
    let blocks = text.split("```").skip(1).step_by(2);
    blocks.filter(|block| ["\n", "no_run\n"].iter().any(|start| block.starts_with(start))).collect()
}

/// The comment and the attributes at the end of these lines, from the last.
fn comment_above<'a>(lines: &[&'a str]) -> impl Iterator<Item = &'a str> {
    let above = lines.iter().rev().map(|line| line.trim_start());
    above.take_while(|line| line.starts_with("///") || line.starts_with("#["))
}
