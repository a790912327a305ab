//! A typed client for each provider: a type for each input, and a method for each endpoint.

use std::collections::BTreeSet;

use kyclink::Provider;

use super::structs::declaration;
use crate::contract::{CallType, Contract, pascal, snake};

/// Where the client of a provider is.
pub(super) fn path(provider: &Provider) -> String {
    format!("src/provider/{}/client.rs", provider.name())
}

/// Where the types of all inputs are, for a test.
pub(super) const TEST: &str = "tests/it/typed_inputs.rs";

/// Renders the types of the inputs of all endpoints.
pub(super) fn test(contracts: &[Contract]) -> String {
    let row = |provider: &str, call: &CallType| {
        format!("    (\"{provider}.{}\", round_trip::<kyclink::{provider}::{}>),\n", call.verb, pascal(&call.module))
    };
    let of_provider =
        |contract: &Contract| contract.calls.iter().map(|call| row(contract.provider.name(), call)).collect::<String>();
    let rows: String = contracts.iter().map(of_provider).collect();
    format!(
        "//! The type of each endpoint's input.\n\nuse crate::typed::{{RoundTrip, round_trip}};\n\npub(crate) const INPUTS: &[(&str, RoundTrip)] = &[\n{rows}];\n"
    )
}

/// The client of a provider.
pub(super) fn render(contract: &Contract) -> String {
    let methods: String = contract.calls.iter().map(method).collect();
    let inputs: String = contract.calls.iter().map(input).collect();
    let types: String = contract.types.iter().map(declaration).collect();
    let std = if types.contains("BTreeMap<") { "use std::collections::BTreeMap;\n\n" } else { "" };
    format!(
        "//! A client with a method for each endpoint, and a type for each input.\n\n{std}use serde::{{Deserialize, Serialize}};\n\n\
        pub use super::credentials::Credentials;\nuse super::service::SERVICE;\n{}\n{CLIENT}{methods}}}\n\n{inputs}{types}",
        imports(contract)
    )
}

const CLIENT: &str = "/// A client. Each method returns a [`Call`], which a transport sends.
#[derive(Debug)]
pub struct Client {
    connection: Connection,
}

impl Client {
    /// Checks the credentials' form.
    pub fn new(credentials: Credentials) -> Result<Self, Error> {
        Self::with_options(credentials, &UntrustedValue::Null)
    }

    /// Checks the credentials' form and the options: `policy`, `allowHosts`, `profiles` and `headers`. Any other option
    /// is refused.
    pub fn with_options(credentials: Credentials, options: &UntrustedValue) -> Result<Self, Error> {
        Connection::open_with(&SERVICE, &credentials, options).map(|connection| Self { connection })
    }

    /// The connection, for calls whose input is not a struct: see [`Call::from_untrusted`].
    pub fn connection(&self) -> &Connection {
        &self.connection
    }
";

fn imports(contract: &Contract) -> String {
    let returned: BTreeSet<&str> = contract.calls.iter().map(returned).collect();
    let mut imports = String::from("use crate::client::connection::Connection;\n");
    for (name, module) in [("Customer", "customer"), ("CustomerPage", "customer_page")] {
        if returned.contains(name) {
            imports += &format!("use crate::client::{module}::{name};\n");
        }
    }
    imports += "use crate::client::endpoint::Endpoint;\nuse crate::client::error::Error;\n";
    let links: Vec<&str> = ["KycLink", "TosLink"].into_iter().filter(|name| returned.contains(name)).collect();
    match links[..] {
        [] => {}
        [one] => imports += &format!("use crate::client::link::{one};\n"),
        _ => imports += &format!("use crate::client::link::{{{}}};\n", links.join(", ")),
    }
    imports + "use crate::client::typed::{Call, Input};\nuse crate::value::untrusted::UntrustedValue;\n"
}

/// The type that a call returns. A type of the provider's own is a value whose fields the declarations describe.
fn returned(call: &CallType) -> &str {
    match call.returns.last().map_or("()", String::as_str) {
        known @ ("()" | "Customer" | "CustomerPage" | "KycLink" | "TosLink") => known,
        _ => "UntrustedValue<'static>",
    }
}

fn method(call: &CallType) -> String {
    let docs = call.docs.rust("    ");
    let (name, input) = (snake(&call.verb), pascal(&call.module));
    let returns = returned(call);
    format!(
        "\n{docs}    pub fn {name}(&self, input: &{input}) -> Call<'_, {returns}> {{\n        Call::new(input, &self.connection)\n    }}\n"
    )
}

fn input(call: &CallType) -> String {
    format!(
        "impl Input for {} {{\n    type Returns = super::{module}::Returned;\n\n    fn endpoint() -> &'static Endpoint {{\n        &super::{module}::ENDPOINT\n    }}\n}}\n\n",
        pascal(&call.module),
        module = call.module
    )
}

#[cfg(test)]
mod tests {
    use kyclink::provider::PROVIDERS;

    use super::*;

    #[test]
    fn every_endpoint_has_a_method_and_an_input() {
        for provider in PROVIDERS {
            let text = render(&Contract::of(provider).expect("it can be read"));
            for endpoint in provider.endpoints {
                let (_, verb) = endpoint.name().split_once('.').expect("a verb");
                let input = pascal(&snake(verb));
                assert!(text.contains(&format!("pub fn {}(&self", snake(verb))), "{}", endpoint.name());
                assert!(text.contains(&format!("impl Input for {input} ")), "{}", endpoint.name());
            }
        }
    }
}
