//! `PATCH /customers/{customerId}`: changes other details than the contacts, which `grid.updateContact` changes.
//!
//! `customerType` must be the customer's own. A given list replaces the customer's list. A 424 means that a service
//! behind Grid failed; the error says that it may be retried.
//!
//! - Documents: `updateCustomerById` in Grid's OpenAPI description 2025-10-13, as of August 2026.
//! - Retry: no. Sent again later, it would undo a change that was made in the meantime.

use super::fields::{CURRENCY, CUSTOMER, CUSTOMER_TYPE, EXTRA, body, path};
use super::service::SERVICE;
use super::{address, business_info, customer, terms_consent};
use crate::client::endpoint::request_template::RequestTemplate;
use crate::client::endpoint::{Endpoint, RetrySafety};
use crate::rules::field::country::Alphabet;
use crate::rules::field::date;
use crate::rules::field::person_name::PersonName;
use crate::rules::operation::Operation;
use crate::rules::shape::{Field, Kind, Shape};
use crate::value::untrusted::Object;

pub(super) static OPERATION: Operation = Operation { name: "grid.updateCustomer", shape: &SHAPE };

/// Use `grid.updateContact` for the email and phone. A list replaces the customer's list.
static SHAPE: Shape = Shape::new(&[
    CUSTOMER,
    /// The customer's type, which cannot be changed.
    Field::required("customerType", Kind::Choice(CUSTOMER_TYPE)),
    /// Given and family name, at most 250 characters.
    Field::optional("fullName", Kind::Text { max: Some(250) })
        .named(PersonName::Full)
        .when(&("customerType", "INDIVIDUAL")),
    /// Date of birth, `YYYY-MM-DD`.
    Field::optional("birthDate", date::BIRTH).when(&("customerType", "INDIVIDUAL")),
    /// ISO 3166-1 code, sent as alpha-2.
    Field::optional("nationality", Kind::Country(Alphabet::Alpha2)).when(&("customerType", "INDIVIDUAL")),
    /// Where the person lives, or where the business is registered.
    Field::optional("address", Kind::Object(&address::SHAPE)),
    /// The fields of the business's data that change.
    Field::optional("businessInfo", Kind::Object(&business_info::BUSINESS_INFO_UPDATE))
        .when(&("customerType", "BUSINESS")),
    /// ISO 4217 codes or tickers, in upper case.
    Field::optional("currencies", Kind::List(&CURRENCY)),
    /// ISO 3166-1 code, sent as alpha-2. Needed only if several of your regions offer the same currency.
    Field::optional("region", Kind::Country(Alphabet::Alpha2)),
    /// The customer's consent to the terms from `grid.getEndUserTerms`.
    Field::optional("endUserTermsConsent", Kind::Object(&terms_consent::SHAPE)),
    /// Further consents to agreements from `grid.listAgreements`.
    Field::optional("agreementConsents", terms_consent::AGREEMENT_CONSENTS),
    EXTRA,
]);

pub(super) static ENDPOINT: Endpoint =
    Endpoint::new(&OPERATION, &SERVICE, RetrySafety::NeverRetry, request, customer::parse_update_response)
        .reads(customer::FIELDS);

pub(super) type Returned = crate::client::customer::Customer;

fn request(input: &Object) -> Option<RequestTemplate> {
    Some(RequestTemplate::patch(path(input, "")?).json(&body(input)))
}
