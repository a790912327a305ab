//! The documentation in the package: what a user reads, with everything that it links to
//! (`tests/packages/docs/markdown.test.mjs`).

use std::path::{Path, PathBuf};

use anyhow::Result;

use fs_err as fs;

use crate::{file, workspace};

/// Pages about how kyclink itself is tested and measured, and a picture that is as large as a module. They stay in the
/// repository.
const REPOSITORY_FILES: [&str; 3] = ["docs/proof.md", "docs/speed.md", "docs/page-states.png"];

/// The examples for users of the package. The others are for users of the crate.
const EXAMPLES: [&str; 9] = [
    "examples/cloudflare-worker",
    "examples/deno",
    "examples/hono",
    "examples/hono-node",
    "examples/next-edge",
    "examples/own-desk",
    "examples/plain-html",
    "examples/react",
    "examples/worker-call",
];

/// The marks around a part of a page that is only of use in the repository.
const REPOSITORY: (&str, &str) = ("<!-- repository -->\n", "<!-- /repository -->\n\n");

/// The marks around a part that is only of use in the package: in the repository it is a comment.
const PACKAGE: (&str, &str) = ("<!-- package\n", "/package -->\n\n");

/// Returns the files of the documentation, with their names in the package.
pub(super) fn pages() -> Result<Vec<(PathBuf, String)>> {
    let root = workspace::root();
    let mut pages = Vec::new();
    let mut add = |path: PathBuf| -> Result<()> {
        let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
        if !REPOSITORY_FILES.contains(&name.as_str()) {
            pages.push((path, name));
        }
        Ok(())
    };
    for folder in EXAMPLES.into_iter().chain(["docs"]) {
        file::below(&root.join(folder))?.into_iter().filter(|path| is_source(path)).try_for_each(&mut add)?;
    }
    ["README.md", "CHANGELOG.md", "SECURITY.md", "llms.txt"]
        .map(|name| root.join(name))
        .into_iter()
        .try_for_each(add)?;
    Ok(pages)
}

/// Returns whether a file of an example is not what npm, a build or a reader of the README has left there.
fn is_source(path: &Path) -> bool {
    let made = [
        "node_modules",
        "dist",
        ".next",
        ".wrangler",
        "package-lock.json",
        "sandbox.env",
        ".env",
        ".env.local",
        ".dev.vars",
    ];
    !path.components().any(|part| made.iter().any(|name| part.as_os_str() == *name))
}

pub(super) fn write(package: &Path) -> Result<()> {
    for (path, name) in pages()? {
        let to = package.join(&name);
        if name.ends_with(".md") {
            file::write(&to, for_package(&fs::read_to_string(&path)?))?;
        } else {
            file::copy(&path, &to)?;
        }
    }
    Ok(())
}

/// Returns a page as the package has it.
fn for_package(text: &str) -> String {
    let (start, end) = REPOSITORY;
    let mut page = String::new();
    let mut rest = text;
    while let Some((before, (_, after))) =
        rest.split_once(start).and_then(|(before, part)| Some((before, part.split_once(end)?)))
    {
        page.push_str(before);
        rest = after;
    }
    page.push_str(rest);
    page.replace(PACKAGE.0, "").replace(PACKAGE.1, "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_of_use_in_the_repository_is_left_out() {
        let part = |text: &str| format!("<!-- repository -->\n{text}\n<!-- /repository -->\n\n");
        assert_eq!(for_package(&format!("a\n{}c\n{}d", part("b"), part("b"))), "a\nc\nd");
        assert_eq!(for_package("a <!-- repository -->\nb"), "a <!-- repository -->\nb");
    }

    #[test]
    fn the_variables_of_somebody_who_tries_an_example_are_not_packed() {
        let is_packed = |name: &str| is_source(&Path::new("examples/deno").join(name));
        assert!(["main.js", "README.md", "package.json"].into_iter().all(is_packed));
        let own = [".env", ".env.local", ".dev.vars", "sandbox.env", "node_modules/kyclink/package.json"];
        assert!(!own.into_iter().any(is_packed));
    }

    #[test]
    fn what_is_only_of_use_in_the_package_is_a_comment_in_the_repository() {
        assert_eq!(for_package("a\n<!-- package\nb\n/package -->\n\nc"), "a\nb\n\nc");
    }
}
