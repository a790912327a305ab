//! The tables of each operation's fields, from its shape.

use anyhow::Result;
use kyclink::field::open::Depth;
use kyclink::field::subdivision::SubdivisionRule;
use kyclink::{Alphabet, Field, Kind, Shape, operations as all};

use super::{code, table};

/// Renders one table per operation.
pub(super) fn operations() -> Result<String> {
    let section = |operation: &kyclink::Operation| {
        let mut rows = Vec::new();
        collect(operation.shape, "", &mut rows);
        format!("\n## {}\n{}", operation.name, table(["field", "what", "required"], rows))
    };
    Ok(all().map(section).collect::<String>() + "\n")
}

/// Adds a row for each field of a shape, and for the fields of its objects.
fn collect(shape: &Shape, parent: &str, rows: &mut Vec<[String; 3]>) {
    for field in shape.fields {
        let name = format!("{parent}{}", field.name);
        rows.push([code(&name), describe(&field.kind), required(field)]);
        match field.kind {
            Kind::Object(inner) => collect(inner, &format!("{name}."), rows),
            Kind::List(Kind::Object(inner)) => collect(inner, &format!("{name}[]."), rows),
            _ => {}
        }
    }
}

fn required(field: &Field) -> String {
    let requirement = match field.kind {
        _ if field.required => "yes",
        Kind::Subdivision(SubdivisionRule::Code) | Kind::PostalCode => "by country",
        _ => "",
    };
    match field.when {
        Some((other, value)) if requirement.is_empty() => format!("only where `{other}` is `{value}`"),
        Some((other, value)) => format!("{requirement}, where `{other}` is `{value}`"),
        None => requirement.to_owned(),
    }
}

/// What a field of this kind holds, for people.
fn describe(kind: &Kind) -> String {
    match kind {
        Kind::Text { max: None } => "text".to_owned(),
        Kind::Text { max: Some(max) } => format!("text, at most {max} characters"),
        Kind::Email => "email address".to_owned(),
        Kind::Phone(rule) => {
            let zero = if rule.leading_zero { "" } else { ", the first not 0" };
            format!("`+` and {} to {} digits{zero}", rule.min, rule.max)
        }
        Kind::Country(Alphabet::Alpha2) => "country, sent as alpha-2".to_owned(),
        Kind::Country(Alphabet::Alpha3) => "country, sent as alpha-3".to_owned(),
        Kind::Subdivision(SubdivisionRule::Code) => "ISO 3166-2 code, sent without the country".to_owned(),
        Kind::Subdivision(SubdivisionRule::FreeText) => "text".to_owned(),
        Kind::PostalCode => "postal code".to_owned(),
        Kind::Choice(words) => {
            format!("one of {}", words.iter().map(code).collect::<Vec<_>>().join(", "))
        }
        Kind::Pattern(pattern) | Kind::CustomerId(pattern) => code(pattern.source),
        Kind::RedirectUri => "https URL; http for a loopback host".to_owned(),
        Kind::PastDate => "date `YYYY-MM-DD`, not in the future".to_owned(),
        Kind::Timestamp => "RFC 3339 date and time with an offset".to_owned(),
        Kind::Integer(range) if range.max == u32::MAX => format!("whole number from {}", range.min),
        Kind::Integer(range) => format!("whole number from {} to {}", range.min, range.max),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Open(open) if open.depth == Depth::Flat => {
            "object of any fields, without lists and objects in it".to_owned()
        }
        Kind::Open(_) => "object of any fields, sent as it is".to_owned(),
        Kind::Object(shape) if shape.is_open() => "object; other fields are sent as they are".to_owned(),
        Kind::Object(_) => "object".to_owned(),
        Kind::List(kind) => format!("list: {}", describe(kind)),
    }
}
