//! A typed client for each provider: a struct for each input, from the shapes, and a method for each endpoint.
//!
//! What an operation returns is declared once, in the provider's `types.d.ts`; its shape is the crate's own.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::{Context, Result, bail};
use kyclink::provider::PROVIDERS;
use kyclink::{Endpoint, Field, Kind, Provider, Shape};

use crate::{file, workspace};

/// Where the client of a provider is.
pub(super) fn path(provider: &Provider) -> String {
    format!("src/provider/{}/client.rs", provider.name())
}

pub(super) fn providers() -> impl Iterator<Item = &'static Provider> {
    PROVIDERS.iter().copied()
}

/// The client of a provider.
pub(super) fn render(provider: &Provider) -> Result<String> {
    let name = provider.name();
    let declarations = file::read_text(&workspace::root().join(format!("src/provider/{name}/types.d.ts")))?;
    let mut structs = Structs::default();
    let mut methods = String::new();
    let mut inputs = String::new();
    for endpoint in provider.endpoints {
        let verb = endpoint.name().strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
        let verb = verb.with_context(|| format!("{} does not start with its provider", endpoint.name()))?;
        let returns = returns(endpoint, &declarations)?;
        let input = capitalized(verb);
        structs.add(&input, &format!("The input of `{}`.", endpoint.name()), endpoint.operation.shape);
        writeln!(
            inputs,
            "impl Input for {input} {{\n    type Returns = {returns};\n\n    fn endpoint() -> &'static Endpoint {{\n        &super::{}::ENDPOINT\n    }}\n}}\n",
            snake(verb)
        )?;
        writeln!(
            methods,
            "\n    /// A call of `{}` with this input.\n    pub fn {}(&self, input: &{input}) -> Call<'_, {returns}> {{\n        Call::new(input, &self.connection)\n    }}",
            endpoint.name(),
            snake(verb)
        )?;
    }
    let used = ["KycLink", "TosLink"].into_iter().filter(|name| inputs.contains(&format!("Returns = {name};")));
    let links: Vec<_> = used.collect();
    let has = |text: &str| inputs.contains(text);
    let mut imports = String::from("use crate::client::connection::Connection;\n");
    if has("Returns = Customer;") {
        imports += "use crate::client::customer::Customer;\n";
    }
    if has("Returns = CustomerPage;") {
        imports += "use crate::client::customer_page::CustomerPage;\n";
    }
    imports += "use crate::client::endpoint::Endpoint;\nuse crate::client::error::Error;\n";
    match links[..] {
        [] => {}
        [one] => writeln!(imports, "use crate::client::link::{one};")?,
        _ => writeln!(imports, "use crate::client::link::{{{}}};", links.join(", "))?,
    }
    let std = if structs.text.contains("BTreeMap<") { "use std::collections::BTreeMap;\n\n" } else { "" };
    imports += "use crate::client::typed::{Call, Input};\nuse crate::value::untrusted::UntrustedValue;\n";
    Ok(format!(
        "//! A client with a method for each endpoint, and a struct for each input.\n\n{std}use serde::Serialize;\n\npub use super::credentials::Credentials;\nuse super::service::SERVICE;\n{imports}\n\
        /// A client. Each method returns a [`Call`], which a transport sends.\n#[derive(Debug)]\npub struct Client {{\n    connection: Connection,\n}}\n\n\
        impl Client {{\n    /// Checks the credentials' form.\n    pub fn new(credentials: Credentials) -> Result<Self, Error> {{\n        Self::with_options(credentials, &UntrustedValue::Null)\n    }}\n\n\
        \x20   /// Checks the credentials' form and the options: `policy`, `allowHosts`, `profiles` and `headers`. Any other option\n    /// is refused.\n    pub fn with_options(credentials: Credentials, options: &UntrustedValue) -> Result<Self, Error> {{\n        Connection::open_with(&SERVICE, &credentials, options).map(|connection| Self {{ connection }})\n    }}\n\n    /// The connection, for calls whose input is not a struct: see [`Call::from_untrusted`].\n    pub fn connection(&self) -> &Connection {{\n        &self.connection\n    }}\n{methods}}}\n\n{inputs}{}",
        structs.text
    ))
}

/// The structs that are written already, and their text.
#[derive(Default)]
struct Structs {
    names: BTreeSet<String>,
    text: String,
}

