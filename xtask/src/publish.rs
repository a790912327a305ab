//! `cargo xtask publish --check`: what stands between a release and its publication.
//!
//! Nobody knows the address of the repository before it exists, so the manifests and SECURITY.md have one with a
//! placeholder. And somebody else may have taken the name meanwhile: only the registries know.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use fs_err as fs;

use crate::process::{self, say};
use crate::workspace;

/// The part of an address that is not known yet.
const PLACEHOLDER: &str = "OWNER";
/// The files that have such an address.
const FILES: [&str; 3] = [MANIFEST, "pkg-template/package.json", "SECURITY.md"];
const MANIFEST: &str = "Cargo.toml";
const NAME: &str = "kyclink";

/// A registry, the command that asks it for the package, and what the output has if there is no such package.
struct Registry {
    name: &'static str,
    command: &'static [&'static str],
    absent: &'static str,
}

const REGISTRIES: [Registry; 2] = [
    Registry {
        name: "npm",
        command: &["npm", "view", NAME, "repository.url", "--fetch-retries=0", "--registry=https://registry.npmjs.org"],
        absent: "E404",
    },
    Registry {
        name: "crates.io",
        command: &["cargo", "info", "--registry", "crates-io", NAME],
        absent: "could not find `kyclink` in registry",
    },
];

/// Lists what is missing, and fails if that is anything.
pub(crate) fn check() -> Result<()> {
    let mut findings = Vec::new();
    let mut repository = String::new();
    for path in FILES {
        let text = fs::read_to_string(workspace::root().join(path))?;
        findings.extend(placeholders(path, &text));
        if path == MANIFEST {
            repository = repository_of(&text).context("Cargo.toml has no repository")?.to_owned();
        }
        ensure!(text.contains(&repository), "{path} does not name {repository}, the repository of {MANIFEST}");
    }
    for registry in REGISTRIES {
        let [program, arguments @ ..] = registry.command else { continue };
        let mut command = Command::new(program);
        let asked = process::output(command.args(arguments)).map_err(|error| format!("{error:#}"));
        match registry.verdict(asked, &repository) {
            Ok(verdict) => say(&verdict),
            Err(finding) => findings.push(finding),
        }
    }
    ensure!(findings.is_empty(), "this cannot be published yet:\n  {}", findings.join("\n  "));
    Ok(())
}

/// Returns the lines of a file that have a placeholder, with their places.
fn placeholders(path: &str, text: &str) -> Vec<String> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| line.contains(PLACEHOLDER));
    lines.map(|(number, line)| format!("{path}:{number}: replace {PLACEHOLDER} in: {}", line.trim())).collect()
}

/// Returns the address of the repository in a manifest of Cargo.
fn repository_of(manifest: &str) -> Option<&str> {
    let line = manifest.lines().find_map(|line| line.strip_prefix("repository = \""))?;
    line.strip_suffix('"')
}

impl Registry {
    /// Returns whether the name is free or ours, or why it cannot be used or nobody knows.
    fn verdict(&self, asked: Result<String, String>, repository: &str) -> Result<String, String> {
        let name = self.name;
        match asked {
            Ok(output) if output.contains(repository) => {
                Ok(format!("{name}: {NAME} is the package of this repository"))
            }
            Ok(_) => Err(format!("{name}: {NAME} is the package of somebody else: choose another name")),
            Err(error) if error.contains(self.absent) => Ok(format!("{name}: the name {NAME} is free")),
            Err(error) => {
                // After the command and its warnings.
                let reason =
                    error.lines().find(|line| ["error:", "npm error"].iter().any(|start| line.starts_with(start)));
                let reason = reason.unwrap_or(&error);
                Err(format!("{name}: cannot be reached, so nobody knows whether the name {NAME} is free: {reason}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{FILES, PLACEHOLDER, REGISTRIES, placeholders, repository_of};
    use crate::workspace;

    const URL: &str = "https://github.com/someone/kyclink";

    #[test]
    fn every_placeholder_is_named_with_its_place() {
        let text = "# Security\nhttps://github.com/OWNER/kyclink\n\nor to security@OWNER.example, or to the owner\n";
        let expected = [
            "SECURITY.md:2: replace OWNER in: https://github.com/OWNER/kyclink",
            "SECURITY.md:4: replace OWNER in: or to security@OWNER.example, or to the owner",
        ];
        assert_eq!(placeholders("SECURITY.md", text), expected);
        assert!(placeholders("SECURITY.md", URL).is_empty());
    }

    /// A file with a placeholder that the check does not read would be published with it.
    #[test]
    fn the_files_name_one_repository_and_no_other_file_of_the_packages_has_a_placeholder() {
        let text = |path: &str| fs_err::read_to_string(workspace::root().join(path)).unwrap_or_default();
        let manifest = text("Cargo.toml");
        let repository = repository_of(&manifest).unwrap_or_default();
        assert!(repository.starts_with("https://"), "{repository}");
        for path in FILES {
            assert!(text(path).contains(repository), "{path}");
        }
        let sources = workspace::sources().unwrap_or_default();
        let with_placeholder = sources.iter().filter_map(|path| path.to_str()).filter(|path| {
            let is_published = ["src/", "docs/", "pkg-template/", "examples/"].iter().any(|at| path.starts_with(at));
            (is_published || !path.contains('/')) && text(path).contains(&["/", PLACEHOLDER, "/"].concat())
        });
        let known = FILES.into_iter().collect::<BTreeSet<_>>();
        assert!(with_placeholder.collect::<BTreeSet<_>>().is_subset(&known));
    }

    #[test]
    fn a_name_is_free_ours_taken_or_unknown() {
        let [npm, crates] = REGISTRIES;
        let failed = |text: &str| Err(format!("`ask` failed (exit status: 1)\n{text}"));
        let verdict = |asked| npm.verdict(asked, URL);
        assert_eq!(verdict(failed("npm error code E404\n")).as_deref(), Ok("npm: the name kyclink is free"));
        let ours = Ok(format!("git+{URL}.git\n"));
        assert_eq!(verdict(ours).as_deref(), Ok("npm: kyclink is the package of this repository"));
        for others in ["git+https://github.com/other/kyclink.git\n", ""] {
            let taken = "npm: kyclink is the package of somebody else: choose another name".to_owned();
            assert_eq!(verdict(Ok(others.to_owned())), Err(taken));
        }
        let unknown =
            "npm: cannot be reached, so nobody knows whether the name kyclink is free: npm error code ENOTFOUND";
        assert_eq!(verdict(failed("npm error code ENOTFOUND\n")), Err(unknown.to_owned()));
        let absent =
            failed("error: could not find `kyclink` in registry `https://github.com/rust-lang/crates.io-index`");
        assert_eq!(crates.verdict(absent, URL).as_deref(), Ok("crates.io: the name kyclink is free"));
        let no_network =
            failed("warning: spurious network error\nerror: failed to query replaced source registry `crates-io`");
        assert!(crates.verdict(no_network, URL).is_err_and(|finding| finding.contains("free: error: failed")));
    }
}
