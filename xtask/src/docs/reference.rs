//! The reference of all exports, which a script reads from the declarations.

use anyhow::{Context, Result, ensure};

use crate::{file, node, pack, process, workspace};

const SCRIPT: &str = "xtask/scripts/reference.mjs";

/// The heading in README.md above the table of entry points.
const ENTRY_POINTS: &str = "\n## Which entry point?\n";

/// Renders the tables and the sections of docs/reference.md.
pub(super) fn exports() -> Result<String> {
    node::ready()?;
    let folder = workspace::target().join("reference");
    pack::write_declarations(&folder.join("types"))?;
    process::output(node::script(SCRIPT).arg(&folder))
}

/// Returns the table of entry points that README.md has.
pub(super) fn entry_points() -> Result<String> {
    entry_points_of(&file::read_text(&workspace::root().join("README.md"))?)
}

fn entry_points_of(readme: &str) -> Result<String> {
    let (_, section) = readme.split_once(ENTRY_POINTS).with_context(|| format!("README.md lacks `{ENTRY_POINTS}`"))?;
    let rows: Vec<&str> = section.lines().take_while(|line| line.starts_with('|')).collect();
    ensure!(rows.len() > 2, "README.md has no table of entry points right below its heading");
    Ok(rows.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_below_the_heading_is_found() {
        let table = "| a | b |\n|---|---|\n| 1 | 2 |\n";
        let readme = format!("# x\n{ENTRY_POINTS}{table}\n## y\n| c |\n");
        assert_eq!(entry_points_of(&readme).ok().as_deref(), Some(table));
        assert!(entry_points_of("# x\n").is_err());
        assert!(entry_points_of(&format!("# x\n{ENTRY_POINTS}\n## y\n")).is_err());
    }
}
