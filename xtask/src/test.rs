//! `cargo xtask test`: runs every test that a release requires, or only the named steps.
//!
//! Steps run side by side, each in a process of its own, and all run even if one fails. A step that passed with the same inputs is
//! not repeated; `unchanged` says what its inputs are. The last line is the sum of the tests that ran.

mod axum;
mod extension;
mod javascript;
mod msrv;
mod report;
mod rust;
mod schedule;
mod unchanged;
mod wasm;
mod worker;

use std::env;
use std::num::NonZero;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::tally::Tally;
use crate::tree;
use schedule::{Ended, Job, Room};
use unchanged::{Inputs, Snapshot};

struct Step {
    name: &'static str,
    description: &'static str,
    run: fn() -> Result<Tally>,
    /// The folder below `target` that it compiles Rust to.
    builds_in: Option<&'static str>,
    /// It tests the packed package.
    tests_package: bool,
    /// The step that must have ended before.
    after: Option<&'static str>,
    /// It runs only when it is named.
    on_request: bool,
    /// The folders (`www/`) and endings (`*.test.mjs`) of files that it does not read. When in doubt, a step reads everything.
    unread: &'static [&'static str],
}

impl Step {
    const fn new(name: &'static str, description: &'static str, run: fn() -> Result<Tally>) -> Self {
        Self {
            name,
            description,
            run,
            builds_in: None,
            tests_package: false,
            after: None,
            on_request: false,
            unread: &[],
        }
    }

    /// A step that compiles Rust to the shared folder.
    const fn rust(name: &'static str, description: &'static str, run: fn() -> Result<Tally>) -> Self {
        Self::new(name, description, run).builds_in(SHARED)
    }

    /// A step that runs after `package`, and beside the steps that compile Rust.
    const fn javascript(name: &'static str, description: &'static str, run: fn() -> Result<Tally>) -> Self {
        Self { tests_package: true, after: Some(PACKAGE), ..Self::new(name, description, run) }
    }

    const fn builds_in(self, folder: &'static str) -> Self {
        Self { builds_in: Some(folder), ..self }
    }

    const fn after(self, step: &'static str) -> Self {
        Self { after: Some(step), ..self }
    }

    const fn on_request(self) -> Self {
        Self { on_request: true, ..self }
    }

    const fn without(self, unread: &'static [&'static str]) -> Self {
        Self { unread, ..self }
    }
}

const PACKAGE: &str = "package";
/// The folder that cargo compiles to by default.
const SHARED: &str = "debug";
/// What steps that only compile and run Rust do not read.
const NOT_RUST: &[&str] = &["tests/packages/", "tests/e2e/", "tests/examples/", "benches/", "www/", "docs/"];
/// What the Rust examples and their tests do not read.
const NOT_EXAMPLES: &[&str] =
    &["tests/it/", "tests/third-provider/", "tests/packages/", "tests/e2e/", "benches/", "docs/"];
/// What the tests of the package do not read.
const NOT_PACKAGE: &[&str] = &["tests/it/", "tests/third-provider/"];

/// The steps in the order in which they start, as far as they can. `package` builds what the JavaScript steps test. These take
/// longest, and run one after the other: they have ports and browsers in common. The others run beside them.
const STEPS: &[Step] = &[
    Step::rust("lint", "format, lints, boundaries between the floors, generated files", rust::lint),
    // It compiles, too, but above the priority of the others: the steps that wait for it take longest.
    Step::new(PACKAGE, "packing, sizes, publint, attw", javascript::package).without(&[
        "tests/it/",
        "tests/third-provider/",
        "tests/e2e/",
        "*.test.mjs",
    ]),
    Step::javascript("browser", "pages, from the empty form to the approved status", javascript::browser)
        .without(NOT_PACKAGE),
    Step::javascript("packages", "consumers of the packed package", javascript::consumers)
        .without(NOT_PACKAGE)
        .after("browser"),
    Step::javascript("runtimes", "the same checks in every runtime and bundler", javascript::runtimes)
        .without(NOT_PACKAGE)
        .after("packages"),
    // It installs 1.3 GB and takes 75 seconds of CPU, for builds of tools whose parts `runtimes` tests.
    Step::javascript("frameworks", "the same checks in builds of whole frameworks", javascript::frameworks)
        .without(NOT_PACKAGE)
        .on_request(),
    Step::rust("native", "the tests of the crate", rust::native).without(NOT_RUST),
    Step::rust("simulate", "100,000 onboardings under faults, in virtual time", rust::simulation)
        .without(NOT_RUST)
        .builds_in("simulation"),
    Step::rust("tools", "these commands: lints and tests", rust::tools),
    Step::rust("wasm", "the crate compiled to WebAssembly, tested in Node", wasm::run).without(NOT_RUST),
    Step::rust("extension", "the crate with a third provider", extension::run).without(NOT_RUST),
    Step::rust("worker", "the example of a Worker in Rust, in workerd", worker::run).without(NOT_EXAMPLES),
    Step::rust("axum", "the example of a server in Rust, against the sandbox", axum::run).without(NOT_EXAMPLES),
    Step::rust("msrv", "the crate with the oldest Rust that it supports", msrv::run)
        .without(NOT_RUST)
        .builds_in("msrv"),
];

