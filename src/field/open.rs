//! An object whose fields the provider does not publish: it passes through as it is, provided that JSON can carry it.

use super::trim;
use crate::check::{Check, Fault};
use crate::draft::Draft;
use crate::issue::Segment;

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
        _ => check.issue(Fault::invalid_type("an object")),
    }
}

/// A value that no JSON carries, and in a flat object one that has members, is refused at its own place.
pub(crate) fn member(at: Segment, value: &Draft, depth: Depth, check: &mut Check) {
    check.at(at, |check| match value {
        Draft::Malformed | Draft::Opaque => check.issue(Fault::invalid_type("a value that JSON can carry")),
        Draft::List(_) | Draft::Object(_) if depth == Depth::Flat => {
            check.issue(Fault::invalid_type("text, a number, true, false or null"));
        }
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

/// Trims every text.
pub(crate) fn normalize(draft: &mut Draft) {
    match draft {
        Draft::Text(text) => trim(text),
        Draft::List(items) => items.iter_mut().for_each(normalize),
        Draft::Object(object) => object.sift(|_, value| {
            normalize(value);
            true
        }),
        _ => {}
    }
}
