//! A typed client for each provider: a type for each input, and a method for each endpoint.

use std::collections::BTreeSet;

use kyclink::Provider;

use crate::contract::docs::Docs;
use crate::contract::{CallType, Content, Contract, Member, ObjectType, Type, Value, Variant, pascal, snake};

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

fn declaration(of_type: &Type) -> String {
    let Type { name, docs, content } = of_type;
    match content {
        Content::Words(words) => words_enum(name, docs, words),
        Content::Object(object) => structure(name, docs, object),
        Content::Variants { tag, variants, .. } => variants_enum(name, docs, tag, variants),
    }
}

/// A closed list. The provider may add words, so that a program must not rely on knowing all.
fn words_enum(name: &str, docs: &Docs, words: &[&str]) -> String {
    let variants: String = words
        .iter()
        .map(|word| format!("    /// `{word}`\n    #[serde(rename = {word:?})]\n    {},\n", pascal(word)))
        .collect();
    format!(
        "{}#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]\n#[non_exhaustive]\npub enum {name} {{\n{variants}}}\n\n",
        docs.rust("")
    )
}

/// An object whose fields depend on a word: an enum, and a struct for each variant.
fn variants_enum(name: &str, docs: &Docs, tag: &str, variants: &[Variant]) -> String {
    let mut arms = String::new();
    let mut rest = String::new();
    for Variant { word, object } in variants {
        let (variant, of_variant) = (pascal(word), format!("{name}{}", pascal(word)));
        arms +=
            &format!("    /// `{tag}` is `{word}`.\n    #[serde(rename = {word:?})]\n    {variant}({of_variant}),\n");
        rest += &structure(&of_variant, &Docs::text(&format!("The fields of [`{name}::{variant}`].")), object);
        rest += &format!(
            "impl From<{of_variant}> for {name} {{\n    fn from(input: {of_variant}) -> Self {{\n        Self::{variant}(input)\n    }}\n}}\n\n"
        );
    }
    format!(
        "{}#[derive(Clone, PartialEq, Serialize, Deserialize)]\n#[serde(tag = {tag:?})]\n#[allow(clippy::large_enum_variant, reason = \"an input is made once and passed by reference\")]\npub enum {name} {{\n{arms}}}\n\n{rest}",
        docs.rust("")
    )
}

/// A struct, which has a default value if every field may be absent, and a constructor with the required fields otherwise.
fn structure(name: &str, docs: &Docs, object: &ObjectType) -> String {
    let is_required =
        |member: &Member| member.is_required && (object.minimal.is_empty() || object.minimal.contains(&member.name));
    let mut fields = String::new();
    for member in &object.members {
        let (of_field, attribute) = match is_required(member) {
            true => (value(&member.value), ""),
            false => (
                format!("Option<{}>", value(&member.value)),
                "    #[serde(skip_serializing_if = \"Option::is_none\")]\n",
            ),
        };
        fields += &format!("{}{attribute}    pub {}: {of_field},\n", member.docs.rust("    "), identifier(member.name));
    }
    if object.is_open {
        fields += "    /// Other fields, sent as they are.\n    #[serde(flatten)]\n    pub other_fields: BTreeMap<String, UntrustedValue<'static>>,\n";
    }
    let rename = match object.members.iter().any(|member| snake(member.name) != member.name) {
        true => "#[serde(rename_all = \"camelCase\")]\n",
        false => "",
    };
    let required: Vec<&Member> = object.members.iter().filter(|member| is_required(member)).collect();
    let default = if required.is_empty() { "Default, " } else { "" };
    let body = if fields.is_empty() { " {}\n".to_owned() } else { format!(" {{\n{fields}}}\n") };
    let docs = docs.rust("");
    let structure = format!(
        "{docs}#[derive(Clone, {default}PartialEq, Serialize, Deserialize)]\n{rename}pub struct {name}{body}\n"
    );
    structure + &constructor(name, object, &required)
}

fn constructor(name: &str, object: &ObjectType, required: &[&Member]) -> String {
    if required.is_empty() {
        return String::new();
    }
    let parameters: Vec<String> = required
        .iter()
        .map(|member| match member.value {
            Value::Text => format!("{}: impl Into<String>", identifier(member.name)),
            ref other => format!("{}: {}", identifier(member.name), value(other)),
        })
        .collect();
    let is_required = |member: &Member| required.iter().any(|other| other.name == member.name);
    let members = object.members.iter().map(|member| match (is_required(member), &member.value) {
        (true, Value::Text) => format!("{0}: {0}.into()", identifier(member.name)),
        (true, _) => identifier(member.name),
        (false, _) => format!("{}: None", identifier(member.name)),
    });
    let open = object.is_open.then(|| "other_fields: BTreeMap::new()".to_owned());
    let members: Vec<String> = members.chain(open).collect();
    let others = if members.len() == required.len() { "" } else { "; the others are absent" };
    format!(
        "impl {name} {{\n    /// Makes one with the required fields{others}.\n    pub fn new({}) -> Self {{\n        Self {{ {} }}\n    }}\n}}\n\n",
        parameters.join(", "),
        members.join(", ")
    )
}

fn value(value: &Value) -> String {
    match value {
        Value::Text => "String".to_owned(),
        Value::Flag => "bool".to_owned(),
        Value::Integer => "u32".to_owned(),
        Value::Open(_) => "UntrustedValue<'static>".to_owned(),
        Value::Named(name) => name.clone(),
        Value::List(item) => format!("Vec<{}>", self::value(item)),
    }
}

/// A field's name in Rust.
fn identifier(name: &str) -> String {
    match name {
        "type" => "r#type".to_owned(),
        _ => snake(name),
    }
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
