//! `cargo xtask fuzz`: searches with libFuzzer for inputs that violate a property of `fuzz/`, and keeps those that
//! reach code that no other input reaches.
//!
//! The program is compiled with the pinned stable compiler, whose LLVM has the instrumentation. Without a nightly
//! compiler there is no address sanitizer, which the crate does not need: it forbids unsafe code.

#[allow(unreachable_pub, reason = "the crate of the targets exports it")]
#[path = "../../fuzz/src/seeds.rs"]
mod seeds;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use fs_err as fs;

use crate::process::{self, say};
use crate::{file, workspace};

const COVERAGE: [&str; 4] = [
    "-sanitizer-coverage-level=4",
    "-sanitizer-coverage-inline-8bit-counters",
    "-sanitizer-coverage-pc-table",
    "-sanitizer-coverage-trace-compares",
];
/// The length of the longest input, in bytes.
const MAX_BYTES: usize = 1500;
/// How many inputs of a target `cargo test` repeats, besides those with a name.
const SEEDS: usize = 20;
/// The inputs that together reach all the code that a search has reached.
const ARCHIVE: &str = "fuzz/corpus.tar.xz";

/// Runs `fuzz [<target>] [--minutes <n>]`. The time is for all targets together.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (wanted, minutes) = match *arguments {
        [] => (None, "20"),
        [target] => (Some(target), "20"),
        ["--minutes", minutes] => (None, minutes),
        [target, "--minutes", minutes] => (Some(target), minutes),
        _ => bail!("use `cargo xtask fuzz [<target>] [--minutes <n>]`"),
    };
    let minutes: f64 = minutes.parse().context("`--minutes` needs a number")?;
    let mut targets = Vec::new();
    for path in file::below(&workspace::root().join("fuzz/src/targets"))? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if name != "mod" && wanted.is_none_or(|wanted| wanted == name) {
            targets.push(name);
        }
    }
    let program = build()?;
    let corpus = workspace::target().join("fuzz/corpus");
    file::remove(&corpus)?;
    tar(&["-xJf", ARCHIVE, "-C", "target/fuzz"])?;
    let seconds = (minutes * 60.0 / targets.len().max(1) as f64).max(1.0) as u64;
    for target in &targets {
        search(&program, target, seconds, &corpus.join(target))?;
    }
    // The same files always make the same archive.
    let fixed = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0"];
    tar(&[&["-C", "target/fuzz"], &fixed as &[_], &["-cJf", ARCHIVE, "corpus"]].concat())
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

/// Searches for this many seconds, then keeps the smallest set of inputs that reaches all the code.
fn search(program: &Path, target: &str, seconds: u64, corpus: &Path) -> Result<()> {
    let work = workspace::target().join("fuzz/work").join(target);
    file::remove(&work)?;
    let named = workspace::root().join("fuzz/corpus").join(target);
    let [found, seeds, kept] = ["found", "seeds", "kept"].map(|name| work.join(name));
    for folder in [corpus, &found, &kept, &named] {
        fs::create_dir_all(folder)?;
    }
    for (number, seed) in seeds::seeds(target)?.iter().filter(|seed| seed.len() <= MAX_BYTES).enumerate() {
        file::write(&seeds.join(number.to_string()), seed)?;
    }
    say(&format!("{target}: {seconds} s"));
    let fuzzer = || {
        let mut command = Command::new("nice");
        command.args(["-n", "10"]).arg(program).env("KYCLINK_FUZZ", target).arg(format!("-max_len={MAX_BYTES}"));
        command
    };
    let mut search = fuzzer();
    search.arg(format!("-dict={}", workspace::root().join("fuzz/words.dict").display())).arg("-timeout=10");
    search.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}/", work.display()));
    search.args(["-print_final_stats=1", "-reload=0"]).args([&found, corpus, &seeds, &named]);
    process::run(&mut search).with_context(|| {
        format!(
            "copy the input in {} to {} and repair what it shows",
            workspace::shown(&work),
            workspace::shown(&named)
        )
    })?;
    process::output(fuzzer().arg("-set_cover_merge=1").arg(&kept).args([corpus, &found, &seeds]))?;
    keep(target, &kept, corpus)
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
