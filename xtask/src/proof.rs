//! `cargo xtask proof`: puts the figures of the latest runs into docs/proof.md.
//!
//! Each command that searches for violations writes its figures into `target/proof/<name>.md`, in the form in which the
//! page shows them, with the commit whose code they are of. The page has a place for each, between two comments.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use fs_err as fs;

use crate::process::{self, say};
use crate::{file, node, workspace};

const PAGE: &str = "docs/proof.md";
const BEGIN: &str = "<!-- figures: ";
const END: &str = "<!-- end of figures -->";

/// Writes the figures of a run for the page.
pub(crate) fn write(name: &str, figures: &str) -> Result<()> {
    let text = format!("Figures of commit `{}`.\n\n{}\n", commit(), figures.trim());
    let path = path(name);
    file::write(&path, text)?;
    say(&format!("the figures are in {}; `cargo xtask proof` puts them into {PAGE}", workspace::shown(&path)));
    Ok(())
}

/// Names the commit, and says whether files have changed since.
pub(crate) fn commit() -> String {
    let git = |arguments: &[&str]| process::output(Command::new("git").current_dir(workspace::root()).args(arguments));
    let commit = git(&["rev-parse", "--short=8", "HEAD"]).unwrap_or_default();
    let changes = git(&["status", "--porcelain"]).unwrap_or_default();
    format!("{}{}", commit.trim(), if changes.is_empty() { "" } else { " with changes" })
}

/// Replaces the figures of the page of which there are newer ones, and breaks its lines like those of all pages.
pub(crate) fn run() -> Result<()> {
    let page = workspace::root().join(PAGE);
    let text = fs::read_to_string(&page)?;
    let text = replaced(&text, |name| fs::read_to_string(path(name)).ok())?;
    file::write(&page, text)?;
    process::output(node::tool("markdownlint-cli2").args(["--fix", "--no-globs", PAGE]))?;
    Ok(())
}

fn path(name: &str) -> PathBuf {
    workspace::target().join("proof").join(format!("{name}.md"))
}

/// Replaces what is between the comments by what `figures` returns for their names.
fn replaced(page: &str, figures: impl Fn(&str) -> Option<String>) -> Result<String> {
    let mut parts = page.split(BEGIN);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(" -->\n").context("a place for figures has a name")?;
        let (old, rest) = rest.split_once(END).with_context(|| format!("the figures of {name} have no end"))?;
        let new = figures(name).map(|new| format!("{}\n", new.trim()));
        let _ = write!(text, "{BEGIN}{name} -->\n{}{END}{rest}", new.as_deref().unwrap_or(old));
    }
    Ok(text)
}

/// Returns a number with commas, as the page shows it.
pub(crate) fn grouped(number: &str) -> String {
    let digits = number.len();
    let mut text = String::new();
    for (at, digit) in number.chars().enumerate() {
        if at > 0 && (digits - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_figures_of_which_there_are_newer_ones_are_replaced() -> Result<()> {
        let page = "a\n<!-- figures: x -->\nold\n<!-- end of figures -->\nb\n<!-- figures: y -->\n1\n<!-- end of figures -->\n";
        let new = replaced(page, |name| (name == "x").then(|| "new\n\n".to_owned()))?;
        assert_eq!(new, page.replace("old", "new"));
        assert!(replaced("<!-- figures: x -->\nold\n", |_| None).is_err(), "there is no end");
        Ok(())
    }

    /// The place of each file that the commands write.
    #[test]
    fn the_page_has_a_place_for_each_run() -> Result<()> {
        let page = fs::read_to_string(workspace::root().join(PAGE))?;
        for name in ["release", "simulation", "faults", "simulate-package", "fuzz", "fuzz-boundary", "soak"] {
            assert!(page.contains(&format!("{BEGIN}{name} -->")), "{name}");
        }
        Ok(())
    }

    #[test]
    fn numbers_have_a_comma_before_each_three_digits() {
        assert_eq!(["7", "1234", "123456", "1234567"].map(grouped), ["7", "1,234", "123,456", "1,234,567"]);
    }
}
