//! Fields, rules and paths that several operations use.

use crate::client::field_names::FieldNames;
use crate::rules::field::country::{Alphabet, Country};
use crate::rules::field::open;
use crate::rules::field::pattern::{Pattern, is_made_of};
use crate::rules::field::phone::PhoneRule;
use crate::rules::issue::{Fault, IssueCode, Params};
use crate::rules::shape::Fields;
use crate::rules::shape::{Field, Kind};
use crate::rules::words::{Words, words};
use crate::value::input::Input;
use crate::value::untrusted::Object;

/// Members of the request's body that kyclink does not know, such as a new field of the provider: any JSON, at most 16
/// KiB, sent after all others.
pub(super) const EXTRA: Field = Field::optional("extra", Kind::Open(&open::DEEP));

/// ISO 4217 codes and tickers such as `USDC`. Grid's command-line tool requires this form; the API refuses lower case.
pub(super) const CURRENCY: Kind = Kind::Pattern(&Pattern {
    source: "^[A-Z0-9]{2,10}$",
    matches: |code| is_made_of(code, 2, 10, |b| matches!(b, b'A'..=b'Z' | b'0'..=b'9')),
});

/// Whether a customer is a person or a business.
pub(super) const CUSTOMER_TYPE: Words = words!["INDIVIDUAL", "BUSINESS"];

/// The schema's `^\+[1-9]\d{1,14}$`.
pub(super) static PHONE: PhoneRule =
    PhoneRule { min: 2, max: 15, leading_zero: false, pattern: "^\\+[1-9][0-9]{1,14}$" };

/// The documents have `Customer:<uuid>`, the schema any string. The pattern keeps the id in one segment of the path.
pub(super) static CUSTOMER_ID: Pattern = Pattern {
    source: "^(?!\\.{1,2}$)[A-Za-z0-9:._~-]{1,128}$",
    matches: |id| {
        is_made_of(id, 1, 128, |b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'.' | b'_' | b'~' | b'-'))
            && id != "."
            && id != ".."
    },
};

/// The customer's id: `Customer:<uuid>`.
pub(super) const CUSTOMER: Field = Field::required("customerId", Kind::CustomerId(&CUSTOMER_ID));

/// Which field of an applicant fills which of a customer.
pub(super) const APPLICANT_NAMES: FieldNames = &[
    ("customerType", "type"),
    ("platformCustomerId", "reference"),
    ("region", "region"),
    ("currencies", "currencies"),
    ("email", "email"),
    ("phoneNumber", "phone"),
    ("endUserTermsConsent", "endUserTermsConsent"),
    ("agreementConsents", "agreementConsents"),
    ("fullName", "firstName"),
    ("birthDate", "birthDate"),
    ("nationality", "nationality"),
    ("address", "address"),
    ("businessInfo", "business"),
    ("redirectUri", "redirectUri"),
];

/// Returns a path below the customer of the input.
pub(super) fn path(input: &Object, rest: &str) -> Option<String> {
    Some(["/customers/", input.text("customerId")?, rest].concat())
}

/// Returns the input without the customer's id, which is in the path.
pub(super) fn body<'a>(input: &Object<'a>) -> Object<'a> {
    let mut body = input.clone();
    body.remove("customerId");
    body
}

/// A field whose value may be `OTHER`, and the field that then describes it.
static DESCRIPTIONS: &[(&str, &str)] = &[
    ("sourceOfFundsCategories", "sourceOfFundsOtherDescription"),
    ("sourceOfWealthCategories", "sourceOfWealthOtherDescription"),
    ("purposeOfAccount", "purposeOfAccountOtherDescription"),
];

/// Cross-field rule: a list of categories is not empty, and `OTHER` requires a description (`CustomerEdd`,
/// `BusinessInfo`).
pub(super) fn check_lists(input: &Fields, name: &str, is_given: bool) -> Option<Fault> {
    let is_empty = |value: Input| value.items().is_some_and(|mut items| items.next().is_none());
    if name.ends_with("Categories") && is_given && is_empty(input.get(name)) {
        return Some(IssueCode::Required.into());
    }
    other_described(input, name, is_given)
}

fn other_described(input: &Fields, name: &str, is_given: bool) -> Option<Fault> {
    let (field, _) = DESCRIPTIONS.iter().find(|(_, description)| *description == name && !is_given)?;
    let is_other = |value: Input| value.text() == Some("OTHER");
    let (field, value) = input.iter().find(|(given, _)| given.name == *field)?;
    // A record does not have the items of what must not be a list.
    let items = value.items().filter(|_| matches!(field.kind, Kind::List(_)));
    (is_other(value) || items?.any(is_other)).then(|| IssueCode::Required.into())
}

/// Cross-field rule: `idType` requires `identifier`, which only the United States issues; and [`check_lists`].
pub(super) fn check_customer(input: &Fields, name: &str, is_given: bool) -> Option<Fault> {
    let text = |name| input.get(name).text();
    match name {
        "identifier" if !is_given && input.has("idType") => Some(IssueCode::Required.into()),
        "countryOfIssuance" if is_given && text(name).is_some_and(is_other_country) => {
            Some(Fault { code: IssueCode::UnknownValue, params: Params::Words(words!["US"]) })
        }
        _ => check_lists(input, name, is_given),
    }
}

/// Whether this is the code of another country than the United States. What is no code has an issue of its own.
fn is_other_country(code: &str) -> bool {
    Country::parse(code).is_ok_and(|country| country.code(Alphabet::Alpha2) != "US")
}
