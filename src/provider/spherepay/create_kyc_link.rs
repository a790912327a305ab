//! `POST /v2/customer/{customerId}/kyc-link`: creates another hosted link for a customer.
//!
//! Four documented versions share this path. Those of 2026 take no body, and then no Content-Type is sent: some servers
//! refuse an empty JSON body with a 400. Those of 2025 take the applicant as the body.
//!
//! - Documents: SpherePay's API reference of April 2025, mid-2025, early 2026 and July 2026 ("Regenerate KYC Link").
//! - Retry: yes. A second request creates another link and nothing else.

use super::fields::{CUSTOMER, CUSTOMER_TYPE, path};
use super::link;
use super::service::SERVICE;
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::field::person_name::PersonName;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "spherepay.createKycLink", shape: &SHAPE };

static SHAPE: Shape = Shape::new(&[
    CUSTOMER,
    /// The body for the API of 2025. Omit it for the current API, which takes no body.
    Field::optional("applicant", Kind::Object(&LINK_APPLICANT)),
]);

/// The applicant, as the API of 2025 takes it.
static LINK_APPLICANT: Shape = Shape::new(&[
    /// Whether the customer is a person or a company.
    Field::required("type", Kind::Choice(CUSTOMER_TYPE)),
    /// Given name.
    Field::required("firstName", Kind::Text { max: None }).named(PersonName::Given),
    /// Family name.
    Field::required("lastName", Kind::Text { max: None }).named(PersonName::FAMILY),
    /// Email address, at most 254 characters.
    Field::required("email", Kind::Email),
]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::Retryable, request, link::parse_response)
        .reads(link::FIELDS)
        .with_body_field("applicant");

pub(super) type Returned = crate::client::link::KycLink;

fn request(input: &Object) -> Option<RequestTemplate> {
    let request = RequestTemplate::post(path(input, "/kyc-link")?);
    Some(match input.get("applicant").and_then(|applicant| applicant.object()) {
        Some(applicant) => request.json(applicant),
        None => request,
    })
}
