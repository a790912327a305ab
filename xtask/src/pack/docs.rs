//! The documentation in the package: the README and the pages of `docs`. What is only of use in the repository is left out, and
//! links to files that the package does not have become plain text.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{file, workspace};

/// What is next to the folder `docs` in the package, as it is here.
const NEIGHBOURS: [&str; 4] = ["../README.md", "../LICENSE-MIT", "../LICENSE-APACHE", "../NOTICE"];

/// The part of the README that is only of use in the repository.
const REPOSITORY: (&str, &str) = ("<!-- repository -->\n", "<!-- /repository -->\n\n");

/// The README, the pages and their pictures.
pub(super) fn pages() -> Result<Vec<PathBuf>> {
    let root = workspace::root();
    let mut pages = file::below(&root.join("docs"))?;
    pages.push(root.join("README.md"));
    Ok(pages)
}

pub(super) fn write(package: &Path) -> Result<()> {
    let root = workspace::root();
    for page in pages()? {
        let to = package.join(page.strip_prefix(root)?);
        if page.extension().is_some_and(|extension| extension == "md") {
            let text = file::read_text(&page)?;
            file::write(&to, without_dead_links(&without_repository(&text)).as_bytes())?;
        } else {
            file::write(&to, &file::read(&page)?)?;
        }
    }
    Ok(())
}

fn without_repository(text: &str) -> String {
    let (start, end) = REPOSITORY;
    let parts = text.split_once(start).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    parts.map_or_else(|| text.to_owned(), |(before, after)| [before, after].concat())
}

/// Replaces `[text](../target)` with `text`, unless the package has the target.
fn without_dead_links(text: &str) -> String {
    let mut pieces = text.split("](../");
    let mut done = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (target, rest) = piece.split_once(')').unwrap_or((piece, ""));
        let path = target.split('#').next().unwrap_or_default();
        let is_alive = NEIGHBOURS.iter().any(|neighbour| neighbour.strip_prefix("../") == Some(path));
        match done.rfind('[') {
            Some(start) if !is_alive => {
                done.remove(start);
            }
            _ => done += &format!("](../{target})"),
        }
        done += rest;
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_out_of_the_package_become_text() {
        let text = "See [a](b.md), [Deno](../examples/deno) and [why](../DESIGN.md#why), [x] [us](../README.md#y).";
        let expected = "See [a](b.md), Deno and why, [x] [us](../README.md#y).";
        assert_eq!(without_dead_links(text), expected);
        assert_eq!(without_dead_links("none"), "none");
    }

    #[test]
    fn what_is_only_of_use_in_the_repository_is_left_out() {
        assert_eq!(without_repository("a\n<!-- repository -->\nb\n<!-- /repository -->\n\nc"), "a\nc");
        assert_eq!(without_repository("a <!-- repository -->\nb"), "a <!-- repository -->\nb");
    }
}
