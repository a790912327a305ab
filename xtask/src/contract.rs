//! The contract of a provider: the types of its inputs, from the shapes of the library and the comments in their source.
//!
//! Both renderers, `codegen/clients.rs` for Rust and `codegen/declarations.rs` for TypeScript, read this.

pub(crate) mod applicant;
pub(crate) mod docs;
pub(crate) mod source;

use anyhow::{Context, Result, ensure};
use kyclink::field::open::Depth;
use kyclink::{Field, IssueCode, Kind, Object, Operation, Options, Provider, Shape, UntrustedValue, validate};

use crate::workspace;
use applicant::ProviderApplicant;
use docs::Docs;
use source::{FieldSource, Place, Source};

/// The types of a provider's inputs.
pub(crate) struct Contract {
    pub(crate) provider: &'static Provider,
    pub(crate) calls: Vec<CallType>,
    /// Every type, those before which refer to no later one.
    pub(crate) types: Vec<Type>,
    pub(crate) applicant: ProviderApplicant,
    /// The type of an applicant in Rust, and those that no input of a call has.
    pub(crate) applicant_types: Vec<Type>,
}

/// An endpoint as a method.
pub(crate) struct CallType {
    /// The name after the provider's.
    pub(crate) verb: String,
    pub(crate) module: String,
    pub(crate) docs: Docs,
    /// The name of the type that the call returns, as `Returned` in the operation's file says, and what that stands for.
    pub(crate) returns: Vec<String>,
}

/// A type with a name.
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) content: Content,
}

