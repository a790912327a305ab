//! The declarations of options, from their tables in the crate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Result, ensure};
use kyclink::options::{
    CALL_OPTIONS, CLIENT_OPTIONS, HANDLER_OPTIONS, LINK_OPTIONS, ONBOARD_OPTIONS, OptionTable, PRESENTATION_OPTIONS,
    READ_OPTIONS, VALIDATE_OPTIONS, WEBHOOK_DELIVERY,
};

use crate::contract::source::Source;
use crate::typescript::tables as names;
use crate::{Generated, generated};

/// A table, its constant and the file in which it is.
type Row = (&'static str, &'static str, &'static OptionTable);

/// The tables of each file of `pkg-template`.
const FILES: [(&str, &[Row]); 2] = [
    (
        "module/options/options.ts",
        &[
            ("src/rules/options.rs", "VALIDATE_OPTIONS", &VALIDATE_OPTIONS),
            ("src/client/link/rules.rs", "LINK_OPTIONS", &LINK_OPTIONS),
            ("src/client/presentation/presentable_link.rs", "PRESENTATION_OPTIONS", &PRESENTATION_OPTIONS),
            ("src/client/endpoint/parse_options.rs", "READ_OPTIONS", &READ_OPTIONS),
            ("src/client/connection/mod.rs", "CLIENT_OPTIONS", &CLIENT_OPTIONS),
            ("src/client/connection/call_options.rs", "CALL_OPTIONS", &CALL_OPTIONS),
            ("src/client/onboarding/onboard.rs", "ONBOARD_OPTIONS", &ONBOARD_OPTIONS),
            ("src/client/webhook/mod.rs", "WEBHOOK_DELIVERY", &WEBHOOK_DELIVERY),
        ],
    ),
    ("service/edge/config/options.ts", &[("src/edge/config/options.rs", "HANDLER_OPTIONS", &HANDLER_OPTIONS)]),
];

const TEMPLATE: &str = "pkg-template";

/// The files whose types the tables name. Of two types with one name, it is that of the later file: the handler's `Page`,
/// and not that of a list.
const TYPES: [&str; 10] = [
    "module/call/headers.ts",
    "module/call/transport.ts",
    "module/codes.ts",
    "module/error.ts",
    "module/form/validate.ts",
    "service/edge/config/gates.ts",
    "service/edge/config/hooks.ts",
    "service/edge/report.ts",
    "service/edge/store.ts",
    "service/edge/view.ts",
];

/// Returns every table, with the name of its list in the wrapper.
pub(crate) fn tables() -> impl Iterator<Item = (&'static str, &'static OptionTable)> {
    FILES.into_iter().flat_map(|(_, rows)| rows).map(|(_, name, table)| (*name, *table))
}

/// Returns each file of declarations.
pub(super) fn declarations(root: &Path) -> Result<Vec<Generated>> {
    let known = exported(root)?;
    let file = |(name, rows): (&str, &[Row])| {
        let path = format!("{TEMPLATE}/{name}");
        Ok(generated(&path, "the tables of options in src", &declaration(root, name, rows, &known)?))
    };
    FILES.into_iter().map(file).collect()
}

fn declaration(root: &Path, file: &str, rows: &[Row], known: &BTreeMap<String, String>) -> Result<String> {
    let mut body = String::new();
    let mut imports = BTreeMap::<&str, BTreeSet<&str>>::new();
    for (path, constant, table) in rows {
        let source = Source::of_file(&root.join(path), "options")?;
        let place = source.find("options", constant)?;
        let fields = source.fields(&place)?;
        let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
        ensure!(names.iter().eq(table.options.iter().map(|option| &option.name)), "{path}: codegen reads {names:?}");
        let extends = table.extends.map_or(String::new(), |base| format!(" extends {}", base.name));
        body += &format!("\n{}export interface {}{extends} {{\n", place.docs().typescript(""), table.name);
        for (option, found) in table.options.iter().zip(&fields) {
            ensure!(!found.docs.is_empty(), "{path}: the option `{}` has no doc comment", option.name);
            let is_function = option.typescript.contains("=>");
            let of_option = match (option.required, is_function && !option.typescript.starts_with('(')) {
                (true, _) => option.typescript.to_owned(),
                (false, true) => format!("({}) | undefined", option.typescript),
                (false, false) => format!("{} | undefined", option.typescript),
            };
            let mark = if option.required { "" } else { "?" };
            body += &format!("{}  {}{mark}: {of_option};\n", found.docs.typescript("  "), option.name);
            for word in option.typescript.split(|c: char| !c.is_alphanumeric()) {
                if let Some((name, from)) = known.get_key_value(word).filter(|(_, from)| *from != file) {
                    imports.entry(from).or_default().insert(name);
                }
            }
        }
        body += "}\n";
    }
    let import = |(from, names): (&str, BTreeSet<&str>)| {
        let names: Vec<_> = names.into_iter().collect();
        format!("import type {{ {} }} from \"{}\";\n", names.join(", "), specifier(file, from))
    };
    Ok(imports.into_iter().map(import).collect::<String>() + &body)
}

/// Returns how a file imports another one.
fn specifier(file: &str, from: &str) -> String {
    let folder: Vec<_> = file.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').collect();
    let mut path: Vec<_> = from.split('/').collect();
    let shared = folder.iter().zip(&path).take_while(|(one, other)| one == other).count();
    path.drain(..shared);
    let up = match folder.len() - shared {
        0 => "./".to_owned(),
        steps => "../".repeat(steps),
    };
    up + &path.join("/")
}

/// Returns the file of each type that the tables name.
fn exported(root: &Path) -> Result<BTreeMap<String, String>> {
    let mut known = BTreeMap::new();
    for name in TYPES {
        let text = match name {
            "module/codes.ts" => names::codes(),
            _ => fs_err::read_to_string(root.join(TEMPLATE).join(name))?,
        };
        for line in text.lines() {
            let rest =
                ["export interface ", "export type ", "export class "].iter().find_map(|word| line.strip_prefix(word));
            let word = rest.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next());
            if let Some(word) = word.filter(|word| !word.is_empty()) {
                known.insert(word.to_owned(), name.to_owned());
            }
        }
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_imported_by_a_relative_path() {
        assert_eq!(specifier("module/options/options.ts", "module/error.ts"), "../error.ts");
        assert_eq!(specifier("service/edge/config/options.ts", "service/edge/config/gates.ts"), "./gates.ts");
        assert_eq!(specifier("service/edge/config/options.ts", "module/codes.ts"), "../../../module/codes.ts");
    }
}