/// The number of steps that run at once. rustc compiles a large crate on one core, and tests wait a lot.
const LANES: usize = 3;

/// No step takes half as long on a slow machine.
const TIME_LIMIT: Duration = Duration::from_secs(3_600);

/// The variable with which this program tells the process of a step whether unchanged files of tests run again: `1` if not.
const SKIP: &str = "KYCLINK_SKIP_UNCHANGED";

pub(crate) fn names() -> String {
    let name =
        |step: &Step| if step.on_request { format!("{} (only when named)", step.name) } else { step.name.into() };
    STEPS.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Returns the named steps, or without names those of every run.
fn chosen(wanted: &[&str]) -> Vec<&'static Step> {
    STEPS.iter().filter(|step| if wanted.is_empty() { !step.on_request } else { wanted.contains(&step.name) }).collect()
}

/// Runs the named steps, or those of every run whose inputs have changed. `--all` runs the unchanged ones, too, and `--write` writes
/// what the run took into docs/proof.md.
pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode> {
    let (options, wanted): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|argument| argument.starts_with("--"));
    if let Some(unknown) = options.iter().find(|option| !["--all", "--write"].contains(*option)) {
        bail!("`{unknown}` is not an option of `cargo xtask test`: use --all or --write");
    }
    if let Some(unknown) = wanted.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        bail!("`{unknown}` is not a step of `cargo xtask test`: use {}", names());
    }
    let steps = chosen(&wanted);
    let total = match *steps {
        [step] => alone(step),
        _ => together(&steps, wanted.is_empty(), &options)?,
    };
    println!("{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs a step in this process.
fn alone(step: &Step) -> Tally {
    if env::var_os(SKIP).is_none() {
        println!("\n== {}: {}", step.name, step.description);
    }
    (step.run)().unwrap_or_else(|error| Tally::of(step.name, Err(error)))
}

/// Runs steps side by side.
fn together(steps: &[&Step], is_all: bool, options: &[&str]) -> Result<Tally> {
    let skip = is_all && options.is_empty() && env::var_os("CI").is_none_or(|ci| ci.is_empty());
    let before = tree::changes();
    let start = Instant::now();
    let jobs = steps.iter().map(|step| job(step, skip)).collect::<Result<_>>()?;
    let ended = run_jobs(jobs, LANES, skip);
    let time = start.elapsed();
    let mut total = Tally::default();
    ended.iter().for_each(|ended| total += ended.tally);
    if is_all {
        total += Tally::of("the tests did not change the working tree", tree::still_clean(before.as_deref()));
    }
    println!("\n{}", report::lines(&ended, time));
    if options.contains(&"--write") {
        total += Tally::of("docs/proof.md has the times of this run", report::write(&ended, time));
    }
    Ok(total)
}

/// Returns whether this process may skip files of tests that passed with the same inputs.
fn skips_unchanged() -> bool {
    env::var_os(SKIP).is_some_and(|skip| skip == "1")
}

/// Returns the number of cores that the steps share.
fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Runs jobs and prints the output of each when it ends.
fn run_jobs(jobs: Vec<Job>, lanes: usize, skip: bool) -> Vec<Ended> {
    let tree = || Snapshot::now().ok();
    schedule::run(jobs, Room { lanes, skip, tree: &tree, print: &mut |output| println!("{output}") })
}

/// Returns the job that runs a step in a process of its own.
fn job(step: &Step, skip: bool) -> Result<Job> {
    let unread = step.unread;
    Ok(Job {
        name: step.name.to_owned(),
        title: format!("== {}: {}", step.name, step.description),
        command: process(step, skip)?,
        builds_in: step.builds_in,
        after: step.after,
        inputs: Inputs { reads: Box::new(|path| unchanged::is_read(path, unread)), tarball: step.tests_package },
        limit: TIME_LIMIT,
    })
}

/// What compiles Rust uses all cores, and may wait for what is tested meanwhile: tests have time limits. The steps that share a
/// folder take turns, so in the end the others would wait for them.
fn process(step: &Step, skip: bool) -> Result<Command> {
    let program = env::current_exe()?;
    let niceness = step.builds_in.map(|folder| if folder == SHARED { "5" } else { "15" });
    let mut command = if let Some(niceness) = niceness.filter(|_| cfg!(unix)) {
        let mut nice = Command::new("nice");
        nice.args(["-n", niceness]).arg(program);
        nice
    } else {
        Command::new(program)
    };
    command.args(["test", step.name]);
    command.env(SKIP, if skip { "1" } else { "0" });
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_on_request_runs_only_when_it_is_named() {
        let names = |wanted: &[&str]| chosen(wanted).iter().map(|step| step.name).collect::<Vec<_>>();
        assert!(names(&[]).contains(&"runtimes"));
        assert!(!names(&[]).contains(&"frameworks"));
        assert_eq!(names(&["frameworks", "lint"]), ["lint", "frameworks"]);
    }
}