/// What a type contains.
pub(crate) enum Content {
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

/// An object.
pub(crate) struct ObjectType {
    pub(crate) members: Vec<Member>,
    /// Of these optional members, at least one is given.
    pub(crate) any_of: Vec<&'static str>,
    /// Whether not more than one of them may be given.
    pub(crate) is_exclusive: bool,
    /// The members of the smaller form, if the object has one.
    pub(crate) minimal: Vec<&'static str>,
    /// Whether other members are sent as given.
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

impl Contract {
    /// Reads the contract of a provider.
    pub(crate) fn of(provider: &'static Provider) -> Result<Self> {
        let source = Source::read(&workspace::root().join("src/provider").join(provider.name()))?;
        let (mut types, mut calls) = (Types::default(), Vec::new());
        for endpoint in provider.endpoints {
            let (_, verb) = endpoint.name().split_once('.').context("an operation's name starts with its provider")?;
            let module = snake(verb);
            let shape = source.find(&module, "SHAPE")?;
            types.add_input(&source, endpoint.operation, &shape)?;
            let docs = method_docs(source.head(&module)?).with_context(|| format!("the head of {module}.rs"))?;
            let returns = source.aliased(&module, "Returned")?;
            calls.push(CallType { verb: verb.to_owned(), module, docs, returns });
        }
        let applicant = applicant::of_provider(provider, &source, &mut types)?;
        let of_calls = types.list.len();
        applicant::add_type(provider, &source, &mut types)?;
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
        match &mut self.content {
            Content::Object(object) => object.members.iter_mut().find(|member| member.name == name),
            _ => None,
        }
    }
}

impl Member {
    /// A member of another type, which may be absent here.
    fn absent(name: &'static str, docs: Docs) -> Self {
        Self { name, docs, value: Value::Text, is_required: false, is_common: true }
    }
}

/// Returns the name of the type that a member of an object refers to.
fn object_name(types: &[Type], object: &str, member: &str) -> Option<String> {
    match &types.iter().find(|known| known.name == object)?.content {
        Content::Object(object) => match &object.members.iter().find(|own| own.name == member)?.value {
            Value::Named(name) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The types that were found.
#[derive(Default)]
pub(crate) struct Types {
    pub(crate) list: Vec<Type>,
    places: Vec<(String, String)>,
}

impl Types {
    /// Adds the input of an operation, and what it contains.
    fn add_input(&mut self, source: &Source, operation: &'static Operation, place: &Place<'_>) -> Result<()> {
        let docs = place.docs().after(&format!("Input of `{}`.", operation.name));
        let members = self.members(source, operation.shape, place)?;
        let is_exclusive = is_exclusive(operation);
        self.list.push(Type { name: type_name(place), docs, content: content(operation.shape, members, is_exclusive) });
        Ok(())
    }

    /// Adds the shape of an object in an input.
    pub(crate) fn add_shape(&mut self, source: &Source, shape: &Shape, place: &Place<'_>) -> Result<String> {
        let name = type_name(place);
        if self.is_new(&name, place)? {
            let members = self.members(source, shape, place)?;
            self.list.push(Type {
                name: name.clone(),
                docs: described(place)?,
                content: content(shape, members, false),
            });
        }
        Ok(name)
    }

    /// Returns whether a type is not in the list yet. Two places must not have the same name.
    fn is_new(&mut self, name: &str, place: &Place<'_>) -> Result<bool> {
        let at = format!("{}.rs: {}", place.module, place.name);
        if let Some((_, other)) = self.places.iter().find(|(known, _)| known == name) {
            ensure!(*other == at, "{at} and {other} would both be the type {name}");
            return Ok(false);
        }
        self.places.push((name.to_owned(), at));
        Ok(true)
    }

    fn members(&mut self, source: &Source, shape: &Shape, place: &Place<'_>) -> Result<Vec<(Member, &'static Field)>> {
        let fields = source.fields(place)?;
        let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
        let expected: Vec<_> = shape.fields.iter().map(|field| field.name).collect();
        ensure!(names == expected, "{}.rs: codegen reads {names:?} as the fields of {}", place.module, place.name);
        shape.fields.iter().zip(&fields).map(|(field, found)| Ok((self.member(source, field, found)?, field))).collect()
    }

    /// Describes a field, and adds the types that it refers to.
    pub(crate) fn member(&mut self, source: &Source, field: &'static Field, found: &FieldSource<'_>) -> Result<Member> {
        ensure!(!found.docs.is_empty(), "the field `{}` has no doc comment", field.name);
        let value = self.value(source, &field.kind, found)?;
        let (is_required, is_common) = (field.required, field.when.is_none());
        Ok(Member { name: field.name, docs: found.docs.clone(), value, is_required, is_common })
    }

    fn value(&mut self, source: &Source, kind: &Kind, found: &FieldSource<'_>) -> Result<Value> {
        Ok(match kind {
            Kind::List(kind) => Value::List(Box::new(self.value(source, kind, found)?)),
            Kind::Object(shape) => Value::Named(self.add_shape(source, shape, &source.content(found)?)?),
            Kind::Choice(words) => {
                let place = source.content(found)?;
                let name = type_name(&place);
                if self.is_new(&name, &place)? {
                    let content = Content::Words(words.iter().collect());
                    self.list.push(Type { name: name.clone(), docs: described(&place)?, content });
                }
                Value::Named(name)
            }
            Kind::Flag => Value::Flag,
            Kind::Integer(_) => Value::Integer,
            Kind::Open(open) => Value::Open(open.depth),
            _ => Value::Text,
        })
    }
}

/// Divides the members of an object by its variants, if it has any.
fn content(shape: &Shape, members: Vec<(Member, &'static Field)>, is_exclusive: bool) -> Content {
    let object = |members: Vec<Member>| {
        let any_of: Vec<_> =
            shape.any_of().iter().copied().filter(|name| members.iter().any(|member| member.name == *name)).collect();
        let minimal =
            shape.minimal_form().map_or(Vec::new(), |form| form.fields.iter().map(|field| field.name).collect());
        let mut object = ObjectType { members, any_of, is_exclusive, minimal, is_open: shape.is_open() };
        if let [only] = object.any_of[..] {
            object.members.iter_mut().filter(|member| member.name == only).for_each(|member| member.is_required = true);
            object.any_of.clear();
        }
        object
    };
    let Some((tag, _)) = shape.fields.iter().find_map(|field| field.when) else {
        return Content::Object(object(members.into_iter().map(|(member, _)| member).collect()));
    };
    let words = shape.fields.iter().find_map(|field| match field.kind {
        Kind::Choice(words) if field.name == *tag => Some(words),
        _ => None,
    });
    let variant = |word| {
        let of_variant = |field: &Field| field.name != *tag && field.when.is_none_or(|(_, value)| *value == word);
        let members = members.iter().filter(|(_, field)| of_variant(field)).map(|(member, _)| member.clone());
        Variant { word, object: object(members.collect()) }
    };
    let common = members.iter().filter(|(member, _)| member.is_common).map(|(member, _)| member.clone());
    Content::Variants {
        tag: (*tag).to_owned(),
        common: common.filter(|member| member.name != *tag && !shape.any_of().contains(&member.name)).collect(),
        variants: words.iter().flat_map(|words| words.iter()).map(variant).collect(),
    }
}

/// Returns whether the rules of an operation refuse all fields of its `any_of` at once.
fn is_exclusive(operation: &'static Operation) -> bool {
    let mut input = Object::new();
    operation.shape.any_of().iter().for_each(|name| input.set(name, UntrustedValue::from("x")));
    let verdict = validate(operation, UntrustedValue::from(input), &Options::default());
    verdict.result.err().is_some_and(|issues| issues.iter().any(|issue| issue.code == IssueCode::MutuallyExclusive))
}

/// Returns the name of the type of a shape or a closed list: that of its file, unless it has a name of its own.
fn type_name(place: &Place<'_>) -> String {
    pascal(if place.name == "SHAPE" { place.module } else { &place.name })
}

fn described(place: &Place<'_>) -> Result<Docs> {
    let docs = place.docs();
    ensure!(!docs.is_empty(), "{}.rs: {} has no doc comment", place.module, place.name);
    Ok(docs)
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
