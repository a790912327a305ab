//! Runs Node, and installs the JavaScript tools that package-lock.json pins.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::file::{self, Stamp};
use crate::process::{self, say};
use crate::workspace;

/// The oldest version that vite and miniflare support.
const OLDEST: (u32, u32) = (20, 19);

/// Installs the tools of package.json, unless the versions in package-lock.json are installed already.
pub(crate) fn ready() -> Result<()> {
    check_version()?;
    install(workspace::root(), "the JavaScript tools")
}

/// Installs the large tools of one step in a folder of their own: the runtimes and bundlers that the package is tested
/// in, or the frameworks that it is built into. Their lock files are compressed, because they are not read.
pub(crate) fn step_ready(step: &str) -> Result<()> {
    let (pins, what) = match step {
        "runtimes" => ("tests/packages/runtimes/tools", "runtimes and bundlers, which take 1.5 GB,"),
        _ => ("tests/packages/runtimes/frameworks/tools", "frameworks, which take 1.3 GB,"),
    };
    check_version()?;
    let (pins, folder) = (workspace::root().join(pins), workspace::target().join(step));
    file::copy(&pins.join("package.json"), &folder.join("package.json"))?;
    let lock = process::output(Command::new("gzip").arg("-dc").arg(pins.join("package-lock.json.gz")))?;
    file::write(&folder.join("package-lock.json"), lock)?;
    install(&folder, what)
}

fn install(folder: &Path, what: &str) -> Result<()> {
    let stamp =
        Stamp::new(folder.join("node_modules/.kyclink-stamp"), &[fs_err::read(folder.join("package-lock.json"))?]);
    let _lock = file::lock(&workspace::target().join("npm-ci.lock"))?;
    if stamp.is_current() {
        return Ok(());
    }
    say(&format!("installing {what} that {} names, with npm ci", workspace::shown(&folder.join("package-lock.json"))));
    let flags = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    process::output(Command::new("npm").args(flags).current_dir(folder))?;
    stamp.write()
}

/// Returns a program of node_modules. Call [`ready`] first.
pub(crate) fn tool(name: &str) -> Command {
    let mut command = Command::new(workspace::root().join("node_modules/.bin").join(name));
    command.current_dir(workspace::root());
    command
}

/// Returns `node <script>`, where the path is relative to the root of the working tree.
pub(crate) fn script(path: &str) -> Command {
    let mut command = Command::new("node");
    command.current_dir(workspace::root()).arg(Path::new(path));
    command
}

fn check_version() -> Result<()> {
    let missing = || format!("install Node {}.{} or newer, which includes npm: https://nodejs.org", OLDEST.0, OLDEST.1);
    let version = process::output(Command::new("node").arg("--version")).with_context(missing)?;
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse().ok());
    let found: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < OLDEST {
        bail!("{}; the installed version is {}", missing(), version.trim());
    }
    Ok(())
}
