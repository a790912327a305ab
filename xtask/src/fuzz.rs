//! `cargo xtask fuzz`: searches with libFuzzer for inputs that violate a property of `fuzz/`, and keeps those that reach code that
//! no other input reaches.
//!
//! The program is compiled with the pinned stable compiler, whose LLVM has the instrumentation. Without a nightly compiler there is
//! no address sanitizer, which the crate does not need: it forbids unsafe code.

mod seeds;
mod stats;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::process::{self, say};
use crate::{file, proof, workspace};
use stats::Stats;

const COVERAGE: [&str; 4] = [
    "-sanitizer-coverage-level=4",
    "-sanitizer-coverage-inline-8bit-counters",
    "-sanitizer-coverage-pc-table",
    "-sanitizer-coverage-trace-compares",
];
/// The length of the longest input, in bytes.
const MAX_BYTES: usize = 1500;
/// How much of the corpus of a target is committed, in bytes.
const MAX_CORPUS: u64 = 100_000;

/// What `cargo xtask fuzz` is asked for.
struct Request<'a> {
    target: Option<&'a str>,
    /// How long to search, for all targets together.
    minutes: f64,
    write: bool,
}

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let request = parse(arguments)?;
    let targets = targets()?;
    if let Some(unknown) = request.target.filter(|name| targets.iter().all(|target| target.name != *name)) {
        let names: Vec<_> = targets.iter().map(|target| target.name.as_str()).collect();
        bail!("`{unknown}` is not a target of fuzzing: use {}", names.join(", "));
    }
    let program = build()?;
    let targets: Vec<_> =
        targets.into_iter().filter(|target| request.target.is_none_or(|name| target.name == name)).collect();
    let seconds = request.minutes * 60.0 / targets.len() as f64;
    let page = if request.write { file::read_text(&workspace::root().join("docs/proof.md"))? } else { String::new() };
    let mut table = stats::head();
    let mut total = 0;
    for target in &targets {
        let mut stats = target.search(&program, seconds.max(1.0) as u64)?;
        stats.executions += stats::executions_on(&page, &target.name, &target.property);
        let row = stats.row(&target.name, &target.property);
        print!("{row}");
        table += &row;
        total += stats.executions;
    }
    let sum = stats::sum(total);
    println!("\n{sum}");
    if request.write {
        ensure!(request.target.is_none(), "`--write` needs all targets: leave out the name");
        let text = format!(
            "`cargo xtask fuzz --minutes {} --write` adds the executions of a run to those of the runs before it, as long as the
property is the same. The other columns are those of the last run, on the machine that wrote this page.

{table}\n{sum}\n",
            request.minutes
        );
        proof::write("fuzz", &text)?;
    }
    Ok(())
}

fn parse<'a>(arguments: &[&'a str]) -> Result<Request<'a>> {
    let mut request = Request { target: None, minutes: 20.0, write: false };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match *argument {
            "--write" => request.write = true,
            "--minutes" => {
                let minutes = rest.next().and_then(|minutes| minutes.parse().ok()).filter(|minutes| *minutes > 0.0);
                request.minutes = minutes.context("`--minutes` needs a number above 0")?;
            }
            name if !name.starts_with('-') && request.target.is_none() => request.target = Some(name),
            other => bail!("`{other}` is not an option of `cargo xtask fuzz`: use a target, --minutes and --write"),
        }
    }
    Ok(request)
}

/// A file of `fuzz/src/targets`.
struct Target {
    name: String,
    /// The first paragraph of the file.
    property: String,
}

fn targets() -> Result<Vec<Target>> {
    let mut targets = Vec::new();
    for path in file::below(&folder().join("src/targets"))? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if name != "mod" {
            let text = file::read_text(&path)?;
            let head = text.lines().map_while(|line| line.strip_prefix("//! "));
            targets.push(Target { name, property: head.collect::<Vec<_>>().join(" ") });
        }
    }
    Ok(targets)
}

fn folder() -> PathBuf {
    workspace::root().join("fuzz")
}

