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
pub(super) const TEST: &str = "tests/it/client/typed/inputs.rs";

/// Renders the types of the inputs of all endpoints, and of the applicants.
pub(super) fn test(contracts: &[Contract]) -> String {
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
        "//! The type of each operation's input.\n\nuse crate::client::typed::{{RoundTrip, round_trip}};\n\npub(crate) const INPUTS: &[(&str, RoundTrip)] = &[\n{rows}];\n"
    )
}

/// The client of a provider.
pub(super) fn render(contract: &Contract) -> String {
    let methods: String = contract.calls.iter().map(method).collect();
    let inputs: String = contract.calls.iter().map(input).collect();
    let types: String = contract.types.iter().chain(&contract.applicant_types).map(declaration).collect();
    let std = if types.contains("BTreeMap<") { "use std::collections::BTreeMap;\n\n" } else { "" };
    let has_values = [&methods, &types].iter().any(|text| text.contains("UntrustedValue<"));
    let values = if has_values { "use crate::value::untrusted::UntrustedValue;\n" } else { "" };
    format!(
        "//! A client with a method for each endpoint, and a type for each input.\n\n{std}use serde::{{Deserialize, Serialize}};\n\n\
        pub use super::credentials::Credentials;\nuse super::service::SERVICE;\n{}{values}\n{CLIENT}{methods}{FLOWS}}}\n\n{inputs}{APPLICANT}{types}",
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
    /// Onboards an applicant: creates what the provider needs, and leads to a hosted link or to what has to be done first.
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

fn imports(contract: &Contract) -> String {
    let returned: BTreeSet<&str> = contract.calls.iter().map(returned).collect();
    let mut imports =
        String::from("use crate::client::client_options::ClientOptions;\nuse crate::client::connection::Connection;\n");
    for (name, module) in
        [("Customer", "customer"), ("CustomerPage", "customer_page"), ("KycLinkPage", "customer_page")]
    {
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
    imports
        + "use crate::client::onboarding::flow_call::{OnboardingCall, ReconcileCall};\n\
        use crate::client::onboarding::reconcile::Window;\nuse crate::client::typed::{Call, CallInput, Input};\n\
        use crate::client::webhook::Webhook;\n\
        use crate::rules::operation::Operation;\n"
}

/// The type that a call returns. A type of the provider's own is a value whose fields the declarations describe.
fn returned(call: &CallType) -> &str {
    match call.returns.last().map_or("()", String::as_str) {
        known @ ("()" | "Customer" | "CustomerPage" | "KycLink" | "KycLinkPage" | "TosLink") => known,
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
        "impl Input for {name} {{\n    fn operation() -> &'static Operation {{\n        &super::{module}::OPERATION\n    }}\n}}\n\n\
        impl CallInput for {name} {{\n    type Returns = super::{module}::Returned;\n\n    fn endpoint() -> &'static Endpoint {{\n        &super::{module}::ENDPOINT\n    }}\n}}\n\n",
        name = pascal(&call.module),
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
                assert!(text.contains(&format!("impl CallInput for {input} ")), "{}", endpoint.name());
            }
        }
    }
}
