//! `cargo xtask docs`: generates the tables in the pages of `docs/` from the crate, so that no page describes a code or a field
//! that does not exist. `--check` fails if a page is out of date.

mod address;
mod codes;
mod fields;

use anyhow::{Context, Result, bail, ensure};

use crate::{file, workspace};

/// A page of documentation.
struct Page {
    path: &'static str,
    tables: &'static [Table],
}

/// The name in the markers, and the function that renders the table between them.
type Table = (&'static str, fn() -> Result<String>);

const PAGES: &[Page] = &[
    Page { path: "docs/validation.md", tables: &[("issue-codes", codes::issues), ("address", address::required)] },
    Page { path: "docs/errors.md", tables: &[("error-codes", codes::errors), ("handler-codes", codes::handler)] },
    Page { path: "docs/operations.md", tables: &[("operations", fields::operations)] },
    Page { path: "docs/webhooks.md", tables: &[("webhook-kinds", codes::webhook_kinds)] },
];

const END: &str = "<!-- /generated -->";

/// Writes every page that is out of date. With `check`, fails and names these pages instead.
pub(crate) fn run(check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for page in PAGES {
        let path = workspace::root().join(page.path);
        let current = file::read_text(&path)?;
        let fresh = render(page, &current).with_context(|| page.path)?;
        if fresh != current && check {
            stale.push(page.path);
        } else if fresh != current {
            file::write(&path, fresh.as_bytes())?;
        }
    }
    if !stale.is_empty() {
        bail!("out of date: {}; run `cargo xtask docs` and commit the result", stale.join(", "));
    }
    Ok(())
}

/// Renders a page with all its tables.
fn render(page: &Page, current: &str) -> Result<String> {
    // A marker without a table here would keep an outdated table forever.
    let markers = current.matches("<!-- generated: ").count();
    ensure!(
        markers == page.tables.len(),
        "the page has {markers} markers, xtask/src/docs.rs lists {} tables: make them match",
        page.tables.len()
    );
    page.tables.iter().try_fold(current.to_owned(), |text, (name, table)| fill(&text, name, &table()?))
}

/// Replaces the text between the markers with this name.
fn fill(text: &str, name: &str, table: &str) -> Result<String> {
    let start = start(name);
    let (before, rest) = text
        .split_once(&start)
        .with_context(|| format!("the page lacks the marker `{start}`: add it, followed by `{END}`"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("the page lacks `{END}` after `{start}`: add it"))?;
    Ok([before, &start, "\n", table, END, after].concat())
}

fn start(name: &str) -> String {
    format!("<!-- generated: {name} -->")
}

/// Renders a Markdown table.
fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let line = |cells: [String; N]| format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    let rule = format!("|{}\n", "---|".repeat(N));
    rows.into_iter().fold(line(head.map(str::to_owned)) + &rule, |text, row| text + &line(row))
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_between_the_markers_changes() {
        let page = "a\n<!-- generated: x -->\nold\n<!-- /generated -->\nb <!-- generated: y -->\n<!-- /generated -->\n";
        let expected = page.replace("old", "new");
        assert_eq!(fill(page, "x", "new\n").ok(), Some(expected));
    }

    #[test]
    fn a_missing_marker_and_an_unknown_marker_are_errors() {
        assert!(fill("a", "x", "").is_err());
        assert!(fill("<!-- generated: x -->", "x", "").is_err());
        let page = Page { path: "x.md", tables: &[] };
        assert!(render(&page, "<!-- generated: x -->\n<!-- /generated -->\n").is_err());
    }

    #[test]
    fn a_table_escapes_the_pipe_in_a_cell() {
        assert_eq!(table(["a"], [[code("x|y")]]), "| a |\n|---|\n| `x\\|y` |\n");
    }
}
