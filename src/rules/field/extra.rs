//! `extra`: members of the request's body that no field describes, such as a field that a provider has added today.

use crate::rules::findings::{Findings, PathStep};
use crate::rules::issue::{Fault, IssueCode};
use crate::rules::shape::Shape;
use crate::value::input::{Input, Members};
use crate::value::json::Json;
use crate::value::json_reader;
use crate::value::text::camel_case;
use crate::value::untrusted::Object;

/// The largest size of its JSON, in bytes.
const MAX_BYTES: usize = 16 * 1024;

pub(crate) const NAME: &str = "extra";

impl Shape {
    /// Refuses members of `extra` that are too large, or that a field of this shape sends, also under its name in snake
    /// case: they would not be validated.
    pub(crate) fn check_extra(&self, value: Input, findings: &mut Findings) {
        let mut check = |object: &Object| {
            // Of the value that was read, because text that the wrapper has written may contain what cannot be sent.
            let size = object.to_json().len();
            if size > MAX_BYTES {
                findings.issue(Fault::too_long(MAX_BYTES, size));
            }
            for (name, _) in object.iter() {
                if self.field(name).or_else(|| self.field(&camel_case(name))).is_some() {
                    findings.at(PathStep::Member(name)).issue(IssueCode::ExtraKnownField.into());
                }
            }
        };
        match value {
            Input::Object(Members::Tree(object)) => check(object),
            Input::Json(json) => json_reader::read(json).object().into_iter().for_each(check),
            _ => {}
        }
    }
}
