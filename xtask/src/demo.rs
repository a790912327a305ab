//! `cargo xtask demo`: the whole path on this machine. What is started, and where to click, is told by `www/demo.mjs`;
//! this module packs what it serves, and makes sure that nothing of it stays behind.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::{browser, node, pack, process};

const PORT: u16 = 8787;

/// How long the programs of the demo have to end by themselves.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn run(provider: Option<&str>) -> Result<ExitCode> {
    // Asked before the work, which takes a while, and left free again for the demo.
    TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).with_context(|| {
        format!("port {PORT} is taken: stop what listens there (`lsof -i :{PORT}` names it) and try again")
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
    // In a group of its own: the demo starts workerd and other programs, and the group is how all of them are reached.
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
    end(group, || matches!(demo.try_wait(), Ok(Some(_))));
    let success = status.is_none_or(|status| status.success());
    Ok(if success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A picture of every state of the page, in target/screenshots.
pub(crate) fn screenshots() -> Result<()> {
    let chromium = browser::chromium()?;
    pack::run()?;
    process::run(node::script("www/screenshots.mjs").env("CHROMIUM", chromium))
}

/// Asks the group to end, and insists when it does not.
fn end(group: u32, mut leader_has_ended: impl FnMut() -> bool) {
    signal("TERM", group);
    let start = Instant::now();
    // The leader is our child and stays a member of its group until it is waited for.
    while !leader_has_ended() || signal("0", group) {
        if start.elapsed() > PATIENCE {
            signal("KILL", group);
            leader_has_ended();
            return;
        }
        sleep(Duration::from_millis(50));
    }
}

/// Whether there was anything to signal; with "0" that is all it tells. The shell's own `kill` is on every machine.
fn signal(name: &str, group: u32) -> bool {
    let mut kill = Command::new("sh");
    process::succeeds_within(kill.args(["-c", &format!("kill -{name} -{group}")]), PATIENCE)
}
