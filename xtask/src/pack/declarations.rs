//! The parts of the package that list the providers: modules and declarations.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::{copy, write_tables};
use crate::{file, tables, template, workspace};

/// A provider's TypeScript declarations.
pub(super) const DECLARATIONS: [&str; 3] = ["types", "inputs", "calls"];

pub(super) fn write_providers(dist: &Path) -> Result<()> {
    write_tables(dist, false)?;
    file::write(&dist.join("lib/calls.js"), tables::calls().as_bytes())?;
    file::write(&dist.join("lib/providers.js"), template::providers_js(&template::providers()).as_bytes())?;
    write_generated_types(&dist.join("types"))
}

/// Writes the declarations that are not in `pkg-template/types`. Those that are must be in the folder.
fn write_generated_types(types: &Path) -> Result<()> {
    let names = template::providers();
    let mut providers = Vec::new();
    for &name in &names {
        let [own, inputs, calls] = DECLARATIONS.map(|what| declarations(name, what));
        providers.push((name, file::read_text(&calls)?));
        copy(&own, &types.join("provider").join(format!("{name}.d.ts")))?;
        copy(&inputs, &types.join("provider").join(format!("{name}-inputs.d.ts")))?;
        copy(&calls, &types.join("provider").join(format!("{name}-calls.d.ts")))?;
    }
    file::write(&types.join("tables.d.ts"), tables::d_ts().as_bytes())?;
    let rules = file::read_text(&types.join("rules.d.ts"))?;
    file::write(&types.join("form-rules.d.ts"), template::form_rules_d_ts(&rules).as_bytes())?;
    file::write(&types.join("inputs.d.ts"), template::inputs_d_ts(&names).as_bytes())?;
    file::write(&types.join("providers.d.ts"), template::providers_d_ts(&providers).as_bytes())
}

/// Completes the declarations: without a list or a default, a declaration file also exports what is not marked.
pub(super) fn write_types(types: &Path) -> Result<()> {
    for path in file::below(types)? {
        ensure!(path.to_string_lossy().ends_with(".d.ts"), "{} must be a .d.ts file", path.display());
        let text = file::read_text(&path)?;
        if !["\nexport {", "\nexport *", "\nexport default"].iter().any(|list| text.contains(list)) {
            file::write(&path, (text + "export {};\n").as_bytes())?;
        }
    }
    Ok(())
}

/// Returns the path of a provider's TypeScript declarations of this name.
pub(super) fn declarations(provider: &str, what: &str) -> PathBuf {
    workspace::root().join("src/provider").join(provider).join(format!("{what}.d.ts"))
}
