//! The committed TypeScript declarations: the inputs of each provider, the methods of its client, the common applicant,
//! options and codes.

pub(crate) mod locales;
mod options;
pub(crate) mod providers;
pub(crate) mod tables;
mod types;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, bail};

use crate::contract::{Contract, TypeKind, applicant, capitalized};
use crate::{Generated, generated};
pub(crate) use options::tables as options;
use types::{Renderer, WIDTH};

/// Returns the committed declarations.
pub(crate) fn files(root: &Path, contracts: &[Contract]) -> Result<Vec<Generated>> {
    let applicant = "pkg-template/module/applicant.ts";
    let mut files = options::declarations(root)?;
    files.push(generated(applicant, "src/client/onboarding/applicant.rs", &common_applicant(root)?));
    files.push(generated(
        "pkg-template/service/edge/handler-codes.ts",
        "src/edge/response/refusal.rs",
        &tables::handler_codes(),
    ));
    for contract in contracts {
        for (what, text) in [("inputs", inputs(contract)), ("calls", calls(contract)?)] {
            let path = format!("src/provider/{}/{what}.d.ts", contract.provider.name());
            files.push(generated(&path, "the other files of this folder", &text));
        }
    }
    Ok(files)
}

fn common_applicant(root: &Path) -> Result<String> {
    let renderer = Renderer { prefix: "" };
    let types: String = applicant::common(root)?.iter().map(|of_type| renderer.declaration(of_type)).collect();
    Ok(types + RELAXED)
}

/// The type of an object of which a provider requires less.
const RELAXED: &str = "\n/** An object without the obligation to give these members. */\nexport type Relaxed<Whole, Names extends keyof Whole> = Omit<Whole, Names> & { [Name in Names]?: Whole[Name] | undefined };\n";

/// Renders the inputs of a provider.
fn inputs(contract: &Contract) -> String {
    let prefix = capitalized(contract.provider.name());
    let renderer = Renderer { prefix: &prefix };
    let types: String = contract.types.iter().map(|of_type| renderer.declaration(of_type)).collect();
    let has_relaxed = contract.applicant.relaxed.iter().any(|relaxed| !relaxed.inner.is_empty());
    let names = if has_relaxed { vec!["Applicant", "Relaxed"] } else { vec!["Applicant"] };
    let names = names.into_iter().map(str::to_owned).collect();
    import("../applicant.js", &names) + &types + &renderer.applicant(&contract.applicant)
}

/// Renders the methods of a provider's client.
fn calls(contract: &Contract) -> Result<String> {
    let name = contract.provider.name();
    let prefix = capitalized(name);
    let [mut inputs, mut core, mut own] = [const { BTreeSet::new() }; 3];
    core.insert("CallTypes".to_owned());
    let mut methods = String::new();
    for call in &contract.calls {
        let input = match contract.input(call).map(|input| &input.kind) {
            Some(TypeKind::Object(object)) if object.members.is_empty() => "Record<string, never>".to_owned(),
            _ => {
                let input = format!("{prefix}{}", capitalized(&call.verb));
                inputs.insert(input.clone());
                input
            }
        };
        let output = match call.returns.first().map_or("()", String::as_str) {
            "()" => "void".to_owned(),
            known @ ("Customer" | "KycLink" | "TosLink") => {
                core.insert(known.to_owned());
                known.to_owned()
            }
            "CustomerPage" => {
                core.extend(["Customer".to_owned(), "Page".to_owned()]);
                format!("Page<Customer, {input}>")
            }
            "UntrustedValue" => bail!("{}.rs: give the type that `Returned` stands for a name", call.module),
            named => {
                own.insert(format!("{prefix}{named}"));
                format!("{prefix}{named}")
            }
        };
        methods += &format!("{}  {}: CallTypes<{input}, {output}>;\n", call.docs.typescript("  "), call.verb);
    }
    let imports = [
        import("../api.js", &core),
        import(&format!("./{name}.js"), &own),
        import(&format!("./{name}-inputs.js"), &inputs),
    ];
    let docs = "\n/** The methods of the client: what each takes and returns. */\n";
    Ok(format!("{}{docs}export interface {prefix}Calls {{\n{methods}}}\n", imports.concat()))
}

fn import(from: &str, names: &BTreeSet<String>) -> String {
    let list: Vec<&str> = names.iter().map(String::as_str).collect();
    match list.join(", ") {
        list if list.is_empty() => String::new(),
        list if list.len() + 40 < WIDTH => format!("import type {{ {list} }} from \"{from}\";\n"),
        list => format!("import type {{\n  {},\n}} from \"{from}\";\n", list.replace(", ", ",\n  ")),
    }
}
