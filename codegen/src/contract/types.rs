//! The types that the shapes of a provider stand for.

use anyhow::{Context, Result, ensure};
use kyclink::{Field, IssueCode, Kind, Object, Operation, Options, Shape, UntrustedValue, validate};

use super::docs::Docs;
use super::source::{FieldSource, Place, Source};
use super::{Member, ObjectType, Type, TypeKind, Value, Variant, pascal};

/// The types that were found.
#[derive(Default)]
pub(crate) struct Types {
    pub(crate) list: Vec<Type>,
    places: Vec<(String, String)>,
}

impl Types {
    /// Adds the input of an operation, and what it contains.
    pub(super) fn add_input(
        &mut self,
        source: &Source,
        operation: &'static Operation,
        place: &Place<'_>,
    ) -> Result<()> {
        let docs = place.docs().with_first_sentence(&format!("Input of `{}`.", operation.name));
        let members = self.members(source, operation.shape, place)?;
        let is_exclusive = is_exclusive(operation);
        self.list.push(Type { name: type_name(place), docs, kind: type_kind(operation.shape, members, is_exclusive) });
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
                kind: type_kind(shape, members, false),
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
        let fields = shape.fields.iter().zip(&fields);
        let described = fields.map(|(field, found)| {
            let member = self.member(source, field, found);
            Ok((member.with_context(|| format!("{}.rs: {}", place.module, place.name))?, field))
        });
        described.collect()
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
                    let kind = TypeKind::Words(words.iter().collect());
                    self.list.push(Type { name: name.clone(), docs: described(&place)?, kind });
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
pub(super) fn type_kind(shape: &Shape, members: Vec<(Member, &'static Field)>, is_exclusive: bool) -> TypeKind {
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
        return TypeKind::Object(object(members.into_iter().map(|(member, _)| member).collect()));
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
    TypeKind::Variants {
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
