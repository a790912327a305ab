//! Runs other programs. Every error contains the command, so that it can be repeated by hand.

use std::io::Write;
use std::process::{Command, ExitStatus, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

/// Prints what the command is doing.
pub(crate) fn say(text: &str) {
    println!("xtask: {text}");
}

/// Runs a command and shows its output.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a command and returns its output. The output is shown only if the command fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{}`", line(command)))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({})\n{}{}", line(command), output.status, text, stderr.trim_end());
    }
    Ok(text)
}

/// Returns whether a command succeeds within the given time. Its output is not shown.
pub(crate) fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    status_within(quiet, limit).is_ok_and(|status| status.success())
}

/// Runs a command, and ends it when the given time is over, which is an error.
pub(crate) fn status_within(command: &mut Command, limit: Duration) -> Result<ExitStatus> {
    let mut child = command.spawn().with_context(|| format!("cannot start `{}`", line(command)))?;
    let start = Instant::now();
    while start.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        sleep(Duration::from_millis(10));
    }
    // Both calls fail only if the process has just ended.
    let _ = child.kill();
    let _ = child.wait();
    bail!("`{}` has not ended within {} seconds", line(command), limit.as_secs())
}

/// Returns the command as a person would type it.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Makes `cargo build` or `cargo test` lint as `cargo clippy -- --deny warnings` does, in the same pass and with the variables that
/// it sets: linted and built one after the other, all dependencies would be compiled twice. Warnings of dependencies are not affected.
pub(crate) fn linted(build: &mut Command) -> &mut Command {
    build.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver").env("CLIPPY_ARGS", "--deny__CLIPPY_HACKERY__warnings")
}

/// Runs a command with an input and returns its output.
pub(crate) fn fed(command: &mut Command, input: &[u8]) -> Result<String> {
    let name = line(command);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = child.with_context(|| format!("cannot start `{name}`"))?;
    let mut stdin = child.stdin.take().context("the standard input is a pipe")?;
    // Beside the output: a command that prints while it reads would otherwise wait for its output to be read.
    let output = thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output()
    })?;
    ensure!(output.status.success(), "`{name}` failed ({})", output.status);
    Ok(String::from_utf8(output.stdout)?)
}

/// The text of a Rust file in the form of `rustfmt.toml`.
pub(crate) fn formatted(code: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--config-path"]).arg(crate::workspace::root());
    fed(&mut rustfmt, code.as_bytes())
}
