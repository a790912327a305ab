//! Renders tables as Rust, in lines short enough that a changed row is a readable diff.

use std::fmt::Display;

/// Renders a `static` string of the records, each followed by `end`, with `per_line` records on a line.
pub(super) fn string(name: &str, records: &[String], end: &str, per_line: usize) -> String {
    let line = |chunk: &[String]| chunk.iter().map(|record| format!("{record}{end}")).collect::<String>();
    let lines: Vec<_> = records.chunks(per_line).map(line).collect();
    format!("pub(super) static {name}: &str = \"\\\n    {}\";\n", lines.join("\\\n    "))
}

/// Renders a `static` array of numbers, right-aligned so that columns stay in place.
pub(super) fn array<T: Display>(name: &str, kind: &str, numbers: &[T], per_line: usize) -> String {
    let digits: Vec<_> = numbers.iter().map(T::to_string).collect();
    let width = digits.iter().map(String::len).max().unwrap_or(0);
    let lines: Vec<_> = digits
        .chunks(per_line)
        .map(|chunk| {
            let items: Vec<_> = chunk.iter().map(|item| format!("{item:>width$}")).collect();
            format!("    {},\n", items.join(", "))
        })
        .collect();
    format!("#[rustfmt::skip]\npub(super) static {name}: [{kind}; {}] = [\n{}];\n", numbers.len(), lines.concat())
}

/// Renders a `static` array of strings of `per_text` records each, every record followed by `end`.
pub(super) fn strings(name: &str, records: &[String], end: &str, per_text: usize) -> String {
    let line = |chunk: &[String]| {
        let text: String = chunk.iter().map(|record| format!("{record}{end}")).collect();
        format!("    \"{text}\",\n")
    };
    let lines: Vec<_> = records.chunks(per_text).map(line).collect();
    format!("#[rustfmt::skip]\npub(super) static {name}: [&str; {}] = [\n{}];\n", lines.len(), lines.concat())
}
