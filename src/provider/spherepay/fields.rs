//! Fields that several operations have, and paths below a customer.

use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::field::phone;
use crate::rules::issue::Words;
use crate::value::untrusted::Object;

/// `type`, wherever it stands.
pub(super) const CUSTOMER_TYPE: Words = &["individual", "business"];

/// The schema's `^\+(?:[0-9]){6,14}[0-9]$`: 7 to 15 digits, the first of which may be 0.
pub(super) static PHONE: phone::Rule = phone::Rule { min: 7, max: 15, leading_zero: true, pattern: "^\\+[0-9]{7,15}$" };

/// The path parameter's pattern. Production ids are 32 hexadecimal digits long, the documents' own are shorter.
pub(super) static CUSTOMER_ID: Pattern = Pattern {
    source: "^customer_[a-z0-9]+$",
    matches: |id| {
        let rest = id.strip_prefix("customer_").unwrap_or_default();
        is_made_of(rest, 1, usize::MAX, "abcdefghijklmnopqrstuvwxyz0123456789")
    },
};

/// The path of what belongs to the customer that the input names.
pub(super) fn path(input: &Object, rest: &str) -> Option<String> {
    Some(["/v2/customer/", input.text("customerId")?, rest].concat())
}
