//! `cargo xtask docs`: the tables in the pages of `docs/`, written from the crate's own tables, so that no page tells of a
//! code or a field that is not so. `--check` is what keeps the two from drifting.

mod address;
mod codes;
mod fields;

pub(crate) use fields::what;

use anyhow::{Context, Result, bail, ensure};

use crate::{file, workspace};

/// A page of documentation.
struct Page {
    path: &'static str,
    tables: &'static [Table],
}

/// The name in the markers, and what stands between them.
type Table = (&'static str, fn() -> Result<String>);

const PAGES: &[Page] = &[
    Page { path: "docs/validation.md", tables: &[("issue-codes", codes::issues), ("address", address::required)] },
    Page { path: "docs/errors.md", tables: &[("error-codes", codes::errors)] },
    Page { path: "docs/operations.md", tables: &[("operations", fields::operations)] },
    Page { path: "docs/webhooks.md", tables: &[("webhook-kinds", codes::webhook_kinds)] },
];

const END: &str = "<!-- /generated -->";

/// Writes every page that is not up to date, or, with `check`, fails naming those.
pub(crate) fn run(check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for page in PAGES {
        let path = workspace::root().join(page.path);
        let kept = file::read_text(&path)?;
        let fresh = render(page, &kept).with_context(|| page.path)?;
        if fresh != kept && check {
            stale.push(page.path);
        } else if fresh != kept {
            file::write(&path, fresh.as_bytes())?;
        }
    }
    if !stale.is_empty() {
        bail!("stale: {}; run `cargo xtask docs` and commit the result", stale.join(", "));
    }
    Ok(())
}

fn render(page: &Page, kept: &str) -> Result<String> {
    // A marker that nobody fills would keep an old table for ever.
    let markers = kept.matches("<!-- generated: ").count();
    ensure!(markers == page.tables.len(), "{markers} markers for {} tables", page.tables.len());
    page.tables.iter().try_fold(kept.to_owned(), |text, (name, table)| fill(&text, name, &table()?))
}

/// The text with what stands between the markers of that name replaced.
fn fill(text: &str, name: &str, table: &str) -> Result<String> {
    let start = start(name);
    let (before, rest) = text.split_once(&start).with_context(|| format!("the marker `{start}` is missing"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("`{start}` has no `{END}`"))?;
    Ok([before, &start, "\n", table, END, after].concat())
}

fn start(name: &str) -> String {
    format!("<!-- generated: {name} -->")
}

/// A table in Markdown.
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
    fn only_what_is_between_the_markers_changes() {
        let page = "a\n<!-- generated: x -->\nold\n<!-- /generated -->\nb <!-- generated: y -->\n<!-- /generated -->\n";
        let expected = page.replace("old", "new");
        assert_eq!(fill(page, "x", "new\n").ok(), Some(expected));
    }

    #[test]
    fn a_marker_that_is_missing_or_that_nobody_fills_is_an_error() {
        assert!(fill("a", "x", "").is_err());
        assert!(fill("<!-- generated: x -->", "x", "").is_err());
        let page = Page { path: "x.md", tables: &[] };
        assert!(render(&page, "<!-- generated: x -->\n<!-- /generated -->\n").is_err());
    }

    #[test]
    fn a_table_escapes_what_would_end_a_cell() {
        assert_eq!(table(["a"], [[code("x|y")]]), "| a |\n|---|\n| `x\\|y` |\n");
    }
}
