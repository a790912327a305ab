//! The type of an applicant: the common one, and how that of a provider differs from it.

use std::path::Path;

use anyhow::{Result, bail, ensure};
use kyclink::provider::{HOSTED_PAGES, PROVIDERS};
use kyclink::{APPLICANT, Field, Kind, Provider, Shape};

use super::docs::Docs;
use super::source::Source;
use super::{Member, Type, Types, types::type_kind};

const FILE: &str = "src/client/onboarding/applicant.rs";

/// How the applicant of a provider differs from the common one.
pub(crate) struct ProviderApplicant {
    pub(crate) docs: Docs,
    /// The members that the provider's file describes itself.
    pub(crate) added: Vec<Member>,
    /// The other members that only the common applicant requires, or parts of them.
    pub(crate) relaxed: Vec<Relaxed>,
}

/// A member of which a provider requires less.
pub(crate) struct Relaxed {
    pub(crate) member: Member,
    pub(crate) is_required: bool,
    /// The members inside it that only the common applicant requires.
    pub(crate) inner: Vec<&'static str>,
}

/// Reads the source of the common applicant.
pub(super) fn source(root: &Path) -> Result<Source> {
    Source::of_file(&root.join(FILE), "applicant")
}

/// Returns the types of the common applicant.
pub(crate) fn common(root: &Path) -> Result<Vec<Type>> {
    let source = source(root)?;
    let mut types = Types::default();
    types.add_shape(&source, &APPLICANT, &source.find("applicant", "APPLICANT")?)?;
    let shapes: Vec<(&Provider, &Shape)> =
        PROVIDERS.iter().map(|provider| (*provider, provider.onboarding.operation.shape)).collect();
    name_providers(&mut types.list, "Applicant", &APPLICANT, &shapes)?;
    Ok(types.list)
}

/// Adds the providers that take a member to its comment, unless all do.
fn name_providers(types: &mut [Type], name: &str, shape: &'static Shape, taken: &[(&Provider, &Shape)]) -> Result<()> {
    for field in shape.fields {
        let has = |shape: &Shape| shape.fields.iter().find(|one| one.name == field.name).map(|one| &one.kind);
        let takers: Vec<_> = taken.iter().filter_map(|(provider, shape)| Some((*provider, has(shape)?))).collect();
        ensure!(!takers.is_empty(), "{FILE}: no provider takes `{}` of {name}", field.name);
        let member = types.iter_mut().find(|known| known.name == name).and_then(|known| known.member(field.name));
        if let Some(member) = member.filter(|_| takers.len() < taken.len()) {
            let titles: Vec<_> = takers.iter().filter_map(|(provider, _)| title(provider)).collect();
            let last = member.docs.paragraphs.last_mut();
            let takes = if titles.len() == 1 { "takes" } else { "take" };
            last.into_iter().for_each(|text| *text += &format!(" Only {} {takes} it.", titles.join(" and ")));
        }
        if let (Kind::Object(inner), Some(inner_name)) = (&field.kind, super::object_name(types, name, field.name)) {
            let objects: Vec<(&Provider, &Shape)> = takers
                .into_iter()
                .filter_map(|(provider, kind)| match kind {
                    Kind::Object(shape) => Some((provider, *shape)),
                    _ => None,
                })
                .collect();
            name_providers(types, &inner_name, inner, &objects)?;
        }
    }
    Ok(())
}

fn title(provider: &Provider) -> Option<&'static str> {
    let at = PROVIDERS.iter().position(|other| other.name() == provider.name())?;
    HOSTED_PAGES.get(at).map(|pages| pages.title)
}

/// Compares the applicant of a provider with the common one. The types that its own members refer to are added.
pub(super) fn of_provider(
    provider: &Provider,
    source: &Source,
    common: &Source,
    types: &mut Types,
) -> Result<ProviderApplicant> {
    let place = source.find("onboard", "APPLICANT")?;
    let shape = provider.onboarding.operation.shape;
    let is_required = |field: &Field| field.required && field.when.is_none();
    let mut added = Vec::new();
    for (field, found) in shape.fields.iter().zip(source.fields(&place)?) {
        if !found.docs.is_empty() {
            added.push(Member { is_required: is_required(field), ..types.member(source, field, &found)? });
        } else if !APPLICANT.fields.iter().any(|known| known.name == field.name) {
            bail!("onboard.rs: `{}` needs a doc comment, because {FILE} does not have it", field.name);
        }
    }
    let common_fields = APPLICANT.fields.iter().zip(common.fields(&common.find("applicant", "APPLICANT")?)?);
    let may_be_absent = |known: &Field| {
        let is_added = added.iter().any(|member| member.name == known.name);
        let is_always_given = shape.fields.iter().any(|field| field.name == known.name && is_required(field));
        known.required && !is_added && !is_always_given
    };
    let relaxed = common_fields.filter_map(|(known, found)| {
        let (is_absent, inner) = (may_be_absent(known), relaxed_inside(known, shape));
        let is_added = added.iter().any(|member| member.name == known.name);
        let is_required = known.required && !is_absent;
        (!is_added && (is_absent || !inner.is_empty())).then(|| Relaxed {
            member: Member::absent(known.name, found.docs),
            is_required,
            inner,
        })
    });
    let relaxed = relaxed.collect();
    Ok(ProviderApplicant { docs: place.docs(), added, relaxed })
}

/// Returns the members of a common object that a provider's shape does not require, if it requires others. Where it
/// requires none, the common type stays: the applicant is the same for whichever provider is chosen.
fn relaxed_inside(known: &Field, shape: &Shape) -> Vec<&'static str> {
    let taken = shape.fields.iter().find(|one| one.name == known.name).map(|one| &one.kind);
    let (Kind::Object(common), Some(Kind::Object(taken))) = (&known.kind, taken) else { return vec![] };
    let is_required = |name: &&str| taken.fields.iter().any(|field| field.name == *name && field.required);
    let (still_required, relaxed): (Vec<_>, Vec<_>) =
        common.fields.iter().filter(|field| field.required).map(|field| field.name).partition(|name| is_required(name));
    if still_required.is_empty() { vec![] } else { relaxed }
}

/// Adds the type of a provider's applicant with all of its members. A member without a comment has that of the common
/// applicant.
pub(super) fn add_type(provider: &Provider, source: &Source, common: &Source, types: &mut Types) -> Result<()> {
    let operation = provider.onboarding.operation;
    let (place, shape) = (source.find("onboard", "APPLICANT")?, operation.shape);
    let common_fields = common.fields(&common.find("applicant", "APPLICANT")?)?;
    let tag = shape.fields.iter().find_map(|field| field.when).map(|(tag, _)| *tag);
    let mut members = Vec::new();
    for (field, mut found) in shape.fields.iter().zip(source.fields(&place)?) {
        if let Some(known) = common_fields.iter().find(|known| found.docs.is_empty() && known.name == field.name) {
            found.docs = known.docs.clone();
        }
        // The word is the variant of the enum, not a member.
        let member = if tag == Some(field.name) {
            Member::absent(field.name, found.docs)
        } else {
            types.member(source, field, &found)?
        };
        members.push((member, field));
    }
    let docs = Docs::text(&format!("Input of `{}`: a person or business to onboard.", operation.name));
    types.list.push(Type { name: "Applicant".to_owned(), docs, kind: type_kind(shape, members, false) });
    Ok(())
}