impl Structs {
    /// Writes a struct of a shape's fields, and those that stand in it.
    fn add(&mut self, name: &str, meaning: &str, shape: &Shape) {
        if !self.names.insert(name.to_owned()) {
            return;
        }
        let mut fields = String::new();
        let mut inner = Vec::new();
        for field in shape.fields {
            let (kind, list) = match field.kind {
                Kind::List(item) => (item, true),
                ref kind => (kind, false),
            };
            let of_kind = match kind {
                Kind::Object(shape) => {
                    let inner_name = format!("{name}{}", capitalized(field.name));
                    inner.push((inner_name.clone(), *shape, field.name));
                    inner_name
                }
                Kind::Open(_) => "UntrustedValue<'static>".to_owned(),
                Kind::Flag => "bool".to_owned(),
                Kind::Integer(_) => "u32".to_owned(),
                _ => "String".to_owned(),
            };
            let of_kind = if list { format!("Vec<{of_kind}>") } else { of_kind };
            let of_field = if is_required(field) { of_kind } else { format!("Option<{of_kind}>") };
            let optional =
                if is_required(field) { "" } else { "    #[serde(skip_serializing_if = \"Option::is_none\")]\n" };
            let rust = identifier(field.name);
            fields += &format!("    /// {}.\n{optional}    pub {rust}: {of_field},\n", describe(field));
        }
        if shape.is_open() {
            fields += "    /// Other fields, sent as they are.\n    #[serde(flatten)]\n    pub other_fields: BTreeMap<String, UntrustedValue<'static>>,\n";
        }
        let rename = if shape.fields.iter().any(|field| snake(field.name) != field.name) {
            "#[serde(rename_all = \"camelCase\")]\n"
        } else {
            ""
        };
        let body = if fields.is_empty() { " {}\n".to_owned() } else { format!(" {{\n{fields}}}\n") };
        self.text += &format!("/// {meaning}\n#[derive(Clone, Default, Serialize)]\n{rename}pub struct {name}{body}\n");
        for (inner_name, shape, field) in inner {
            self.add(&inner_name, &format!("The field `{field}` of [`{name}`]."), shape);
        }
    }
}

/// Whether every input has the field: one that only a variant has is optional.
fn is_required(field: &Field) -> bool {
    field.required && field.when.is_none()
}

fn describe(field: &Field) -> String {
    let what = crate::docs::describe(&field.kind);
    let what = what.strip_suffix('.').map(str::to_owned).unwrap_or(what);
    let mut letters = what.chars();
    let what = letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect());
    match field.when {
        Some((other, value)) => format!("{what}; only if `{other}` is `{value}`"),
        None => what,
    }
}

/// What the declarations say that an operation returns, as a Rust type.
fn returns(endpoint: &Endpoint, declarations: &str) -> Result<&'static str> {
    let (_, verb) = endpoint.name().split_once('.').context("an operation's name starts with its provider")?;
    let line = declarations.lines().find(|line| line.trim_start().starts_with(&format!("{verb}: {{ input:")));
    let line = line.with_context(|| format!("types.d.ts does not declare {}", endpoint.name()))?;
    let (_, output) = line.split_once("output: ").with_context(|| format!("{line} has no output"))?;
    Ok(match output.trim_end_matches([' ', '}', ';']) {
        "KycLink" => "KycLink",
        "TosLink" => "TosLink",
        "Customer" => "Customer",
        // Links of a provider whose links do not expire.
        output if output.starts_with("Omit<KycLink,") => "KycLink",
        output if output.starts_with("Page<") => "CustomerPage",
        "void" => "()",
        output if output.chars().all(|c| c.is_ascii_alphanumeric()) => "UntrustedValue<'static>",
        output => bail!("{} returns {output}, for which there is no Rust type", endpoint.name()),
    })
}

/// A field's name in Rust.
fn identifier(name: &str) -> String {
    match name {
        "type" => "r#type".to_owned(),
        _ => snake(name),
    }
}

fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// `customerId` as `customer_id`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_their_case_and_nothing_else() {
        assert_eq!((snake("customerId"), capitalized("createKycLink")), ("customer_id".into(), "CreateKycLink".into()));
        assert_eq!(identifier("type"), "r#type");
    }

    #[test]
    fn every_endpoint_has_a_method_and_a_struct() {
        for provider in providers() {
            let text = render(provider).expect("it renders");
            for endpoint in provider.endpoints {
                let (_, verb) = endpoint.name().split_once('.').expect("a verb");
                assert!(text.contains(&format!("pub fn {}(&self", snake(verb))), "{}", endpoint.name());
                assert!(text.contains(&format!("pub struct {} ", capitalized(verb))), "{}", endpoint.name());
            }
        }
    }
}
