//! The contract of a provider: the types of its inputs, from the shapes of the library and the comments in their
//! source.
//!
//! Both renderers, `rust.rs` and `typescript.rs`, read this.

pub(crate) mod applicant;
pub(crate) mod docs;
pub(crate) mod source;
pub(crate) mod syntax;
mod types;

use std::path::Path;

use anyhow::{Context, Result};
use kyclink::Provider;
use kyclink::field::open::Depth;
use kyclink::provider::PROVIDERS;

use applicant::ProviderApplicant;
use docs::Docs;
use source::Source;
use types::Types;

/// The types of a provider's inputs.
pub(crate) struct Contract {
    pub(crate) provider: &'static Provider,
    pub(crate) calls: Vec<CallType>,
    /// Every type, each after the types that it refers to.
    pub(crate) types: Vec<Type>,
    pub(crate) applicant: ProviderApplicant,
    /// The type of an applicant in Rust, and the types that only an applicant refers to.
    pub(crate) applicant_types: Vec<Type>,
}

/// An endpoint as a method.
pub(crate) struct CallType {
    /// The operation's name without the provider: `createCustomer`.
    pub(crate) verb: String,
    /// The name of the operation's file: `create_customer`.
    pub(crate) module: String,
    pub(crate) docs: Docs,
    /// The name of the type that the call returns (`Returned` in the operation's file), then the names that it is an
    /// alias of.
    pub(crate) returns: Vec<String>,
}

/// A type with a name.
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) kind: TypeKind,
}

/// What a type contains.
pub(crate) enum TypeKind {
    /// A closed list of words.
    Words(Vec<&'static str>),
    /// The fields of an object.
    Object(ObjectType),
    /// An object whose fields depend on the word in one of them.
    Variants { tag: String, common: Vec<Member>, variants: Vec<Variant> },
}

/// One variant of an object.
pub(crate) struct Variant {
    pub(crate) word: &'static str,
    /// The fields other than the tag, in the order of the shape. The first ones may be those of all variants.
    pub(crate) object: ObjectType,
}

pub(crate) struct ObjectType {
    pub(crate) members: Vec<Member>,
    /// Of these optional members, at least one must be given.
    pub(crate) any_of: Vec<&'static str>,
    /// Whether at most one of `any_of` may be given.
    pub(crate) is_exclusive: bool,
    /// The members of the smaller form, if the object has one.
    pub(crate) minimal: Vec<&'static str>,
    /// Whether members that are not listed are sent as given.
    pub(crate) is_open: bool,
}

/// A member of an object.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) docs: Docs,
    pub(crate) value: Value,
    pub(crate) is_required: bool,
    /// Whether every variant of the object has it.
    pub(crate) is_common: bool,
}

/// The type of a member.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    Text,
    Flag,
    Integer,
    /// An object whose members are not known.
    Open(Depth),
    /// A type of the contract.
    Named(String),
    List(Box<Value>),
}

/// Reads the contracts of all providers.
pub(crate) fn all(root: &Path) -> Result<Vec<Contract>> {
    let common = applicant::source(root)?;
    let read = |provider: &&'static Provider| {
        let folder = format!("src/provider/{}", provider.name());
        Contract::of(provider, &Source::read(&root.join(&folder))?, &common).context(folder)
    };
    PROVIDERS.iter().map(read).collect()
}

impl Contract {
    fn of(provider: &'static Provider, source: &Source, common: &Source) -> Result<Self> {
        let (mut types, mut calls) = (Types::default(), Vec::new());
        for endpoint in provider.endpoints {
            let (_, verb) = endpoint.name().split_once('.').context("an operation's name starts with its provider")?;
            let module = snake(verb);
            let shape = source.find(&module, "SHAPE")?;
            types.add_input(source, endpoint.operation, &shape)?;
            let docs = method_docs(source.head(&module)?).with_context(|| format!("the head of {module}.rs"))?;
            let returns = source.aliased(&module, "Returned")?;
            calls.push(CallType { verb: verb.to_owned(), module, docs, returns });
        }
        let applicant = applicant::of_provider(provider, source, common, &mut types)?;
        let of_calls = types.list.len();
        applicant::add_type(provider, source, common, &mut types)?;
        let applicant_types = types.list.split_off(of_calls);
        Ok(Self { provider, calls, types: types.list, applicant, applicant_types })
    }

    /// Returns the type of a call's input.
    pub(crate) fn input(&self, call: &CallType) -> Option<&Type> {
        let name = capitalized(&call.verb);
        self.types.iter().find(|known| known.name == name)
    }
}

impl Type {
    /// Returns a member of an object.
    fn member(&mut self, name: &str) -> Option<&mut Member> {
        match &mut self.kind {
            TypeKind::Object(object) => object.members.iter_mut().find(|member| member.name == name),
            _ => None,
        }
    }
}

impl Member {
    /// Makes an optional member whose type is declared elsewhere.
    fn absent(name: &'static str, docs: Docs) -> Self {
        Self { name, docs, value: Value::Text, is_required: false, is_common: true }
    }
}

/// Returns the name of the type that a member of an object refers to.
fn object_name(types: &[Type], object: &str, member: &str) -> Option<String> {
    match &types.iter().find(|known| known.name == object)?.kind {
        TypeKind::Object(object) => match &object.members.iter().find(|own| own.name == member)?.value {
            Value::Named(name) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Turns "`GET /x`: returns an x." into "Returns an x. `GET /x`".
fn method_docs(head: Docs) -> Result<Docs> {
    let first = head.paragraphs.first().context("there is no comment")?;
    let (request, what) = first.split_once(": ").context("it must begin with the method and the path")?;
    Ok(Docs::text(&format!("{} {request}", capitalized(what))))
}

pub(crate) fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// `CUSTOMER_ID` and `customer_id` as `CustomerId`.
pub(crate) fn pascal(name: &str) -> String {
    name.split('_').map(|word| capitalized(&word.to_ascii_lowercase())).collect()
}

/// `customerId` as `customer_id`.
pub(crate) fn snake(name: &str) -> String {
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
        assert_eq!((snake("customerId"), pascal("create_kyc_link")), ("customer_id".into(), "CreateKycLink".into()));
        assert_eq!(pascal("COUNT_10_TO_100"), "Count10To100");
    }
}
