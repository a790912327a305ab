//! Fields and paths that several operations use.

use crate::rules::field::open;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::field::phone::PhoneRule;
use crate::rules::shape::{Field, Kind};
use crate::rules::words::{Words, words};
use crate::value::untrusted::Object;

/// Members of the request's body that kyclink does not know, such as a new field of the provider: any JSON, at most 16
/// KiB, sent after all others.
pub(super) const EXTRA: Field = Field::optional("extra", Kind::Open(&open::DEEP));

/// Whether a customer is a person or a company.
pub(super) const CUSTOMER_TYPE: Words = words!["individual", "business"];

/// The schema's `^\+(?:[0-9]){6,14}[0-9]$`: 7 to 15 digits, the first of which may be 0.
pub(super) static PHONE: PhoneRule = PhoneRule { min: 7, max: 15, leading_zero: true, pattern: "^\\+[0-9]{7,15}$" };

/// The pattern of the path parameter. Production ids have 32 hexadecimal digits; those in the documents are shorter.
pub(super) static CUSTOMER_ID: Pattern = Pattern {
    source: "^customer_[a-z0-9]+$",
    matches: |id| {
        let rest = id.strip_prefix("customer_").unwrap_or_default();
        is_made_of(rest, 1, usize::MAX, |b| matches!(b, b'a'..=b'z' | b'0'..=b'9'))
    },
};

/// The customer's id: `customer_` and lower-case letters or digits.
pub(super) const CUSTOMER: Field = Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID));

/// Returns a path below the customer of the input.
pub(super) fn path(input: &Object, rest: &str) -> Option<String> {
    Some(["/v2/customer/", input.text("customerId")?, rest].concat())
}
