//! Decides what need not run again: jobs that passed with the same inputs. The inputs are the files of the tree, the tarball and
//! the tools. A job reads all files of the tree, except those of which it is known that it does not.

use std::env;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use anyhow::{Context, Result, ensure};

use crate::file::Stamp;
use crate::{browser, database, file, process, tree, workspace};

/// What a job reads.
pub(super) struct Inputs {
    /// Whether it reads this file of the tree.
    pub(super) reads: Box<dyn Fn(&str) -> bool + Send + Sync>,
    /// It also reads the tarball, which says more exactly than its sources whether the package has changed.
    pub(super) tarball: bool,
}

/// The inputs of all jobs at one moment.
#[derive(Clone)]
pub(super) struct Snapshot {
    /// The files of the tree with the digests of their contents.
    files: Vec<(String, String)>,
    tarball: Option<String>,
}

impl Snapshot {
    /// Takes the digests with git, which reads a thousand files in 50 ms. Without git nothing is skipped.
    pub(super) fn now() -> Result<Self> {
        let sources = tree::sources()?;
        let paths: Vec<String> = sources.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let files = paths.iter().cloned().zip(digests(&paths)?).collect();
        let tarball = workspace::tarball();
        let tarball = tarball.exists().then(|| digests(&[tarball.to_string_lossy().into_owned()])).transpose()?;
        Ok(Self { files, tarball: tarball.map(|digests| digests.concat()) })
    }

    /// Returns the stamp of a job with these inputs; `None` if one of them does not exist yet.
    pub(super) fn stamp(&self, job: &str, inputs: &Inputs) -> Option<Stamp> {
        let mut read = vec![TOOLS.as_str()];
        if inputs.tarball {
            read.push(self.tarball.as_deref()?);
        }
        for (path, digest) in self.files.iter().filter(|(path, _)| (inputs.reads)(path)) {
            read.extend([path.as_str(), digest.as_str()]);
        }
        Some(Stamp::new(record(job, "passed"), &read))
    }
}

/// Returns the path of what is recorded about a job.
pub(super) fn record(job: &str, ending: &str) -> PathBuf {
    workspace::target().join("test").join(format!("{}.{ending}", job.replace(['/', ' '], ".")))
}

fn digests(paths: &[String]) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.current_dir(workspace::root()).args(["hash-object", "--no-filters", "--stdin-paths"]);
    let output = process::fed(&mut git, paths.join("\n").as_bytes())?;
    let digests: Vec<String> = output.lines().map(str::to_owned).collect();
    ensure!(digests.len() == paths.len(), "`git hash-object` printed {} digests of {}", digests.len(), paths.len());
    Ok(digests)
}

