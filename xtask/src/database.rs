//! Finds the servers of databases that the stores are tested with, and installs them only when a step needs them.

use std::path::PathBuf;

use anyhow::Result;

use crate::program::Program;

const WHY: &str = "tests of the stores run with it";

const REDIS: Program = Program {
    why: WHY,
    variable: "REDIS_SERVER",
    package: "redis-server",
    places: &["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server"],
};

/// Beside the server there must be `initdb`.
const POSTGRES: Program = Program {
    why: WHY,
    variable: "POSTGRES",
    package: "postgresql",
    places: &["/usr/lib/postgresql/*/bin/postgres", "/usr/local/bin/postgres", "/opt/homebrew/bin/postgres"],
};

/// Returns the variables with the paths of the servers: from those variables, of installed ones, or of ones that apt installs now.
pub(crate) fn servers() -> Result<[(&'static str, PathBuf); 2]> {
    Ok([(REDIS.variable, REDIS.path()?), (POSTGRES.variable, POSTGRES.path()?)])
}

/// Returns the paths of the servers that are there already.
pub(crate) fn installed() -> Vec<PathBuf> {
    [REDIS, POSTGRES].iter().filter_map(Program::installed).collect()
}
