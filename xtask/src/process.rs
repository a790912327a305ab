//! Runs other programs. Every error contains the command, so that it can be repeated by hand.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What `cargo xtask within` prints if it ends a test runner.
pub(crate) const STOPPED: &str = "stopped after ";

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

/// Runs a command and shows its output as it comes. Returns the output, and whether the command succeeded.
pub(crate) fn shown_output(command: &mut Command) -> Result<(String, bool)> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{}`", line(command)))?;
    let stdout = child.stdout.take().context("the standard output is a pipe")?;
    let mut output = String::new();
    for text in BufReader::new(stdout).split(b'\n') {
        let text = String::from_utf8_lossy(&text?).into_owned();
        println!("{text}");
        output += &(text + "\n");
    }
    Ok((output, child.wait()?.success()))
}

/// Runs `within <minutes> <command>`: a test runner that hangs is stopped, and the log then names the test. libtest has
/// no limit of its own.
pub(crate) fn within(minutes: &str, words: &[&str]) -> Result<()> {
    let (program, arguments) = words.split_first().context("use `cargo xtask within <minutes> <command>`")?;
    let limit = Duration::from_secs_f64(60.0 * minutes.parse::<f64>().context("`within` needs a number")?);
    let mut command = Command::new(program);
    let mut child = command.args(arguments).spawn().with_context(|| format!("cannot start `{program}`"))?;
    let start = Instant::now();
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => bail!("`{}` failed ({status})", line(&command)),
            None if start.elapsed() < limit => sleep(Duration::from_millis(20)),
            None => {
                child.kill()?;
                child.wait()?;
                bail!("`{}` was {STOPPED}{minutes} minutes", line(&command));
            }
        }
    }
}

/// Returns the command as a person would type it.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
