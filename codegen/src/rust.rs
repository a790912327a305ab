//! A typed client for each provider: a type for each input, and a method for each endpoint.

mod structs;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::contract::{CallType, Contract, pascal};
use crate::{Generated, generated};
use structs::{closed_list, structures, variants_enum};

/// Returns the client of each provider, and the types of all inputs for a test.
pub(crate) fn files(root: &Path, contracts: &[Contract]) -> Result<Vec<Generated>> {
    let client = |contract: &Contract| {
        let path = format!("src/provider/{}/client.rs", contract.provider.name());
        Ok(generated(&path, "the other files of this folder", &formatted(root, &render(contract))?))
    };
    let mut files = contracts.iter().map(client).collect::<Result<Vec<_>>>()?;
    files.push(generated("tests/it/client/call/typed/inputs.rs", "src/provider", &formatted(root, &test(contracts))?));
    Ok(files)
}

/// Returns code in the form of `rustfmt.toml`.
fn formatted(root: &Path, code: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--config-path"]).arg(root).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut rustfmt = rustfmt.spawn().context("cannot start rustfmt")?;
    // rustfmt prints nothing before it has read everything, and everything is read when the pipe is dropped.
    rustfmt.stdin.take().context("the standard input is a pipe")?.write_all(code.as_bytes())?;
    let output = rustfmt.wait_with_output()?;
    ensure!(output.status.success(), "rustfmt failed");
    Ok(String::from_utf8(output.stdout)?)
}

/// Renders the types of the inputs of all endpoints, and of the applicants.
fn test(contracts: &[Contract]) -> String {
    let row = |provider: &str, call: &CallType| {
        format!("    (\"{provider}.{}\", round_trip::<kyclink::{provider}::{}>),\n", call.verb, pascal(&call.module))
    };
    let of_provider = |contract: &Contract| {
        let provider = contract.provider.name();
        let calls: String = contract.calls.iter().map(|call| row(provider, call)).collect();
        format!("{calls}    (\"{provider}.onboard\", round_trip::<kyclink::{provider}::Applicant>),\n")
    };
    let rows: String = contracts.iter().map(of_provider).collect();
    format!(
        "//! The type of each operation's input.

use crate::client::call::typed::{{RoundTrip, round_trip}};

pub(crate) const INPUTS: &[(&str, RoundTrip)] = &[
{rows}];
"
    )
}

/// The client of a provider: what differs from that of another one.
fn render(contract: &Contract) -> String {
    let methods: String = contract.calls.iter().map(method).collect();
    let types: Vec<_> = contract.types.iter().chain(&contract.applicant_types).collect();
    let lists = declarations("closed_lists", types.iter().filter_map(|known| closed_list(known)));
    let variants = declarations("input_variants", types.iter().filter_map(|known| variants_enum(known)));
    let objects = declarations("input_objects", types.iter().flat_map(|known| structures(known)));
    let std = if objects.contains("BTreeMap<") { "use std::collections::BTreeMap;\n\n" } else { "" };
    let has_values = [&methods, &objects].iter().any(|text| text.contains("UntrustedValue<"));
    let values = if has_values { "use crate::value::untrusted::UntrustedValue;\n" } else { "" };
    let returned = imports(contract);
    format!(
        "//! A client with a method for each endpoint, and a type for each input.

{std}{returned}use crate::provider::typed_client::{{closed_lists, input_objects, input_variants, typed_client}};
{values}
typed_client! {{
{methods}}}

{lists}{variants}{objects}"
    )
}

/// Calls a macro with what stands in its braces.
fn declarations(name: &str, all: impl Iterator<Item = String>) -> String {
    let all: Vec<_> = all.collect();
    format!("{name}! {{\n{}}}\n\n", all.join("\n"))
}

/// Imports what the calls return. rustfmt sorts all imports, and drops braces around a single name.
fn imports(contract: &Contract) -> String {
    let returned: BTreeSet<&str> = contract.calls.iter().map(returned).collect();
    let modules: [(&str, &[&str]); 3] = [
        ("customer", &["Customer"]),
        ("link::page", &["CustomerPage", "KycLinkPage"]),
        ("link", &["KycLink", "LinkProgress", "TosLink"]),
    ];
    let import = |(module, names): (&str, &[&str])| {
        let names: Vec<_> = names.iter().copied().filter(|name| returned.contains(name)).collect();
        let import = format!("use crate::client::{module}::{{{}}};\n", names.join(", "));
        Some(import).filter(|_| !names.is_empty())
    };
    modules.into_iter().filter_map(import).collect()
}

/// The type that a call returns. A type of the provider's own is a value whose fields the declarations describe.
fn returned(call: &CallType) -> &str {
    match call.returns.last().map_or("()", String::as_str) {
        known @ ("()" | "Customer" | "CustomerPage" | "KycLink" | "KycLinkPage" | "LinkProgress" | "TosLink") => known,
        _ => "UntrustedValue<'static>",
    }
}

fn method(call: &CallType) -> String {
    let docs = call.docs.rust("    ");
    let (name, input, returns) = (&call.module, pascal(&call.module), returned(call));
    format!("{docs}    {name}({input}) -> {returns};\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::snake;

    #[test]
    fn every_endpoint_has_a_method_and_an_input() {
        for contract in crate::contract::all(crate::root()).expect("they can be read") {
            let text = render(&contract);
            for endpoint in contract.provider.endpoints {
                let (_, verb) = endpoint.name().split_once('.').expect("a verb");
                let (name, input) = (snake(verb), pascal(&snake(verb)));
                assert!(text.contains(&format!("    {name}({input}) -> ")), "{}", endpoint.name());
                assert!(
                    text.contains(&format!("    struct {input} {{")) || text.contains(&format!("    enum {input} by"))
                );
            }
        }
    }
}
