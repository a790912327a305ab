//! The tables: codes, kinds of webhooks, parts of addresses, and the fields of each operation.

use anyhow::{Context, Result};
use kyclink::edge::{HANDLER_CODES, IfUnreadable, RECORDS, RecordKind};
use kyclink::field::open::Depth;
use kyclink::field::subdivision::SubdivisionRule;
use kyclink::form::{address_fields, countries};
use kyclink::json::Json;
use kyclink::provider::PROVIDERS;
use kyclink::{Alphabet, Country, ErrorCode, Field, IssueCode, Kind, Shape, operations as all, webhook};
use serde_json::Value;

use super::{code, table};

/// Renders every issue code: when it is used, its parameters and its message.
pub(super) fn issues() -> Result<String> {
    let rows = IssueCode::ALL.iter().map(|issue| {
        let (when, params) = issue.meaning().split_once(" Params: ").unwrap_or((issue.meaning(), ""));
        [code(issue.as_str()), when.to_owned(), params.trim_end_matches('.').to_owned(), issue.template().to_owned()]
    });
    Ok(table(["code", "when", "params", "message"], rows))
}

/// Renders every error code: when it is used, the status of your own response, whether it is retryable, and its
/// message.
pub(super) fn errors() -> Result<String> {
    let rows = ErrorCode::ALL.iter().map(|error| {
        let retryable = if error.is_retryable() { "yes" } else { "" };
        let status = error.http_status().to_string();
        [code(error.as_str()), error.meaning().to_owned(), status, retryable.to_owned(), error.message().to_owned()]
    });
    Ok(table(["code", "when", "status", "retryable", "message"], rows))
}

/// Renders the handler's own codes: the status, when each is used, and its message.
pub(super) fn handler() -> Result<String> {
    let rows = HANDLER_CODES
        .iter()
        .map(|row| [code(row.code), row.status.to_string(), row.meaning.to_owned(), row.message.to_owned()]);
    Ok(table(["code", "status", "when", "message"], rows))
}

/// Renders every kind of record that the handler stores.
pub(super) fn records() -> Result<String> {
    let row = |kind: &RecordKind| {
        let unreadable = match kind.if_unreadable {
            IfUnreadable::Fail => "503 `not_now`",
            IfUnreadable::TreatAsAbsent => "as if there were none",
            _ => "a lock: that it exists counts",
        };
        let about = kind.about.trim_end_matches('.').to_owned();
        [code(kind.name), kind.named_by.join(", "), about, kept(kind), kind.absent.to_owned(), unreadable.to_owned()]
    };
    let head = ["record", "for each", "what it says", "kept for", "if there is none", "if it cannot be opened"];
    Ok(table(head, RECORDS.iter().map(row)))
}

/// Renders the records, with what they hold of a person and what becomes of them. Locks hold nothing.
pub(super) fn personal_data() -> Result<String> {
    let kinds = RECORDS.iter().filter(|kind| !kind.of_person.is_empty());
    let rows = kinds.map(|kind| [code(kind.name), kind.of_person.to_owned(), kept(kind), forgotten(kind).to_owned()]);
    Ok(table(["record", "of the person", "kept for", "`forget`"], rows))
}

/// Says what `forget` does with a kind of record: what is named after a customer, its contact or its person is found.
fn forgotten(kind: &RecordKind) -> &'static str {
    match (kind.name, kind.named_by) {
        ("claim", _) => "empties it",
        (_, [.., "customer" | "contact" | "reference"]) => "removes it",
        _ => "it ends by itself",
    }
}

/// Says how long a kind of record is kept.
fn kept(kind: &RecordKind) -> String {
    let each = |(lifetime, when): &_| format!("{lifetime} {when}").trim_end().to_owned();
    kind.kept.iter().map(each).collect::<Vec<_>>().join("; ")
}

/// Renders every type of webhook that has a kind of its own.
pub(super) fn webhook_kinds() -> Result<String> {
    let rows = PROVIDERS.iter().flat_map(|provider| {
        let row =
            |(name, kind): &(&str, webhook::EventKind)| [provider.name().to_owned(), code(name), code(kind.as_str())];
        webhook::kinds(provider.webhook).iter().map(row)
    });
    Ok(table(["provider", "type", "kind"], rows))
}

/// Renders the countries whose postal format requires each part.
pub(super) fn address() -> Result<String> {
    let mut rows = [("state", Vec::new()), ("postalCode", Vec::new())];
    for entry in countries() {
        let entry: Value = serde_json::from_str(&entry.to_json())?;
        let alpha2 = entry.get("alpha2").and_then(Value::as_str).context("a country has an alpha-2 code")?;
        let country = Country::parse(alpha2).ok().context("a listed country is one")?;
        for field in address_fields(country, None) {
            let field: Value = serde_json::from_str(&field.to_json())?;
            let name = field.get("field").and_then(Value::as_str);
            if let Some((_, found)) = rows.iter_mut().find(|(part, _)| Some(*part) == name)
                && field.get("required") == Some(&Value::Bool(true))
            {
                found.push(alpha2.to_owned());
            }
        }
    }
    let rows = rows.map(|(part, found)| [format!("`{part}`"), found.len().to_string(), found.join(" ")]);
    Ok(table(["required", "countries", "which"], rows))
}

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