/// The versions of the tools, and the variables of the environment that change what they do.
static TOOLS: LazyLock<String> = LazyLock::new(|| {
    let version = |program: &Path, argument| {
        let output = Command::new(program).arg(argument).stderr(Stdio::null()).output();
        output.map_or(String::new(), |output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let mut tools = vec![version(Path::new("rustc"), "-vV"), version(Path::new("node"), "--version")];
    tools
        .extend(browser::installed().iter().chain(&database::installed()).map(|browser| version(browser, "--version")));
    let is_meant = |name: &str| ["CARGO_", "RUST", "PROPTEST_", "NODE_"].iter().any(|start| name.starts_with(start));
    tools.extend(env::vars().filter(|(name, _)| is_meant(name)).map(|(name, value)| format!("{name}={value}")));
    tools.join("\n")
});

/// Returns whether a step reads a file, given the folders (`www/`) and endings (`*.test.mjs`) that it does not read.
pub(super) fn is_read(path: &str, unread: &[&str]) -> bool {
    !unread.iter().any(|part| match part.strip_prefix('*') {
        Some(ending) => path.ends_with(ending),
        None => path.starts_with(part),
    })
}

/// The folders of the tree that few tests of the package read, and the names with which those mention them.
const MENTIONED: [(&str, &str); 7] = [
    ("src/", "src"),
    ("docs/", "docs"),
    ("benches/", "benches"),
    ("examples/", "examples"),
    ("tests/e2e/", "e2e"),
    ("tests/it/", "it/"),
    ("www/", "www"),
];

/// Returns the inputs of a file of JavaScript tests: all files except other tests, and except what neither it nor a file that it
/// imports mentions.
pub(super) fn of_test_file(test: &str) -> Result<Inputs> {
    let text = with_imports(Path::new(test))?;
    let unmentioned: Vec<&str> =
        MENTIONED.iter().filter(|(_, name)| !text.contains(name)).map(|(folder, _)| *folder).collect();
    let reads_pages = text.contains(".md");
    let test = test.to_owned();
    let reads = move |path: &str| {
        let is_other = path.ends_with(".test.mjs") && path != test;
        !is_other && (reads_pages || !path.ends_with(".md")) && is_read(path, &unmentioned)
    };
    Ok(Inputs { reads: Box::new(reads), tarball: true })
}

/// Returns the text of a module and of all modules of the tree whose relative paths it contains, in any quotes.
fn with_imports(module: &Path) -> Result<String> {
    let mut known = vec![module.to_path_buf()];
    let mut texts = Vec::new();
    while let Some(path) = known.get(texts.len()).cloned() {
        let text = file::read_text(&workspace::root().join(&path))?;
        for quoted in text.split(['"', '\'', '`']).filter(|quoted| quoted.starts_with('.') && quoted.contains("js")) {
            let folder = path.parent().context("a module is in a folder")?;
            let imported = normal(&folder.join(quoted));
            if workspace::root().join(&imported).is_file() && !known.contains(&imported) {
                known.push(imported);
            }
        }
        texts.push(text);
    }
    Ok(texts.join("\n"))
}

/// Returns a path without its `..`.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            Component::ParentDir => _ = path.pop(),
            Component::CurDir => {}
            part => path.push(part),
        }
        path
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::STEPS;
    use super::*;

    pub(in super::super) fn snapshot(files: &[(&str, &str)]) -> Snapshot {
        let files = files.iter().map(|(path, digest)| ((*path).to_owned(), (*digest).to_owned())).collect();
        Snapshot { files, tarball: None }
    }

    #[test]
    fn the_snapshot_has_the_digest_of_every_file() {
        let snapshot = Snapshot::now().unwrap();
        let digest = |name| snapshot.files.iter().find(|(path, _)| path == name).map(|(_, digest)| digest.as_str());
        assert!(digest("Cargo.lock").is_some_and(|digest| digest.len() == 40));
        assert_ne!(digest("Cargo.lock"), digest("package-lock.json"));
    }

    #[test]
    fn a_step_reads_the_programs_that_run_it_and_the_versions_of_its_tools() {
        for step in STEPS {
            for path in [
                "xtask/src/test.rs",
                "Cargo.lock",
                "package-lock.json",
                "rust-toolchain.toml",
                "src/lib.rs",
                "tests/new/x.mjs",
            ] {
                assert!(is_read(path, step.unread), "{} reads {path}", step.name);
            }
        }
    }

    #[test]
    fn a_test_file_reads_itself_and_what_it_or_its_imports_mention() {
        let reads = |test: &str, path: &str| (of_test_file(test).unwrap().reads)(path);
        let docs = "tests/packages/docs/docs.test.mjs";
        for path in
            [docs, "tests/packages/helpers/install/index.mjs", "docs/errors.md", "README.md", "package-lock.json"]
        {
            assert!(reads(docs, path), "{path}");
        }
        assert!(!reads(docs, "tests/packages/edge/handler.test.mjs"));
        let demo = "tests/e2e/form.test.mjs";
        assert!(reads(demo, "www/worker/index.ts"), "running-demo.mjs, which it imports, starts the demo");
        assert!(!reads(demo, "docs/errors.md"));
    }

    #[test]
    fn a_changed_tarball_is_another_input() {
        let inputs = Inputs { reads: Box::new(|_| true), tarball: true };
        let with = |tarball: Option<&str>| Snapshot { tarball: tarball.map(str::to_owned), ..snapshot(&[("a", "1")]) };
        assert_eq!(with(None).stamp("x", &inputs), None, "before it is packed");
        assert_eq!(with(Some("1")).stamp("x", &inputs), with(Some("1")).stamp("x", &inputs));
        assert_ne!(with(Some("1")).stamp("x", &inputs), with(Some("2")).stamp("x", &inputs));
    }
}
