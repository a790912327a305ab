//! Installs programs with apt, and never removes one.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{self, say};

/// Returns whether this machine has apt.
pub(crate) fn exists() -> bool {
    Path::new("/etc/debian_version").exists() && Path::new("/usr/bin/apt-get").exists()
}

/// Installs packages and prints why. Never removes a package.
pub(crate) fn install(packages: &[&str], why: &str) -> Result<()> {
    let names = packages.join(" ");
    say(&format!("installing {names} with apt-get: {why}"));
    let by_hand = || format!("run `apt-get update && apt-get install --no-install-recommends {names}` as root: {why}");
    process::output(apt_get().args(["-qq", "update"])).with_context(by_hand)?;
    let flags = ["-qq", "-y", "--no-install-recommends", "--no-remove", "install"];
    process::output(apt_get().args(flags).args(packages)).with_context(by_hand)?;
    Ok(())
}

fn apt_get() -> Command {
    let root = process::output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0");
    let sudo = !root && process::succeeds_within(Command::new("sudo").arg("--version"), Duration::from_secs(5));
    let mut command = if sudo { Command::new("sudo") } else { Command::new("apt-get") };
    if sudo {
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    }
    // On a machine that has just started, another apt may hold the lock.
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=300"]);
    command
}
