//! An object whose fields the provider does not publish: it passes through as it is, provided that JSON can carry it.

use super::text;
use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode, Segment};
use crate::value::untrusted::UntrustedValue;

/// What may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// `null`, texts, numbers and booleans.
    Flat,
    /// Lists and objects as well.
    Deep,
}

pub(crate) fn check(draft: &UntrustedValue, depth: Depth, findings: &mut Findings) {
    match draft {
        UntrustedValue::Object(_) => members(draft, depth, findings),
        _ => findings.issue(Fault::invalid_type("object")),
    }
}

/// A value that no JSON carries, and in a flat object one that has members, is refused at its own place.
pub(crate) fn check_member(at: Segment, value: &UntrustedValue, depth: Depth, findings: &mut Findings) {
    let is_named_badly = matches!(&at, Segment::Key(name) if text::has_control(name));
    findings.at(at, |findings| match value {
        _ if is_named_badly => findings.issue(IssueCode::ControlCharacter.into()),
        UntrustedValue::Text(text) if text::has_control(text) => findings.issue(IssueCode::ControlCharacter.into()),
        UntrustedValue::Malformed | UntrustedValue::Opaque => findings.issue(Fault::invalid_type("string")),
        UntrustedValue::List(_) | UntrustedValue::Object(_) if depth == Depth::Flat => {
            findings.issue(Fault::invalid_type("string"))
        }
        _ => members(value, depth, findings),
    });
}

fn members(draft: &UntrustedValue, depth: Depth, findings: &mut Findings) {
    match draft {
        UntrustedValue::Object(object) => object
            .iter()
            .for_each(|(name, value)| check_member(Segment::Key(name.to_owned().into()), value, depth, findings)),
        UntrustedValue::List(items) => {
            items.iter().enumerate().for_each(|(at, value)| check_member(Segment::Index(at), value, depth, findings));
        }
        _ => {}
    }
}

/// Normalizes every text.
pub(crate) fn normalize(draft: &mut UntrustedValue) {
    match draft {
        UntrustedValue::Text(text) => text::normalize(text),
        UntrustedValue::List(items) => items.iter_mut().for_each(normalize),
        UntrustedValue::Object(object) => object.sift(|_, value| {
            normalize(value);
            true
        }),
        _ => {}
    }
}
