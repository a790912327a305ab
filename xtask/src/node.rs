//! Node, and the tools that package-lock.json pins.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::file::{self, Stamp};
use crate::process::{self, say};
use crate::workspace;

/// What vite and miniflare ask for.
const OLDEST: (u32, u32) = (20, 19);

/// Makes the tools of package.json available, installing them when they are not the ones that package-lock.json names.
pub(crate) fn ready() -> Result<()> {
    check_version()?;
    install(workspace::root(), "the JavaScript tools")
}

/// Makes the runtimes and bundlers available that the package is tried in, away from the tools: they are large, and only
/// one step needs them.
pub(crate) fn runtimes_ready() -> Result<()> {
    check_version()?;
    let pins = workspace::root().join("tests/packages/runtimes/tools");
    for name in ["package.json", "package-lock.json"] {
        file::write(&workspace::runtimes().join(name), &file::read(&pins.join(name))?)?;
    }
    install(&workspace::runtimes(), "runtimes and bundlers, which take 1.5 GB,")
}

fn install(folder: &Path, what: &str) -> Result<()> {
    let stamp =
        Stamp::new(folder.join("node_modules/.kyclink-stamp"), &[file::read(&folder.join("package-lock.json"))?]);
    let _lock = file::lock(&workspace::target().join("npm-ci.lock"))?;
    if stamp.is_current() {
        return Ok(());
    }
    say(&format!("installing {what} that {} names, with npm ci", workspace::shown(&folder.join("package-lock.json"))));
    let flags = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    process::output(Command::new("npm").args(flags).current_dir(folder))?;
    stamp.write()
}

/// A program of node_modules, which `ready` must have installed.
pub(crate) fn tool(name: &str) -> Command {
    let mut command = Command::new(workspace::root().join("node_modules/.bin").join(name));
    command.current_dir(workspace::root());
    command
}

/// `node <script>`, the script given from the root of the working tree.
pub(crate) fn script(path: &str) -> Command {
    let mut command = Command::new("node");
    command.current_dir(workspace::root()).arg(Path::new(path));
    command
}

fn check_version() -> Result<()> {
    let missing = || format!("install Node {}.{} or newer, which brings npm: https://nodejs.org", OLDEST.0, OLDEST.1);
    let version = process::output(Command::new("node").arg("--version")).with_context(missing)?;
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse().ok());
    let found: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < OLDEST {
        bail!("{}; this is Node {}", missing(), version.trim());
    }
    Ok(())
}
