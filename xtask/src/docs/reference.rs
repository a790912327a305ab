//! The reference of all exports, which a script reads from the declarations.

use anyhow::Result;

use crate::{node, pack, process, workspace};

const SCRIPT: &str = "xtask/scripts/reference.mjs";

/// Renders the tables and the sections of docs/reference.md.
pub(super) fn exports() -> Result<String> {
    node::ready()?;
    let folder = workspace::target().join("reference");
    pack::write_declarations(&folder.join("types"))?;
    process::output(node::script(SCRIPT).arg(&folder))
}
