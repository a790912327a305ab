//! Fields and paths that several operations use.

use crate::client::field_names::{FieldNames, translate};
use crate::rules::field::open;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::shape::{Field, Kind};
use crate::rules::words::{Words, words};
use crate::value::text::camel_case;
use crate::value::untrusted::Object;

/// Members of the request's body that kyclink does not know, such as a new field of the provider: any JSON, at most 16
/// KiB, sent after all others.
pub(super) const EXTRA: Field = Field::optional("extra", Kind::Open(&open::DEEP));

/// Whether a customer is a person or a company.
pub(super) const CUSTOMER_TYPE: Words = words!["individual", "business"];

/// The schema `Id` has 1 to 42 characters and the pattern `[a-z0-9]*`, without anchors, but calls an id a UUID, and the
/// examples have underscores. The pattern keeps an id in one segment of a path.
pub(super) static ID: Pattern = Pattern {
    source: "^[A-Za-z0-9_-]{1,42}$",
    matches: |id| is_made_of(id, 1, 42, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')),
};

/// The customer's id: 1 to 42 letters, digits, hyphens or underscores.
pub(super) const CUSTOMER: Field = Field::required("customerId", Kind::CustomerId(&ID));

/// Where the person goes after the hosted flow: an https URL on a public host. http is for loopback hosts only.
pub(super) const REDIRECT_URI: Field = Field::optional("redirectUri", Kind::RedirectUri);

/// The names of our fields on the wire.
const WIRE_NAMES: FieldNames = &[
    ("full_name", "fullName"),
    ("transliterated_first_name", "transliteratedFirstName"),
    ("transliterated_middle_name", "transliteratedMiddleName"),
    ("transliterated_last_name", "transliteratedLastName"),
    ("transliterated_business_legal_name", "transliteratedBusinessLegalName"),
    ("email", "email"),
    ("type", "type"),
    ("endorsements", "endorsements"),
    ("endorsement", "endorsement"),
    ("redirect_uri", "redirectUri"),
    ("customer_id", "customerId"),
    ("starting_after", "startingAfter"),
    ("ending_before", "endingBefore"),
    ("limit", "limit"),
];

/// Returns an input under the names of the wire.
pub(super) fn to_wire<'a>(input: &Object<'a>) -> Object<'a> {
    translate(input, WIRE_NAMES)
}

/// Returns our name for a field of the wire, whose name may be a path such as `address.city`.
pub(super) fn from_wire(name: &str) -> String {
    // The parameters of paths are written differently.
    let name = match name {
        "customerID" => "customer_id",
        "kycLinkID" => "kyc_link_id",
        name => name,
    };
    camel_case(name)
}

/// Returns a path below the customer of the input.
pub(super) fn customer_path(input: &Object, rest: &str) -> Option<String> {
    Some(["/customers/", input.text("customerId")?, rest].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_wire_become_ours() {
        for (wire, name) in WIRE_NAMES {
            assert_eq!(from_wire(wire), *name);
        }
        for (wire, name) in [
            ("address.postal_code", "address.postalCode"),
            ("kycLinkID", "kycLinkId"),
            ("customerID", "customerId"),
            ("", ""),
            ("_", ""),
            ("a__b", "aB"),
            ("\u{e4}_\u{f6}", "\u{e4}\u{f6}"),
        ] {
            assert_eq!(from_wire(wire), name);
        }
    }
}
