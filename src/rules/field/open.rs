//! Objects whose fields the provider does not publish. They are sent as given if JSON can represent them.

use super::text;
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode, Segment};
use crate::value::untrusted::UntrustedValue;

/// Which values an open object may contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// `null`, strings, numbers and booleans.
    Flat,
    /// Lists and objects, too.
    Deep,
}

/// Validates an open object.
pub(crate) fn check(value: &UntrustedValue, depth: Depth, findings: &mut Findings) {
    match value {
        UntrustedValue::Object(_) => check_members(value, depth, findings),
        _ => findings.issue(Fault::invalid_type("object")),
    }
}

/// Validates a member of an open object, and what it contains.
///
/// Reports a value that JSON cannot represent, a control character, and in a flat object a list or an object.
pub(crate) fn check_member(at: Segment, value: &UntrustedValue, depth: Depth, findings: &mut Findings) {
    let has_control_in_name = matches!(&at, Segment::Key(name) if text::has_control(name));
    findings.at(at, |findings| match value {
        _ if has_control_in_name => findings.issue(IssueCode::ControlCharacter.into()),
        UntrustedValue::Text(text) if text::has_control(text) => findings.issue(IssueCode::ControlCharacter.into()),
        UntrustedValue::Malformed | UntrustedValue::Opaque => findings.issue(Fault::invalid_type("string")),
        UntrustedValue::List(_) | UntrustedValue::Object(_) if depth == Depth::Flat => {
            findings.issue(Fault::invalid_type("string"))
        }
        _ => check_members(value, depth, findings),
    });
}

fn check_members(value: &UntrustedValue, depth: Depth, findings: &mut Findings) {
    match value {
        UntrustedValue::Object(object) => object
            .iter()
            .for_each(|(name, value)| check_member(Segment::Key(name.to_owned().into()), value, depth, findings)),
        UntrustedValue::List(items) => {
            items.iter().enumerate().for_each(|(at, value)| check_member(Segment::Index(at), value, depth, findings));
        }
        _ => {}
    }
}

/// Normalizes every string in an open object.
pub(crate) fn normalize(value: &mut UntrustedValue) {
    match value {
        UntrustedValue::Text(text) => text::normalize(text),
        UntrustedValue::List(items) => items.iter_mut().for_each(normalize),
        UntrustedValue::Object(object) => object.retain_mut(|_, value| {
            normalize(value);
            true
        }),
        _ => {}
    }
}