/// Compiles the program with the instrumentation, and returns its path.
fn build() -> Result<PathBuf> {
    let version = process::output(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("`rustc -vV` prints the host")?;
    let flags = COVERAGE.map(|flag| format!("-Cllvm-args={flag}"));
    let target = workspace::target().join("fuzz");
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root()).args(["build", "--quiet", "--locked", "--package", "kyclink-fuzz"]);
    // With the name of the host, the flags do not apply to build scripts, which do not link libFuzzer.
    cargo.args(["--features", "libfuzzer", "--profile", "fuzz", "--target", host]).arg("--target-dir").arg(&target);
    let flags = ["-Cpasses=sancov-module", "--cfg=fuzzing"].map(str::to_owned).into_iter().chain(flags);
    cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", flags.collect::<Vec<_>>().join("\u{1f}"));
    say("compiling the targets with instrumentation; libFuzzer needs a C++ compiler");
    process::run(&mut cargo)?;
    Ok(target.join(host).join("fuzz/kyclink-fuzz"))
}

impl Target {
    fn corpus(&self) -> PathBuf {
        folder().join("corpus").join(&self.name)
    }

    /// Searches for so many seconds, then keeps the smallest inputs that reach everything.
    fn search(&self, program: &Path, seconds: u64) -> Result<Stats> {
        let work = workspace::target().join("fuzz/work").join(&self.name);
        file::remove(&work)?;
        let (found, seeds, findings) = (work.join("found"), work.join("seeds"), work.join("findings"));
        for folder in [&found, &findings, &self.corpus()] {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        seeds::write(&self.name, &seeds)?;
        say(&format!("{}: {seconds} s", self.name));
        let mut search = self.program(program);
        search.arg(format!("-max_total_time={seconds}")).args(["-print_final_stats=1", "-timeout=10", "-reload=0"]);
        search.arg(format!("-artifact_prefix={}/", findings.display()));
        search.args([&found, &self.corpus(), &seeds]);
        let log = log(&mut search)?;
        let mut stats = Stats::read(&log).with_context(|| self.finding(&log, &findings))?;
        self.minimize(program, &work, &[&self.corpus(), &found, &seeds])?;
        stats.inputs = file::below(&self.corpus())?.len();
        Ok(stats)
    }

    fn program(&self, program: &Path) -> Command {
        let mut command = Command::new("nice");
        command.args(["-n", "10"]).arg(program).env("KYCLINK_FUZZ", &self.name);
        command.arg(format!("-max_len={MAX_BYTES}")).arg(format!("-dict={}", folder().join("words.dict").display()));
        command
    }

    /// Replaces the corpus by the smallest inputs of these folders that reach everything that all of them reach, how often aside.
    fn minimize(&self, program: &Path, work: &Path, folders: &[&Path]) -> Result<()> {
        let merged = work.join("merged");
        fs::create_dir_all(&merged)?;
        let mut merge = self.program(program);
        log(merge.args(["-merge=1", "-use_counters=0"]).arg(&merged).args(folders))?;
        let mut inputs = Vec::new();
        for path in file::below(&merged)? {
            inputs.push((fs::metadata(&path)?.len(), path));
        }
        ensure!(!inputs.is_empty(), "the corpus of {} would be empty", self.name);
        inputs.sort();
        for path in file::below(&self.corpus())?.into_iter().filter(|path| is_named_by_digest(path)) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        let mut size = 0;
        for (length, path) in inputs {
            size += length;
            if size <= MAX_CORPUS {
                let name = path.file_name().context("a file has a name")?;
                file::write(&self.corpus().join(name), &file::read(&path)?)?;
            }
        }
        Ok(())
    }

    /// Says what violated the property, and how to keep it.
    fn finding(&self, log: &str, findings: &Path) -> String {
        let lines: Vec<_> = log.lines().collect();
        let panic =
            lines.iter().position(|line| line.contains("panicked at")).unwrap_or(lines.len().saturating_sub(30));
        let shown = lines.iter().skip(panic).take(12).copied().collect::<Vec<_>>().join("\n");
        let kept = workspace::shown(&self.corpus());
        format!("{shown}\nThe input is in {}: copy it to {kept} and repair what it shows.", workspace::shown(findings))
    }
}

/// Returns whether libFuzzer has named an input. One that a person has named stays.
fn is_named_by_digest(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.len() == 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Runs a program and returns what it logs, even if it fails.
fn log(command: &mut Command) -> Result<String> {
    let line = process::line(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{line}`"))?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}
