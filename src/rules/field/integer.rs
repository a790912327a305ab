//! Integers, as in query parameters. The bounds come from the providers' documents, or from 32 bits if these state
//! none.

use crate::rules::findings::Findings;
use crate::rules::issue::{Fault, IssueCode, Params};
use crate::value::input::Input;

/// The bounds of an integer.
///
/// ```
/// use kyclink::{Kind, operation};
/// let list = operation("spherepay.listCustomers").expect("registered");
/// let page = list.shape.fields.iter().find(|field| field.name == "page").expect("a field");
/// assert!(matches!(page.kind, Kind::Integer(range) if range.min == 1));
/// ```
pub struct Range {
    /// The minimum.
    pub min: u32,
    /// The maximum.
    pub max: u32,
}

pub(crate) fn check(value: Input, range: &Range, findings: &mut Findings) {
    let Some(number) = value.integer() else {
        return findings.issue(Fault::invalid_type("integer"));
    };
    if !(i64::from(range.min)..=i64::from(range.max)).contains(&number) {
        let params = Params::Counts([range.min as usize, range.max as usize]);
        findings.issue(Fault { code: IssueCode::NumberRange, params });
    }
}
