//! The length of the lines in Markdown, which no other linter checks.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::{file, tree, workspace};

const MAX: usize = 120;

/// Pages that a command writes as a whole, or whose tables have whole messages: a row is one line, however long it is.
const GENERATED: [&str; 3] = ["docs/size.md", "docs/speed.md", "docs/troubleshooting.md"];

/// Checks that no line of hand-written Markdown has more than 120 characters.
pub(crate) fn lines_are_short() -> Result<()> {
    let mut long = String::new();
    for path in tree::sources()? {
        let is_generated = GENERATED.iter().any(|page| path == Path::new(page));
        if is_generated || path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        for (line, length) in long_lines(&file::read_text(&workspace::root().join(&path))?) {
            writeln!(long, "{}:{line}: {length} characters", path.display())?;
        }
    }
    ensure!(long.is_empty(), "lines of Markdown have at most {MAX} characters:\n{long}");
    Ok(())
}

/// The numbers and lengths of the lines that are too long. A generated section is exempt, because it consists of tables.
fn long_lines(text: &str) -> Vec<(usize, usize)> {
    let mut is_generated = false;
    let mut long = Vec::new();
    for (at, line) in text.lines().enumerate() {
        match line {
            line if line.starts_with("<!-- generated: ") => is_generated = true,
            "<!-- /generated -->" => is_generated = false,
            _ => {}
        }
        let length = line.chars().count();
        if !is_generated && length > MAX {
            long.push((at + 1, length));
        }
    }
    long
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_found_outside_of_generated_sections() {
        let (fits, long) = ("ü".repeat(MAX), "x".repeat(MAX + 1));
        assert_eq!(long_lines(&format!("{fits}\n{long}\n")), [(2, MAX + 1)]);
        let generated = format!("<!-- generated: x -->\n{long}\n<!-- /generated -->\n");
        assert_eq!(long_lines(&generated), []);
        assert_eq!(long_lines(&format!("{generated}{long}\n")), [(4, MAX + 1)]);
    }
}
