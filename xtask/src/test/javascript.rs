//! Tests of the package as users get it: the tarball of `cargo xtask pack`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::schedule::Job;
use super::{rust, unchanged};
use crate::tally::Tally;
use crate::{browser, database, file, node, pack, process, size, workspace};

pub(super) fn package() -> Result<Tally> {
    let tarball = pack::run()?;
    let mut tally = Tally::of("docs/size.md is up to date", size::run(true));
    for project in ["tsconfig.json", "node.json", "page.json"] {
        let mut tsc = node::tool("tsc");
        tsc.args(["--project", &format!("tests/packages/implementation/{project}")]);
        let name = format!("the JavaScript agrees with its declarations ({project})");
        tally += Tally::of(&name, process::run(&mut tsc));
    }
    tally += Tally::of("publint", process::run(node::tool("publint").args(["run", "--strict"]).arg(&tarball)));
    tally += Tally::of("attw", process::run(&mut are_the_types_wrong(&tarball)));
    Ok(tally)
}

pub(super) fn consumers() -> Result<Tally> {
    // Some of the consumers are web pages.
    let chromium = browser::headless_chromium()?;
    let servers = database::servers()?;
    pack::run()?;
    let environment = |path: &Path| match path.ends_with("stores/stores.test.mjs") {
        true => servers.iter().map(|(name, path)| (*name, path.as_path())).collect(),
        false => vec![("CHROMIUM", chromium.as_path())],
    };
    side_by_side("tests/packages", environment, super::skips_unchanged())
}

pub(super) fn runtimes() -> Result<Tally> {
    node::runtimes_ready()?;
    rows("runtimes", "tests/packages/runtimes", &workspace::runtimes())
}

pub(super) fn frameworks() -> Result<Tally> {
    node::frameworks_ready()?;
    rows("frameworks", "tests/packages/runtimes/frameworks", &workspace::frameworks())
}

/// Runs the checks wherever the tests of a folder do, then compares the results with the step's table in docs/tested-runtimes.md.
fn rows(step: &str, tests: &str, folder: &Path) -> Result<Tally> {
    let browsers = Browsers::ready()?;
    pack::run()?;
    // The results of a file that does not run again are those of its last run.
    let skip = super::skips_unchanged() && folder.join("results").exists();
    let mut tally = side_by_side(tests, |path| browsers.environment(path), skip)?;
    let mut table = node::script("tests/packages/runtimes/table.mjs");
    tally += Tally::of("the table of docs/tested-runtimes.md", process::run(table.arg(step)));
    Ok(tally)
}

/// Lints JavaScript and TypeScript and checks their format, as configured in biome.jsonc.
pub(super) fn style() -> Result<()> {
    node::ready()?;
    process::run(node::tool("biome").args(["check", "--error-on-warnings"]))
}

/// Returns the command that checks whether the declarations resolve for `import` and `require`. The `.wasm` files have no
/// declarations. The rule is ignored that warns of ES modules for `require`: every supported Node loads them, but attw assumes
/// older ones (docs/runtimes.md says what TypeScript's `node16` needs).
fn are_the_types_wrong(tarball: &Path) -> Command {
    let mut attw = node::tool("attw");
    attw.arg(tarball).args(["--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm"]);
    attw.args(["--exclude-entrypoints", "./kyclink.wasm", "./kyclink-form.wasm", "--format", "ascii", "--no-emoji"]);
    attw
}

const TIME_LIMIT: Duration = Duration::from_secs(900);

/// The number of files that run at once. They start servers and browsers and wait for them.
const LANES: usize = 2;

/// Browsers wait more than anything else.
const BROWSER_LANES: usize = 3;

/// The files that take longest, and therefore start first. The simulation waits for minutes in real time.
const LONGEST: [&str; 3] = ["looks.test.mjs", "journeys.test.mjs", "edge/simulation.test.mjs"];

