//! `cargo xtask fuzz`: searches with libFuzzer for inputs that violate a property of `fuzz/`, and keeps those that
//! reach code that no other input reaches.
//!
//! The program is compiled with the pinned stable compiler, whose LLVM has the instrumentation. Without a nightly
//! compiler there is no address sanitizer, which the crate does not need: it forbids unsafe code.

#[allow(unreachable_pub, reason = "the crate of the targets exports it")]
#[path = "../../fuzz/src/seeds.rs"]
mod seeds;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result, bail, ensure};
use fs_err as fs;

use crate::process::{self, say};
use crate::{file, report, workers, workspace};

const COVERAGE: [&str; 4] = [
    "-sanitizer-coverage-level=4",
    "-sanitizer-coverage-inline-8bit-counters",
    "-sanitizer-coverage-pc-table",
    "-sanitizer-coverage-trace-compares",
];
/// How many targets are searched at once.
const AT_ONCE: usize = 2;
/// The length of the longest input, in bytes.
const MAX_BYTES: usize = 1500;
/// How many inputs of a target `cargo test` repeats, besides those with a name.
const SEEDS: usize = 20;
/// The inputs that together reach all the code that a search has reached.
const ARCHIVE: &str = "fuzz/corpus.tar.xz";

/// Runs `fuzz [<target>] [--minutes <n>] [--discard]`. The time is for all targets together. With `--discard`, the corpus
/// stays as it is.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (options, rest): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|argument| **argument == "--discard");
    let (wanted, minutes) = match *rest {
        [] => (None, "20"),
        [target] if !target.starts_with("--") => (Some(target), "20"),
        ["--minutes", minutes] => (None, minutes),
        [target, "--minutes", minutes] => (Some(target), minutes),
        _ => bail!("use `cargo xtask fuzz [<target>] [--minutes <n>] [--discard]`"),
    };
    let (minutes, is_kept): (f64, _) = (minutes.parse().context("`--minutes` needs a number")?, options.is_empty());
    let mut targets = Vec::new();
    for path in file::below(&workspace::root().join("fuzz/src/targets"))? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if name != "mod" && wanted.is_none_or(|wanted| wanted == name) {
            targets.push(name);
        }
    }
    ensure!(!targets.is_empty(), "there is no such target in fuzz/src/targets");
    let program = build()?;
    let corpus = workspace::target().join("fuzz/corpus");
    file::remove(&corpus)?;
    tar(&["-xJf", ARCHIVE, "-C", "target/fuzz"])?;
    let at_once = AT_ONCE.min(targets.len());
    let seconds = (minutes * 60.0 * at_once as f64 / targets.len() as f64).max(1.0) as u64;
    say(&format!("{} targets, {at_once} at once, {seconds} s each", targets.len()));
    let found = workers::each(&targets, at_once, |_, target| {
        let found = search(&program, target, seconds, &corpus.join(target), is_kept);
        say(&format!("{target}: {}", if found.is_ok() { "nothing found" } else { "FAILED" }));
        found
    });
    let (mut figures, mut failed) = (Vec::new(), Vec::new());
    for found in found {
        match found {
            Ok(found) => figures.push(found),
            Err(error) => failed.push(format!("{error:#}")),
        }
    }
    ensure!(failed.is_empty(), "{}", failed.join("\n\n"));
    if is_kept {
        for target in &targets {
            keep(target, &workspace::target().join("fuzz/work").join(target).join("kept"), &corpus.join(target))?;
        }
        // The same files always make the same archive.
        let fixed = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0"];
        tar(&[&["-C", "target/fuzz"], &fixed as &[_], &["-cJf", ARCHIVE, "corpus"]].concat())?;
    }
    if wanted.is_none() { report::write("fuzz", &table(minutes, &targets, &figures)) } else { Ok(()) }
}

/// The table of the report.
fn table(minutes: f64, targets: &[String], figures: &[Figures]) -> String {
    let mut text = format!(
        "`cargo xtask fuzz --minutes {minutes}` searched each target once, from the corpus in the repository.\n\n\
         | target | executions | per second | edges | inputs of the corpus |\n|---|--:|--:|--:|--:|\n"
    );
    let mut sum = 0;
    for (target, figures) in targets.iter().zip(figures) {
        sum += figures.executions.parse::<u64>().unwrap_or_default();
        let [executions, rate, edges, inputs] =
            [&figures.executions, &figures.rate, &figures.edges, &figures.inputs].map(|text| report::grouped(text));
        let _ = writeln!(text, "| `{target}` | {executions} | {rate} | {edges} | {inputs} |");
    }
    let _ = writeln!(text, "\n{} executions in total, without a finding.", report::grouped(&sum.to_string()));
    text
}

fn tar(arguments: &[&str]) -> Result<()> {
    let archive = workspace::root().join(ARCHIVE);
    let arguments =
        arguments.iter().map(|argument| if *argument == ARCHIVE { archive.as_os_str() } else { argument.as_ref() });
    process::run(Command::new("tar").current_dir(workspace::root()).args(arguments))
}

