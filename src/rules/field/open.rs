//! Objects whose fields the provider does not publish. They are sent as given if JSON can represent them.

use std::borrow::Cow;

use super::text;
use crate::rules::findings::{Findings, PathStep};
use crate::rules::issue::{Fault, IssueCode};
use crate::value::untrusted::{Object, UntrustedValue};

/// Which values an open object may contain.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// `null`, strings, numbers and booleans.
    Flat,
    /// Lists and objects, too.
    Deep,
}

/// The rule of an open object. A shape refers to it by its functions, so that the form module, whose shapes have no
/// open object, goes without their code.
#[doc(hidden)]
pub struct OpenObject {
    /// Which values it may contain.
    pub depth: Depth,
    pub(crate) check: fn(&Object, Depth, &mut Findings),
    pub(crate) check_member: fn(&str, &UntrustedValue, Depth, &mut Findings),
    pub(crate) normalize: fn(&UntrustedValue, &mut Findings),
}

/// An object of `null`, strings, numbers and booleans.
#[doc(hidden)]
pub static FLAT: OpenObject = OpenObject { depth: Depth::Flat, check, check_member, normalize };

/// An object of anything that JSON can represent.
#[doc(hidden)]
pub static DEEP: OpenObject = OpenObject { depth: Depth::Deep, check, check_member, normalize };

/// Validates every member of an open object.
fn check(object: &Object, depth: Depth, findings: &mut Findings) {
    object.iter().for_each(|(name, value)| check_member(name, value, depth, findings));
}

/// Validates a member of an open object, and what it contains.
fn check_member(name: &str, value: &UntrustedValue, depth: Depth, findings: &mut Findings) {
    let mut findings = findings.at(PathStep::Member(name));
    match text::has_control(name) {
        true => findings.issue(IssueCode::ControlCharacter.into()),
        false => check_value(value, depth, &mut findings),
    }
}

/// Reports a value that JSON cannot represent, a control character, and in a flat object a list or an object.
fn check_value(value: &UntrustedValue, depth: Depth, findings: &mut Findings) {
    match value {
        UntrustedValue::Text(text) if text::has_control(text) => findings.issue(IssueCode::ControlCharacter.into()),
        UntrustedValue::Malformed | UntrustedValue::Opaque => findings.issue(Fault::invalid_type("string")),
        UntrustedValue::List(_) | UntrustedValue::Object(_) if depth == Depth::Flat => {
            findings.issue(Fault::invalid_type("string"))
        }
        UntrustedValue::Object(object) => check(object, depth, findings),
        UntrustedValue::List(items) => {
            for (index, item) in items.iter().enumerate() {
                check_value(item, depth, &mut findings.at(PathStep::Item(index)));
            }
        }
        _ => {}
    }
}

/// Reports every string in an open object that is not in its normal form.
fn normalize(value: &UntrustedValue, findings: &mut Findings) {
    match value {
        UntrustedValue::Text(given) => {
            let mut normal = Cow::Borrowed(given.as_ref());
            text::normalize(&mut normal);
            if normal != *given {
                findings.change(Some(&normal));
            }
        }
        UntrustedValue::List(items) => {
            for (index, item) in items.iter().enumerate() {
                normalize(item, &mut findings.at(PathStep::Item(index)));
            }
        }
        UntrustedValue::Object(object) => {
            object.iter().for_each(|(name, value)| normalize(value, &mut findings.at(PathStep::Member(name))));
        }
        _ => {}
    }
}