/// The files that compile the crate, and therefore start last: cargo has them wait for the steps that compile it.
const NATIVE: [&str; 2] = ["kyclink/agreement.test.mjs", "kyclink/boundary.test.mjs"];

/// The files that run in the Chromium that people have: the package in a page and in an extension, a journey over two devices, and
/// what the camera shows. It takes twice the time of the headless shell, whose engine is the same.
const WHOLE: [&str; 4] = ["browsers.test.mjs", "extension.test.mjs", "handoff.test.mjs", "camera.test.mjs"];

struct Browsers {
    chromium: PathBuf,
    headless: PathBuf,
    firefox: PathBuf,
}

impl Browsers {
    fn ready() -> Result<Self> {
        let (chromium, headless, firefox) = (browser::chromium()?, browser::headless_chromium()?, browser::firefox()?);
        Ok(Self { chromium, headless, firefox })
    }

    /// Returns the variables with the browsers for a file of tests.
    fn environment(&self, path: &Path) -> Vec<(&'static str, &Path)> {
        let is_whole = WHOLE.iter().any(|whole| path.ends_with(whole));
        vec![("CHROMIUM", if is_whole { &self.chromium } else { &self.headless }), ("FIREFOX", &self.firefox)]
    }
}

/// Runs the test files of a folder side by side, each in a process of its own.
pub(super) fn side_by_side<'a>(
    folder: &str,
    environment: impl Fn(&Path) -> Vec<(&'static str, &'a Path)>,
    skip: bool,
) -> Result<Tally> {
    let paths = tests(folder)?;
    run(paths.iter().map(|path| job(path, &environment(path))).collect::<Result<_>>()?, LANES, skip)
}

pub(super) fn browser() -> Result<Tally> {
    let browsers = Browsers::ready()?;
    pack::run()?;
    let mut jobs = Vec::new();
    for path in tests("tests/e2e")? {
        let environment = browsers.environment(&path);
        if !file::read_text(&path)?.contains("inEachBrowser(") {
            jobs.push(job(&path, &environment)?);
            continue;
        }
        for browser in ["Chromium", "Firefox"] {
            let mut job = job(&path, &environment)?;
            job.name = format!("{} {browser}", job.name);
            job.title = format!("{} {browser}", job.title);
            job.command.env("BROWSER", browser);
            jobs.push(job);
        }
    }
    run(jobs, BROWSER_LANES, super::skips_unchanged())
}

/// Returns the job that runs a file of tests.
fn job(path: &Path, environment: &[(&str, &Path)]) -> Result<Job> {
    let name = workspace::shown(path);
    let inputs = unchanged::of_test_file(&name)?;
    let mut command = Command::new("node");
    // Some of the files compile the crate.
    command.current_dir(workspace::root()).envs(rust::RUN_ONCE).envs(environment.iter().copied());
    // Without `--test`, which would start another Node for the file.
    command.args(["--test-reporter=spec", &name]);
    Ok(Job { title: format!("-- {name}"), name, command, builds_in: None, after: None, inputs, limit: TIME_LIMIT })
}

fn run(jobs: Vec<Job>, lanes: usize, skip: bool) -> Result<Tally> {
    node::ready()?;
    ensure!(!jobs.is_empty(), "there are no *.test.mjs files: check the path");
    let mut tally = Tally::default();
    for ended in super::run_jobs(jobs, lanes, skip) {
        tally += ended.tally;
    }
    Ok(tally)
}

/// Returns the files of tests of a folder in the order in which they start.
fn tests(folder: &str) -> Result<Vec<PathBuf>> {
    let folder = workspace::root().join(folder);
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_file() && path.to_string_lossy().ends_with(".test.mjs") {
            found.push(path);
        }
    }
    found.sort();
    let is_one = |path: &Path, names: &[&str]| names.iter().any(|name| path.ends_with(name));
    found.sort_by_key(|path| (!is_one(path, &LONGEST), is_one(path, &NATIVE)));
    Ok(found)
}
