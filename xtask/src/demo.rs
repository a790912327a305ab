//! `cargo xtask demo`: runs the complete flow on this machine.
//!
//! Packs the package and starts `www/demo.mjs`, which prints what is running and where to click. When it ends, stops every
//! program that it started.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::{apt, browser, node, pack, process};

const PORT: u16 = 8787;

/// How long the programs of the demo may take to exit before they are killed.
const GRACE_PERIOD: Duration = Duration::from_secs(5);

/// Packs, then runs the demo until it ends or Ctrl-C is pressed.
pub(crate) fn run(provider: Option<&str>) -> Result<ExitCode> {
    // Checked first, because packing takes a while. The listener is dropped at once, so that the demo can use the port.
    TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).with_context(|| {
        format!("port {PORT} is in use: stop the program that `lsof -i :{PORT}` shows, then run the command again")
    })?;
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || stop.send(()).unwrap_or_default())?;
    pack::run()?;
    if stopped.try_recv().is_ok() {
        return Ok(ExitCode::SUCCESS);
    }

    let mut command = node::script("www/demo.mjs");
    if let Some(name) = provider {
        command.args(["--provider", name]);
    }
    // In a process group of its own, so that workerd and the other programs that the demo starts can be stopped, too.
    let mut demo = command.process_group(0).stdin(Stdio::null()).spawn().context("cannot start www/demo.mjs")?;
    let group = demo.id();
    let status = loop {
        if let Some(status) = demo.try_wait()? {
            break Some(status);
        }
        if stopped.recv_timeout(Duration::from_millis(100)).is_ok() {
            break None;
        }
    };
    stop_group(group, || matches!(demo.try_wait(), Ok(Some(_))));
    let success = status.is_none_or(|status| status.success());
    Ok(if success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Takes a screenshot of every state of the page, in target/screenshots.
pub(crate) fn screenshots() -> Result<()> {
    let chromium = browser::chromium()?;
    japanese_font()?;
    pack::run()?;
    process::run(node::script("www/screenshots.mjs").env("CHROMIUM", chromium))
}

/// Installs a font with Japanese characters, where it is certain that there is none.
fn japanese_font() -> Result<()> {
    let is_missing =
        process::output(Command::new("fc-list").arg(":lang=ja")).is_ok_and(|fonts| fonts.trim().is_empty());
    if is_missing && apt::exists() {
        apt::install(&["fonts-ipaexfont-gothic"], "screenshots in Japanese need a font")?;
    }
    Ok(())
}

/// Asks a process group to exit, and kills it if it does not.
fn stop_group(group: u32, mut leader_has_ended: impl FnMut() -> bool) {
    signal("TERM", group);
    let start = Instant::now();
    // The leader is a child of this process, so it stays a member of its group until it is waited for.
    while !leader_has_ended() || signal("0", group) {
        if start.elapsed() > GRACE_PERIOD {
            signal("KILL", group);
            leader_has_ended();
            return;
        }
        sleep(Duration::from_millis(50));
    }
}

/// Sends a signal to a process group, with the `kill` that every shell has. Returns whether the group exists; signal "0" only
/// checks that.
fn signal(name: &str, group: u32) -> bool {
    let mut kill = Command::new("sh");
    process::succeeds_within(kill.args(["-c", &format!("kill -{name} -{group}")]), GRACE_PERIOD)
}
