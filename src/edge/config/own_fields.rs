//! The fields of the application's own: what its form asks for beside the applicant, such as a consent or a referral
//! code. They are not part of the applicant, so that none reaches a provider, a record or a report: only the hook
//! `onCreated` gets them.

use crate::rules::field::text;
use crate::rules::issue::{Fault, Issue, IssueCode, Params, Segment};
use crate::value::untrusted::{Object, UntrustedValue};

/// How many fields there may be.
const MAX_FIELDS: usize = 10;
/// The maximum length of a field's name, in characters.
const MAX_NAME: usize = 40;
/// The maximum length of a value, in code points.
const MAX_CHARS: usize = 200;

/// The member of a body with these fields, and the option that declares them.
const BODY_MEMBER: &str = "own";
const OPTION: &str = "ownFields";

/// Whether these can be the fields of a handler: at most ten, by names that have neither dots nor other characters of
/// paths.
pub(crate) fn are_valid(configured: &UntrustedValue) -> bool {
    let is_name = |name: &str| {
        name.len() <= MAX_NAME
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let is_field = |field: &UntrustedValue| {
        let is_kind = match field.field("kind") {
            None | Some(UntrustedValue::Null) => true,
            Some(kind) => matches!(kind.text(), Some("text" | "checkbox")),
        };
        // A consent must not be optional because of `"true"`.
        let says_required =
            matches!(field.field("required"), None | Some(UntrustedValue::Null | UntrustedValue::Bool(_)));
        field.object().is_some() && is_kind && says_required
    };
    configured
        .object()
        .is_some_and(|all| all.len() <= MAX_FIELDS && all.iter().all(|(name, field)| is_name(name) && is_field(field)))
}

/// Reads the configured fields from a body; `None` if the configuration has none. A checkbox is `true` or absent.
///
/// # Errors
/// The issues of the fields, whose paths begin with `own`. No other field of the body is read.
pub(crate) fn read(
    config: &UntrustedValue,
    body: &UntrustedValue,
) -> Result<Option<UntrustedValue<'static>>, Vec<Issue>> {
    let Some(configured) = config.field(OPTION).and_then(UntrustedValue::object) else { return Ok(None) };
    let given = body.field(BODY_MEMBER);
    let (mut fields, mut issues) = (Object::new(), Vec::new());
    for (name, field) in configured.iter() {
        let value = given.and_then(|given| given.field(name)).unwrap_or(&UntrustedValue::Null);
        let read = if field.text_of("kind") == Some("checkbox") { read_checkbox(value) } else { read_text(value) };
        let is_required = field.field("required").is_some_and(UntrustedValue::is_true);
        match read {
            Ok(Some(value)) => fields.push(name.to_owned(), value),
            Ok(None) if !is_required => {}
            Ok(None) => issues.push(Issue::new(IssueCode::Required, path(name), Params::None)),
            Err(fault) => issues.push(Issue::new(fault.code, path(name), fault.params)),
        }
    }
    if issues.is_empty() { Ok(Some(fields.into())) } else { Err(issues) }
}

/// A form sends a ticked checkbox as `on`, and nothing for another one.
fn read_checkbox(given: &UntrustedValue) -> Result<Option<UntrustedValue<'static>>, Fault> {
    match given {
        UntrustedValue::Bool(false) => Ok(None),
        UntrustedValue::Bool(true) => Ok(Some(UntrustedValue::Bool(true))),
        _ if given.is_absent() => Ok(None),
        _ if given.text() == Some("on") => Ok(Some(UntrustedValue::Bool(true))),
        _ => Err(Fault::with(IssueCode::InvalidType, "boolean")),
    }
}

fn read_text(given: &UntrustedValue) -> Result<Option<UntrustedValue<'static>>, Fault> {
    match given.text().map(str::trim) {
        Some("") => Ok(None),
        Some(value) if text::has_control(value) => Err(IssueCode::ControlCharacter.into()),
        Some(value) => {
            text::check(value, Some(MAX_CHARS))?;
            Ok(Some(value.to_owned().into()))
        }
        None if given.is_absent() => Ok(None),
        None => Err(Fault::with(IssueCode::InvalidType, "string")),
    }
}

fn path(name: &str) -> Vec<Segment> {
    vec![BODY_MEMBER.into(), Segment::Key(name.to_owned().into())]
}
