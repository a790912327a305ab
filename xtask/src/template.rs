//! Generates the parts of the npm package that list the providers, and the CommonJS copies of the type declarations.

use std::fmt::Write;
use std::path::Path;

use anyhow::Result;
use kyclink::provider::PROVIDERS;

use crate::file;

/// Returns the names of the registered providers.
pub(crate) fn providers() -> Vec<&'static str> {
    PROVIDERS.iter().map(|provider| provider.name()).collect()
}

/// Renders `lib/providers.js`, with one function per provider.
pub(crate) fn providers_js(names: &[&str]) -> String {
    let mut text = generated("the registry");
    text += "import { provider } from \"./client.js\";\n\n";
    for name in names {
        writeln!(text, "export const {name} = /* @__PURE__ */ provider(\"{name}\");").unwrap_or_default();
    }
    text
}

/// Renders `types/providers.d.ts` from each provider's name and the declarations of its calls: what a provider exports, the operations of all, and
/// the clients. Each client is a type of its own, because editors show no comments of a mapped type's members.
pub(crate) fn providers_d_ts(providers: &[(&str, String)]) -> String {
    let mut text = generated("src/provider/*/types.d.ts") + "import type { Method } from \"./core.js\";\n";
    let [mut types, mut operations, mut clients, mut by_name] = [const { String::new() }; 4];
    for (name, declarations) in providers {
        let own = capitalized(name);
        text += &format!("import type {{ ProviderTypes as {own}Types }} from \"./provider/{name}.js\";\n");
        text += &format!("export * from \"./provider/{name}.js\";\n");
        types += &format!("  {name}: {own}Types;\n");
        operations += &format!(
            " & {{\n  [Verb in keyof {own}Types[\"calls\"] as `{name}.${{Verb}}`]: {own}Types[\"calls\"][Verb];\n}} & {{\n  \
             \"{name}.onboard\": {{ input: {own}Types[\"applicant\"]; output: never }};\n}}"
        );
        clients += &format!(
            "\n/** The client of this provider. */\nexport type {own}Client = {{\n{}}};\n",
            methods(&own, declarations)
        );
        by_name += &format!("  {name}: {own}Client;\n");
    }
    text += &format!(
        "\n/** The types of each provider's part of the package. */\nexport interface ProviderTypes {{\n{types}}}\n"
    );
    let operations = operations.trim_start_matches(" & ");
    text += &format!("\n/** The input and the output of each operation. */\nexport type Operations = {operations};\n");
    text + &clients + &format!("\n/** The client of each provider. */\nexport interface Clients {{\n{by_name}}}\n")
}

/// The methods of a client: the members of the interface of its calls, with their comments.
fn methods(own: &str, declarations: &str) -> String {
    let calls = declarations.lines().skip_while(|line| !line.starts_with("export interface ")).skip(1);
    let lines = calls.take_while(|line| *line != "}").map(|line| {
        match line.strip_suffix("};").and_then(|_| line.split_once(": {")) {
            Some((verb, _)) => {
                let verb = verb.trim_start();
                format!("  readonly {verb}: Method<{own}Types[\"calls\"][\"{verb}\"]>;\n")
            }
            None => format!("{line}\n"),
        }
    });
    lines.collect()
}

/// Renders `types/inputs.d.ts`, with the inputs of all operations.
pub(crate) fn inputs_d_ts(names: &[&str]) -> String {
    let mut text = generated("src/provider/*/inputs.d.ts");
    for name in names {
        writeln!(text, "export * from \"./provider/{name}-inputs.js\";").unwrap_or_default();
    }
    text
}

/// Renders `types/form-rules.d.ts`: the functions of `rules.d.ts` for the operations that `kyclink/form` has.
pub(crate) fn form_rules_d_ts(rules: &str) -> String {
    generated("rules.d.ts")
        + &rules.replace("import type { OperationName }", "import type { FormOperationName as OperationName }")
}

/// Converts declarations for `require`: Node allows a `.d.cts` file to import `.cjs` only.
pub(crate) fn commonjs_types(declarations: &str) -> String {
    // Every second piece is a string literal, and only relative imports start with a dot.
    let pieces = declarations.split('"').enumerate().map(|(index, piece)| match piece.strip_suffix(".js") {
        Some(stem) if index % 2 == 1 && (stem.starts_with("./") || stem.starts_with("../")) => format!("{stem}.cjs"),
        _ => piece.to_owned(),
    });
    pieces.collect::<Vec<_>>().join("\"")
}

/// Returns these files of a folder and every file that they import, directly or not.
pub(crate) fn imported(folder: &Path, entries: &[&str]) -> Result<Vec<String>> {
    let mut found: Vec<String> = entries.iter().map(|&entry| entry.to_owned()).collect();
    let mut next = 0;
    while let Some(name) = found.get(next) {
        let text = file::read_text(&folder.join(name))?;
        let imports = text.split(" from \"./").skip(1).filter_map(|rest| rest.split('"').next());
        let new: Vec<_> =
            imports.filter(|import| !found.iter().any(|known| known == import)).map(str::to_owned).collect();
        found.extend(new);
        next += 1;
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn generated(source: &str) -> String {
    format!("// @generated by `cargo xtask pack` from {source}; do not edit\n")
}

fn capitalized(provider: &str) -> String {
    let (first, rest) = provider.split_at_checked(1).unwrap_or((provider, ""));
    first.to_ascii_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_has_its_lines_in_each_file() {
        let names = ["one", "two"];
        assert!(providers_js(&names).ends_with("export const two = /* @__PURE__ */ provider(\"two\");\n"));
        let calls =
            "import A;\nexport interface OneCalls {\n  /** Says hello. */\n  greet: { input: A; output: B };\n}\n";
        let types = providers_d_ts(&names.map(|name| (name, calls.to_owned())));
        assert!(types.contains("import type { ProviderTypes as TwoTypes } from \"./provider/two.js\";\n"));
        assert!(types.contains("  [Verb in keyof OneTypes[\"calls\"] as `one.${Verb}`]: OneTypes[\"calls\"][Verb];\n"));
        assert!(types.contains("  \"two.onboard\": { input: TwoTypes[\"applicant\"]; output: never };\n};\n"));
        let client = "export type TwoClient = {\n  /** Says hello. */\n  readonly greet: Method<TwoTypes[\"calls\"][\"greet\"]>;\n};\n";
        assert!(types.contains(client), "{types}");
        assert!(types.ends_with("  one: OneClient;\n  two: TwoClient;\n}\n"));
    }

    #[test]
    fn the_form_has_the_same_functions_for_fewer_operations() {
        let rules = "import type { OperationName } from \"./tables.js\";\nexport declare function f(name: OperationName): void;\n";
        let form = form_rules_d_ts(rules);
        assert!(form.contains("import type { FormOperationName as OperationName } from \"./tables.js\";\n"));
        assert!(form.ends_with("export declare function f(name: OperationName): void;\n"));
    }

    #[test]
    fn only_relative_imports_change_their_extension() {
        let given =
            "import type { A } from \"./a.js\"; // \"a.js\"\nexport type B = import(\"../b.js\").B | \"x.js\";\n";
        let expected =
            "import type { A } from \"./a.cjs\"; // \"a.js\"\nexport type B = import(\"../b.cjs\").B | \"x.js\";\n";
        assert_eq!(commonjs_types(given), expected);
    }
}
