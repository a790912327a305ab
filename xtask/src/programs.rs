//! Programs that tests run with: browsers, servers of databases, compilers. They are installed only when a step needs
//! them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{self, say};
use crate::{file, node, toolchain::Toolchain, workspace};

/// A program, and the variable that names its path to tests and to this command.
struct Program {
    name: &'static str,
    variable: &'static str,
    /// Debian's package.
    package: &'static str,
    /// The paths where it may be installed. A `*` stands for a version; the highest one is taken.
    places: &'static [&'static str],
}

const PROGRAMS: [Program; 7] = [
    Program {
        name: "chromium",
        variable: "CHROMIUM",
        package: "chromium",
        places: &[
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/usr/bin/google-chrome-stable",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ],
    },
    // The same engine, without the windows around it: a test takes half the CPU in it.
    Program {
        name: "chromium-headless",
        variable: "CHROMIUM_HEADLESS",
        package: "chromium-headless-shell",
        places: &["/usr/bin/chromium-headless-shell"],
    },
    Program {
        name: "firefox",
        variable: "FIREFOX",
        package: "firefox-esr",
        places: &["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"],
    },
    // The driver starts the browser of its library, which needs a screen.
    Program {
        name: "webkit",
        variable: "WEBKIT_DRIVER",
        package: "webkit2gtk-driver",
        places: &["/usr/bin/WebKitWebDriver"],
    },
    Program { name: "xvfb", variable: "XVFB", package: "xvfb", places: &["/usr/bin/Xvfb"] },
    Program {
        name: "redis",
        variable: "REDIS_SERVER",
        package: "redis-server",
        places: &["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server"],
    },
    // Beside the server there must be `initdb`.
    Program {
        name: "postgres",
        variable: "POSTGRES",
        package: "postgresql",
        places: &["/usr/lib/postgresql/*/bin/postgres", "/usr/local/bin/postgres", "/opt/homebrew/bin/postgres"],
    },
];

/// Runs `with [<what> …] -- <command>`: installs what is named, then runs the command with the variables of these
/// programs, and of no others: what a machine happens to have must not help. Commands with a `turn` run one after
/// another.
pub(crate) fn with(arguments: &[&str]) -> Result<()> {
    let mut parts = arguments.splitn(2, |argument| *argument == "--");
    let (needs, words) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let (program, rest) = words.split_first().context("use `cargo xtask with [<what> …] -- <command>`")?;
    let mut command = without_programs(program);
    command.args(rest);
    for what in needs {
        match *what {
            "turn" => {}
            step @ ("runtimes" | "frameworks") => node::step_ready(step)?,
            "wasm" => drop(Toolchain::ready()?),
            name => drop(command.env(find(name)?.variable, path(name)?)),
        }
    }
    let turn = || file::lock(&workspace::target().join("tests.lock"));
    let _turn = needs.contains(&"turn").then(turn).transpose()?;
    process::run(&mut command)
}

/// Returns a command that does not have the variables of programs.
fn without_programs(program: &str) -> Command {
    let mut command = Command::new(program);
    for program in &PROGRAMS {
        command.env_remove(program.variable);
    }
    command
}

fn find(name: &str) -> Result<&'static Program> {
    PROGRAMS
        .iter()
        .find(|program| program.name == name)
        .with_context(|| format!("`{name}` is not a program of the tests"))
}

/// Returns the path of a program: from its variable, an installed one, or one that apt installs now.
pub(crate) fn path(name: &str) -> Result<PathBuf> {
    let program = find(name)?;
    let result = file::install_unless(|| program.installed().is_some(), || install(program.package));
    if let Some(path) = program.installed() {
        return Ok(path);
    }
    // Not every system has the package of the shell, and not every user may install it.
    if name == "chromium-headless" && (result.is_ok() || find("chromium")?.installed().is_some()) {
        return path("chromium");
    }
    let by_hand = format!("install {}, or set {} to the path of its program", program.package, program.variable);
    result.context(by_hand.clone())?;
    bail!(by_hand)
}

/// Installs a package with apt, where there is one. Never removes a package.
pub(crate) fn install(package: &str) -> Result<()> {
    if !Path::new("/usr/bin/apt-get").exists() {
        return Ok(());
    }
    say(&format!("installing {package} with apt-get: tests run with it"));
    let by_hand = || format!("run `apt-get update && apt-get install --no-install-recommends {package}` as root");
    let is_root = process::output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0");
    let apt_get = |arguments: &[&str]| {
        let mut command = Command::new(if is_root { "env" } else { "sudo" });
        // On a machine that has just started, another apt may hold the lock.
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]);
        process::output(command.args(arguments)).with_context(by_hand)
    };
    apt_get(&["update"])?;
    apt_get(&["-y", "--no-install-recommends", "--no-remove", "install", package]).map(drop)
}

/// Returns the versions of the installed programs.
pub(crate) fn versions() -> String {
    let installed = PROGRAMS.iter().filter_map(Program::installed);
    installed.map(|path| process::output(Command::new(path).arg("--version")).unwrap_or_default()).collect()
}

impl Program {
    fn installed(&self) -> Option<PathBuf> {
        let named = env::var_os(self.variable).map(PathBuf::from);
        named.or_else(|| self.places.iter().find_map(|place| existing_path(place)))
    }
}

/// Returns the path that a place names, if there is a file.
fn existing_path(place: &str) -> Option<PathBuf> {
    let Some((folder, rest)) = place.split_once("/*/") else {
        return Some(PathBuf::from(place)).filter(|path| path.exists());
    };
    let numbered = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let folders = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    folders.filter(|path| path.join(rest).exists()).max_by_key(|path| numbered(path)).map(|path| path.join(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_has_no_variable_of_a_program_that_it_did_not_ask_for() {
        let command = without_programs("true");
        let removed: Vec<_> = command.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        assert_eq!(removed.len(), PROGRAMS.len());
        assert!(PROGRAMS.iter().all(|program| removed.iter().any(|name| *name == program.variable)));
    }
}
