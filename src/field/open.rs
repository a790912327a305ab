//! An object whose fields the provider does not publish: it passes through as it is, provided that JSON can carry it.

use super::text;
use crate::check::{Check, Fault};
use crate::draft::Draft;
use crate::issue::{IssueCode, Segment};

/// What may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// `null`, texts, numbers and booleans.
    Flat,
    /// Lists and objects as well.
    Deep,
}

pub(crate) fn check(draft: &Draft, depth: Depth, check: &mut Check) {
    match draft {
        Draft::Object(_) => members(draft, depth, check),
        _ => check.issue(Fault::invalid_type("object")),
    }
}

/// A value that no JSON carries, and in a flat object one that has members, is refused at its own place.
pub(crate) fn member(at: Segment, value: &Draft, depth: Depth, check: &mut Check) {
    let is_named_badly = matches!(&at, Segment::Key(name) if text::has_control(name));
    check.at(at, |check| match value {
        _ if is_named_badly => check.issue(IssueCode::ControlCharacter.into()),
        Draft::Text(text) if text::has_control(text) => check.issue(IssueCode::ControlCharacter.into()),
        Draft::Malformed | Draft::Opaque => check.issue(Fault::invalid_type("string")),
        Draft::List(_) | Draft::Object(_) if depth == Depth::Flat => check.issue(Fault::invalid_type("string")),
        _ => members(value, depth, check),
    });
}

fn members(draft: &Draft, depth: Depth, check: &mut Check) {
    match draft {
        Draft::Object(object) => {
            object.iter().for_each(|(name, value)| member(Segment::Key(name.to_owned().into()), value, depth, check))
        }
        Draft::List(items) => {
            items.iter().enumerate().for_each(|(at, value)| member(Segment::Index(at), value, depth, check));
        }
        _ => {}
    }
}

/// Normalizes every text.
pub(crate) fn normalize(draft: &mut Draft) {
    match draft {
        Draft::Text(text) => text::normalize(text),
        Draft::List(items) => items.iter_mut().for_each(normalize),
        Draft::Object(object) => object.sift(|_, value| {
            normalize(value);
            true
        }),
        _ => {}
    }
}
