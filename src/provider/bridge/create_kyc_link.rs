//! `POST /kyc_links`: creates the hosted KYC link of a person or business, and the link to the terms of service.
//!
//! Bridge has been seen to refuse a second link for an email address with a 400 `duplicate_record`, which contains the
//! existing link to anyone who posts the address; kyclink reports it as `conflict` and never reads that link.
//!
//! - Documents: `CreateKycLinks` and `IndividualKycLinkResponse` in Bridge's OpenAPI description of September 2026;
//!   `duplicate_record` only in public client code.
//! - Retry: with the same key. Bridge requires `Idempotency-Key` and replays its first response to the same body for 24
//!   hours.

use super::fields::{CUSTOMER_TYPE, EXTRA, REDIRECT_URI, to_wire};
use super::kyc_link;
use super::service::SERVICE;
use super::transliteration;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::field::person_name::PersonName;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, NormalForm, Shape};
use crate::rules::words::{Words, words};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "bridge.createKycLink", shape: &SHAPE };

/// ```ts
/// const link = await client.createKycLink({ type: "individual", email: "jane@example.com", fullName: "Jane Smith" });
/// ```
static SHAPE: Shape = Shape {
    cross_field_rule: Some(|input, field, is_given, _| {
        transliteration::check(input, field, is_given, &[input.get("fullName")])
    }),
    ..Shape::new(&[
        /// Given and family name, or the legal name of the business.
        Field::optional("fullName", Kind::Text { max: None }).named(PersonName::Full).written_in(NormalForm::Latin1),
        transliteration::FIRST_NAME,
        transliteration::MIDDLE_NAME,
        transliteration::LAST_NAME,
        transliteration::LEGAL_NAME,
        /// Email address, at most 254 characters. Bridge has been seen to refuse a second link for an address.
        Field::required("email", Kind::Email),
        /// Whether the customer is a person or a company.
        Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
        ENDORSEMENTS,
        REDIRECT_URI,
        EXTRA,
    ])
};

/// The products for which the customer is to be approved. Some of them make the hosted flow ask for more.
pub(super) const ENDORSEMENTS: Field = Field::optional("endorsements", Kind::List(&Kind::Choice(ENDORSEMENT)));

/// A product for which Bridge approves a customer.
const ENDORSEMENT: Words =
    words!["base", "cards", "cop", "faster_payments", "pix", "pix_onramp", "pix_offramp", "sepa", "spei"];

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::CreatesOncePerKey, request, kyc_link::parse_created)
        .reads(kyc_link::FIELDS);

pub(super) type Returned = kyc_link::Link;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::post("/kyc_links").json(&to_wire(input)))
}