/// Compiles the program with the instrumentation, and returns its path.
fn build() -> Result<PathBuf> {
    let host = process::output(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let host = host.trim();
    let flags = COVERAGE.map(|flag| format!("-Cllvm-args={flag}"));
    let flags = ["-Cpasses=sancov-module", "--cfg=fuzzing"].map(str::to_owned).into_iter().chain(flags);
    let target = workspace::target().join("fuzz");
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root()).args(["build", "--quiet", "--locked", "--package", "kyclink-fuzz"]);
    // With the name of the host, the flags do not apply to build scripts, which do not link libFuzzer.
    cargo.args(["--features", "libfuzzer", "--profile", "fuzz", "--target", host]).arg("--target-dir").arg(&target);
    cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", flags.collect::<Vec<_>>().join("\u{1f}"));
    say("compiling the targets with instrumentation; libFuzzer needs a C++ compiler");
    process::run(&mut cargo)?;
    Ok(target.join(host).join("fuzz/kyclink-fuzz"))
}

/// What libFuzzer says at the end of a search.
#[derive(Debug, Default, PartialEq, Eq)]
struct Figures {
    executions: String,
    rate: String,
    edges: String,
    inputs: String,
}

impl Figures {
    /// Reads the last lines of a log.
    fn of(log: &str) -> Self {
        let after = |start: &str| {
            let rest = log.rsplit_once(start).map(|(_, rest)| rest.trim_start()).unwrap_or_default();
            rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default().to_owned()
        };
        Self {
            executions: after("stat::number_of_executed_units:"),
            rate: after("stat::average_exec_per_sec:"),
            edges: after(" cov: "),
            inputs: after(" corp: "),
        }
    }
}

/// Searches for this many seconds. If the corpus is kept, then looks for the smallest set of inputs that reaches all the
/// code.
fn search(program: &Path, target: &str, seconds: u64, corpus: &Path, is_kept: bool) -> Result<Figures> {
    let work = workspace::target().join("fuzz/work").join(target);
    file::remove(&work)?;
    let named = workspace::root().join("fuzz/corpus").join(target);
    let [found, seeds, kept] = ["found", "seeds", "kept"].map(|name| work.join(name));
    // libFuzzer reads `named`, which not every target has.
    for folder in [corpus, &found, &kept, &named] {
        fs::create_dir_all(folder)?;
    }
    for (number, seed) in seeds::seeds(target)?.iter().filter(|seed| seed.len() <= MAX_BYTES).enumerate() {
        file::write(&seeds.join(number.to_string()), seed)?;
    }
    let fuzzer = || {
        let mut command = Command::new("nice");
        command.args(["-n", "10"]).arg(program).env("KYCLINK_FUZZ", target).arg(format!("-max_len={MAX_BYTES}"));
        command
    };
    let mut search = fuzzer();
    search.arg(format!("-dict={}", workspace::root().join("fuzz/words.dict").display())).arg("-timeout=10");
    search.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}/", work.display()));
    search.args(["-print_final_stats=1", "-reload=0"]).args([&found, corpus, &seeds, &named]);
    let path = work.join("log.txt");
    let log = fs::File::create(&path)?;
    let status = search.stdout(Stdio::null()).stderr(log.into_parts().0).status()?;
    let log = fs::read_to_string(&path)?;
    if !status.success() {
        let lines: Vec<_> = log.lines().collect();
        bail!(
            "{target}: copy the input in {} to {} and repair what it shows\n{}",
            workspace::shown(&work),
            workspace::shown(&named),
            lines.get(lines.len().saturating_sub(30)..).unwrap_or_default().join("\n")
        );
    }
    if is_kept {
        process::output(fuzzer().arg("-set_cover_merge=1").arg(&kept).args([corpus, &found, &seeds]))?;
    }
    Ok(Figures::of(&log))
}

/// Replaces the corpus of a target, and its lines of seeds. The merge writes the inputs that reach the most code first.
fn keep(target: &str, kept: &Path, corpus: &Path) -> Result<()> {
    let written =
        |path: &PathBuf| fs::metadata(path).and_then(|data| data.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let mut inputs = file::below(kept)?;
    inputs.sort_by_cached_key(written);
    file::remove(corpus)?;
    let seeds = workspace::root().join("fuzz/seeds.txt");
    let text = fs::read_to_string(&seeds)?;
    let start = format!("{target}\t");
    let mut lines: Vec<_> = text.lines().filter(|line| !line.starts_with(&start)).map(str::to_owned).collect();
    for (at, path) in inputs.iter().enumerate() {
        let bytes = fs::read(path)?;
        file::write(&corpus.join(path.file_name().unwrap_or_default()), &bytes)?;
        if at < SEEDS {
            lines.push(format!("{start}{}", bytes.escape_ascii()));
        }
    }
    // The order of the targets, and in each that of the merge.
    lines.sort_by(|one, other| one.split('\t').next().cmp(&other.split('\t').next()));
    file::write(&seeds, lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_a_search_are_those_at_its_end() {
        let log = "#2\tINITED cov: 5 ft: 6 corp: 1/3b exec/s: 0\n#90\tDONE   cov: 3559 ft: 9 corp: 728/4Kb lim: 4\n\
                   stat::number_of_executed_units: 4224\nstat::average_exec_per_sec:     138\n";
        let [executions, rate, edges, inputs] = ["4224", "138", "3559", "728"].map(str::to_owned);
        assert_eq!(Figures::of(log), Figures { executions, rate, edges, inputs });
    }
}
