//! Fields that several operations have, and paths below a customer.

use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::field::phone;
use crate::rules::issue::{Fault, IssueCode, Words};
use crate::value::untrusted::{Object, UntrustedValue};

/// `CustomerType`
pub(super) const CUSTOMER_TYPE: Words = &["INDIVIDUAL", "BUSINESS"];

/// The schema's `^\+[1-9]\d{1,14}$`.
pub(super) static PHONE: phone::Rule =
    phone::Rule { min: 2, max: 15, leading_zero: false, pattern: "^\\+[1-9][0-9]{1,14}$" };

/// `Customer:<uuid>` in every document; the schema says `string`. Whatever it is, it stays one segment of the path.
pub(super) static CUSTOMER_ID: Pattern = Pattern {
    source: "^(?!\\.{1,2}$)[A-Za-z0-9:._~-]{1,128}$",
    matches: |id| {
        is_made_of(id, 1, 128, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._~-")
            && id != "."
            && id != ".."
    },
};

/// The path of what belongs to the customer that the input names.
pub(super) fn path(input: &Object, rest: &str) -> Option<String> {
    Some(["/customers/", input.text("customerId")?, rest].concat())
}

/// The input without what stands in the path.
pub(super) fn body<'a>(input: &Object<'a>) -> Object<'a> {
    let mut body = input.clone();
    body.remove("customerId");
    body
}

/// A field whose value may be `OTHER`, and the one that then says what.
static DESCRIPTIONS: &[(&str, &str)] = &[
    ("sourceOfFundsCategories", "sourceOfFundsOtherDescription"),
    ("sourceOfWealthCategories", "sourceOfWealthOtherDescription"),
    ("purposeOfAccount", "purposeOfAccountOtherDescription"),
];

/// `OTHER` asks for a description (`CustomerEdd`, `BusinessInfo`).
pub(super) fn other_described(input: &Object, name: &str, is_given: bool) -> Option<Fault> {
    let (field, _) = DESCRIPTIONS.iter().find(|(_, description)| *description == name && !is_given)?;
    let is_other = |value: &UntrustedValue| value.text() == Some("OTHER");
    let value = input.get(field)?;
    (is_other(value) || value.list()?.iter().any(is_other)).then(|| IssueCode::Required.into())
}
