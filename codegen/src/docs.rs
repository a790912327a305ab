//! The tables in the pages of `docs/`, from the crate, so that no page describes a code or a field that does not exist.

mod tables;

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::Generated;

/// A page of documentation.
struct Page {
    path: &'static str,
    tables: &'static [Table],
}

/// The name in the markers, and the function that renders the table between them.
type Table = (&'static str, fn() -> Result<String>);

const PAGES: &[Page] = &[
    Page { path: "docs/validation.md", tables: &[("issue-codes", tables::issues), ("address", tables::address)] },
    Page { path: "docs/errors.md", tables: &[("error-codes", tables::errors), ("handler-codes", tables::handler)] },
    Page { path: "docs/operations.md", tables: &[("operations", tables::operations)] },
    Page { path: "docs/protocol.md", tables: &[("records", tables::records)] },
    Page { path: "docs/running.md", tables: &[("personal-data", tables::personal_data)] },
    Page { path: "docs/webhooks.md", tables: &[("webhook-kinds", tables::webhook_kinds)] },
];

const END: &str = "<!-- /generated -->";

/// Returns each page with its tables.
pub(crate) fn pages(root: &Path) -> Result<Vec<Generated>> {
    let fresh = |page: &Page| {
        let current = fs_err::read_to_string(root.join(page.path))?;
        Ok((page.path.to_owned(), render(page, &current).context(page.path)?))
    };
    PAGES.iter().map(fresh).collect()
}

/// Renders a page with all its tables.
fn render(page: &Page, current: &str) -> Result<String> {
    // A marker without a table here would keep an outdated table forever.
    let markers = current.matches("<!-- generated: ").count();
    ensure!(
        markers == page.tables.len(),
        "the page has {markers} markers, codegen/src/docs.rs lists {} tables: make them match",
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
