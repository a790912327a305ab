//! A typed client for each provider: a type for each input, and a method for each endpoint.

mod structs;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::contract::{CallType, Contract, pascal, snake};
use crate::{Generated, generated};
use structs::declaration;

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

/// The client of a provider.
fn render(contract: &Contract) -> String {
    let methods: String = contract.calls.iter().map(method).collect();
    let inputs: String = contract.calls.iter().map(input).collect();
    let types: String = contract.types.iter().chain(&contract.applicant_types).map(declaration).collect();
    let std = if types.contains("BTreeMap<") { "use std::collections::BTreeMap;\n\n" } else { "" };
    let has_values = [&methods, &types].iter().any(|text| text.contains("UntrustedValue<"));
    let values = if has_values { "use crate::value::untrusted::UntrustedValue;\n" } else { "" };
    let returned = imports(contract);
    format!(
        "//! A client with a method for each endpoint, and a type for each input.

{std}use serde::{{Deserialize, Serialize}};

pub use super::credentials::Credentials;
use super::service::SERVICE;
{IMPORTS}{returned}{values}
{CLIENT}{methods}{FLOWS}}}

{inputs}{APPLICANT}{types}"
    )
}

const IMPORTS: &str = "\
use crate::client::connection::client_options::ClientOptions;
use crate::client::connection::Connection;
use crate::client::endpoint::Endpoint;
use crate::client::error::Error;
use crate::client::onboarding::flow_call::{OnboardingCall, ReconcileCall};
use crate::client::onboarding::reconcile::Window;
use crate::client::call::typed::{Call, CallInput, Input};
use crate::client::webhook::Webhook;
use crate::rules::operation::Operation;
";

const CLIENT: &str = "/// A client. Each method returns a [`Call`], which a transport sends.
#[derive(Debug)]
pub struct Client {
    connection: Connection,
}

impl Client {
    /// Checks the credentials' form.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        Self::with_options(credentials, &ClientOptions::default())
    }

    /// Checks the form of the credentials and of the options.
    pub fn with_options(credentials: Credentials, options: &ClientOptions) -> Result<Self, Error> {
        Connection::open_with(&SERVICE, &credentials, options).map(|connection| Self { connection })
    }

    /// The connection, for calls whose input is not a struct: see [`Call::from_untrusted`].
    pub fn connection(&self) -> &Connection {
        &self.connection
    }
";

/// The methods of several requests.
const FLOWS: &str = "
    /// Onboards an applicant: creates what the provider needs, and leads to a hosted link or to what to do first.
    pub fn onboard(&self, applicant: &Applicant) -> OnboardingCall<'_> {
        OnboardingCall::new(&super::onboard::FLOW, applicant, &self.connection)
    }

    /// Finds the customer of an onboarding whose create got no response.
    pub fn reconcile(&self, applicant: &Applicant, window: Window) -> ReconcileCall<'_> {
        ReconcileCall::new(&super::onboard::FLOW, applicant, window, &self.connection)
    }
";

const APPLICANT: &str = "/// The provider's webhooks: how they are signed, and where their fields are.
pub fn webhook() -> &'static Webhook {
    &super::webhook::WEBHOOK
}

impl Input for Applicant {
    fn operation() -> &'static Operation {
        &super::onboard::OPERATION
    }
}

";

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
    let (name, input, returns) = (snake(&call.verb), pascal(&call.module), returned(call));
    format!(
        "
{docs}    pub fn {name}(&self, input: &{input}) -> Call<'_, {returns}> {{
        Call::new(input, &self.connection)
    }}
"
    )
}

fn input(call: &CallType) -> String {
    let (name, module) = (pascal(&call.module), &call.module);
    format!(
        "impl Input for {name} {{
    fn operation() -> &'static Operation {{
        &super::{module}::OPERATION
    }}
}}

impl CallInput for {name} {{
    type Returns = super::{module}::Returned;

    fn endpoint() -> &'static Endpoint {{
        &super::{module}::ENDPOINT
    }}
}}

"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_has_a_method_and_an_input() {
        for contract in crate::contract::all(crate::root()).expect("they can be read") {
            let text = render(&contract);
            for endpoint in contract.provider.endpoints {
                let (_, verb) = endpoint.name().split_once('.').expect("a verb");
                let input = pascal(&snake(verb));
                assert!(text.contains(&format!("pub fn {}(&self", snake(verb))), "{}", endpoint.name());
                assert!(text.contains(&format!("impl CallInput for {input} ")), "{}", endpoint.name());
            }
        }
    }
}
