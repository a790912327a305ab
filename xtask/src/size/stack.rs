//! Measures the packages of benches/stack.mjs, which together do what `kyclink/form` does.

use anyhow::{Context, Result};
use serde_json::Value;

use super::measure::{self, Group, Row};
use crate::{file, workspace};

/// The validation itself, which is measured together with what it uses of zod.
const PROGRAM: &str = "benches/stack.mjs";

struct Package {
    /// The import specifier.
    import: &'static str,
    /// A module that exports what the stack uses of the package.
    takes: &'static str,
}

const PACKAGES: [Package; 4] = [
    Package {
        import: "libphonenumber-js/min",
        takes: "export { parsePhoneNumberFromString } from \"libphonenumber-js/min\";",
    },
    Package {
        import: "i18n-iso-countries",
        takes: "export { default } from \"i18n-iso-countries\"; export { default as en } from \"i18n-iso-countries/langs/en.json\";",
    },
    Package { import: "iso-3166", takes: "export { iso31662 } from \"iso-3166\";" },
    Package {
        import: "postcode-validator",
        takes: "export { postcodeValidator, postcodeValidatorExistsForCountry } from \"postcode-validator\";",
    },
];

/// Returns a row for each package, their sum, and a row for all of them in one bundle.
pub(super) fn rows() -> Result<Vec<Row>> {
    let manifest: Value = serde_json::from_str(&file::read_text(&workspace::root().join("package.json"))?)?;
    let named = |import: &str| {
        let package = import.split('/').next().unwrap_or(import);
        let version = manifest.get("devDependencies").and_then(|all| all.get(package)).and_then(Value::as_str);
        Ok::<_, anyhow::Error>(format!(
            "{import} {}",
            version.with_context(|| format!("package.json must list {package} in devDependencies"))?
        ))
    };
    let program = workspace::root().join(PROGRAM);
    let outside = PACKAGES.map(|package| package.import);
    let alone = measure::bundle(&program, "stack/zod.js", &[&outside as &[_], &["i18n-iso-countries/*"]].concat())?;
    let mut groups: Vec<Group> = vec![(format!("{}, as {PROGRAM} uses it", named("zod/mini")?), vec![alone])];
    for (index, package) in PACKAGES.iter().enumerate() {
        // Below the root of the tree, so that esbuild finds its node_modules.
        let entry = workspace::target().join(format!("size/stack/{index}.mjs"));
        file::write(&entry, package.takes.as_bytes())?;
        groups.push((named(package.import)?, vec![measure::bundle(&entry, &format!("stack/{index}.js"), &[])?]));
    }
    let together = ("the same in one bundle".to_owned(), vec![measure::bundle(&program, "stack/all.js", &[])?]);
    let mut rows = measure::rows(&groups)?;
    rows.push(Row::sum("the sum of these packages", &rows));
    rows.extend(measure::rows(&[together])?);
    Ok(rows)
}
