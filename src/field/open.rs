//! An object whose fields the provider does not publish: it passes through as it is, provided that JSON can carry it.

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

pub(crate) fn check<'a>(draft: &Draft<'a>, depth: Depth, check: &mut Check) -> Option<Draft<'a>> {
    let before = check.issues.len();
    match draft {
        Draft::Object(_) => members(draft, depth, check),
        _ => check.issue(Fault::invalid_type("an object")),
    }
    (check.issues.len() == before).then(|| draft.clone())
}

/// A value that no JSON carries, and in a flat object one that has members, is refused at its own place.
fn members(draft: &Draft, depth: Depth, check: &mut Check) {
    let mut member = |at: Segment, value: &Draft| {
        check.at(at, |check| match value {
            Draft::Malformed | Draft::Opaque => check.issue(Fault::invalid_type("a value that JSON can carry")),
            Draft::List(_) | Draft::Object(_) if depth == Depth::Flat => {
                check.issue(Fault::invalid_type("text, a number, true, false or null"));
            }
            _ => members(value, depth, check),
        });
    };
    match draft {
        Draft::Object(object) => {
            object.iter().for_each(|(name, value)| member(Segment::Key(name.to_owned().into()), value));
        }
        Draft::List(items) => items.iter().enumerate().for_each(|(at, value)| member(Segment::Index(at), value)),
        _ => {}
    }
}

/// Trims every text.
pub(crate) fn normalize<'a>(draft: &Draft<'a>) -> Draft<'a> {
    match draft {
        Draft::Text(text) => text.trim().to_owned().into(),
        Draft::List(items) => Draft::List(items.iter().map(normalize).collect()),
        Draft::Object(object) => object.map(|_, value| Some(normalize(value))).into(),
        other => other.clone(),
    }
}
