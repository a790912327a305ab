//! The tables: codes, kinds of webhooks, parts of addresses, and the fields of each operation.

use anyhow::{Context, Result};
use kyclink::edge::{HANDLER_CODES, IfUnreadable, RECORDS, RecordKind};
use kyclink::field::subdivision::SubdivisionRule;
use kyclink::form::{address_fields, countries};
use kyclink::json::Json;
use kyclink::provider::PROVIDERS;
use kyclink::{Country, ErrorCode, Field, IssueCode, Kind, Provider, Shape, operations as all, webhook};
use serde_json::Value;

use super::{code, table};

/// Renders every issue code: when it is used, and its parameters.
pub(super) fn issues() -> Result<String> {
    let rows = IssueCode::ALL.iter().map(|issue| [code(issue.as_str()), issue.meaning().to_owned()]);
    Ok(table(["code", "when"], rows))
}

/// Renders every error code: the status of your own response, and when it is used.
pub(super) fn errors() -> Result<String> {
    let rows = ErrorCode::ALL.iter().map(|error| {
        let retryable = if error.is_retryable() { " Retryable." } else { "" };
        [code(error.as_str()), error.http_status().to_string(), error.meaning().to_owned() + retryable]
    });
    Ok(table(["code", "status", "when"], rows))
}

/// Renders the handler's own codes: the status, and when each is used.
pub(super) fn handler() -> Result<String> {
    let rows = HANDLER_CODES.iter().map(|row| [code(row.code), row.status.to_string(), row.meaning.to_owned()]);
    Ok(table(["code", "status", "when"], rows))
}

/// Renders every kind of record that the handler stores.
pub(super) fn records() -> Result<String> {
    let row = |kind: &RecordKind| {
        let unreadable = match kind.if_unreadable {
            IfUnreadable::Fail => "503",
            IfUnreadable::TreatAsAbsent => "",
            _ => "lock",
        };
        let about = kind.about.trim_end_matches('.').to_owned();
        let absent = if kind.absent == "none" { "" } else { kind.absent };
        [code(kind.name), kind.named_by.join(", "), about, lifetimes(kind), absent.to_owned(), unreadable.to_owned()]
    };
    let head = ["record", "for each", "what it says", "kept for", "if there is none", "unreadable"];
    Ok(table(head, RECORDS.iter().map(row)))
}

/// Renders the records, with what they hold of a person and what becomes of them. Locks hold nothing.
pub(super) fn personal_data() -> Result<String> {
    let kinds = RECORDS.iter().filter(|kind| !kind.of_person.is_empty());
    let rows = kinds.map(|kind| [code(kind.name), kind.of_person.to_owned(), forgotten(kind).to_owned()]);
    Ok(table(["record", "of the person", "`forget`"], rows))
}

/// Says what `forget` does with a kind of record: what is named after a customer, its contact or its person is found.
fn forgotten(kind: &RecordKind) -> &'static str {
    match (kind.name, kind.named_by) {
        ("claim", _) => "empties it",
        (_, [.., "customer" | "contact" | "type"]) => "removes it",
        _ => "it ends by itself",
    }
}

/// Says how long a kind of record is kept.
fn lifetimes(kind: &RecordKind) -> String {
    let each = |(lifetime, when): &_| format!("{lifetime} {when}").trim_end().to_owned();
    kind.lifetimes.iter().map(each).collect::<Vec<_>>().join("; ")
}

/// Renders every kind of webhook, with the types that have it.
pub(super) fn webhook_kinds() -> Result<String> {
    let mut rows: Vec<[String; 2]> = Vec::new();
    for (name, kind) in PROVIDERS.iter().flat_map(|provider| webhook::kinds(provider.webhook)) {
        let kind = code(kind.as_str());
        match rows.iter_mut().find(|[known, _]| *known == kind) {
            Some([_, types]) => *types += &format!(", {}", code(name)),
            None => rows.push([kind, code(name)]),
        }
    }
    Ok(table(["kind", "types"], rows))
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

/// Renders one table per provider: the fields of each operation and, below the first operation that has it, of each
/// object in them. What a field contains is in the comments of the types.
pub(super) fn operations() -> Result<String> {
    let section = |provider: &&Provider| {
        let (mut rows, prefix) = (Vec::new(), format!("{}.", provider.name()));
        for operation in all().filter(|operation| operation.name.starts_with(&prefix)) {
            collect(operation.name, operation.shape, &mut rows);
        }
        format!("\n## {}\n{}", provider.name(), table(["operation or object", "required", "optional"], rows))
    };
    Ok(PROVIDERS.iter().map(section).collect::<String>() + "\n")
}

/// Adds a row for a shape, and for the objects in it, unless they have one.
fn collect(name: &str, shape: &Shape, rows: &mut Vec<[String; 3]>) {
    let cell = |is_required| fields(shape.fields.iter().filter(|field| field.required == is_required));
    let open = if shape.is_open() { "; others are sent as they are" } else { "" };
    let row = [code(name), cell(true), cell(false) + open];
    if rows.contains(&row) {
        return;
    }
    rows.push(row);
    for field in shape.fields {
        match field.kind {
            Kind::Object(inner) => collect(field.name, inner, rows),
            Kind::List(Kind::Object(inner)) => collect(&format!("{}[]", field.name), inner, rows),
            _ => {}
        }
    }
}

/// Lists the names of fields, grouped by what decides whether an input has them.
fn fields<'a>(of_cell: impl Iterator<Item = &'a Field>) -> String {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for field in of_cell {
        let when = match (&field.kind, field.when) {
            (_, Some((other, value))) => format!(" where `{other}` is `{value}`"),
            (Kind::Subdivision(SubdivisionRule::Code) | Kind::PostalCode, _) if !field.required => {
                " by country".to_owned()
            }
            _ => String::new(),
        };
        match groups.iter_mut().find(|(known, _)| *known == when) {
            Some((_, names)) => names.push(code(field.name)),
            None => groups.push((when, vec![code(field.name)])),
        }
    }
    let group = |(when, names): &(String, Vec<String>)| names.join(", ") + when;
    groups.iter().map(group).collect::<Vec<_>>().join("; ")
}
