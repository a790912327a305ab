//! Bridge: the first request returns a hosted KYC link with an id and a status, and a link to the terms of service; the
//! customer comes later. Documents: Bridge's OpenAPI description of September 2026, and the pages of
//! apidocs.bridge.xyz.
//!
//! It has two hosts, a key in a header of its own, an idempotency key for every create, names in snake case, links
//! whose lifetime it does not tell, and three shapes of error responses.

pub mod client;
mod create_kyc_link;
mod credentials;
mod errors;
mod fields;
mod get_customer;
mod get_customer_kyc_link;
mod get_kyc_link;
mod get_tos_link;
mod kyc_link;
mod list_kyc_links;
mod onboard;
mod preparation;
mod presentation;
mod requirement;
mod service;
mod status;
mod transliteration;
mod webhook;

use super::customer_calls::{CustomerCalls, Product, Search};
use super::{HostedPages, Provider};
use crate::client::customer::Status;
use crate::rules::operation::Operation;
use crate::rules::person_fields::PersonFields;

pub(super) static FORM_OPERATIONS: &[&Operation] = &[&create_kyc_link::OPERATION, &onboard::OPERATION];

/// Its pages send people to the `redirectUri` of the link.
pub(super) const HOSTED_PAGES: HostedPages = HostedPages { title: "Bridge", return_people: true, may_be_framed: true };

/// The members of its configuration in `types.d.ts`, and of `handler`.
pub(super) const OPTIONS: &[&str] = &["apiKey", "environment", "baseUrl", "endorsements", "webhookPublicKey"];

pub(super) static PROVIDER: Provider = Provider {
    service: &service::SERVICE,
    form_operations: FORM_OPERATIONS,
    endpoints: &[
        &create_kyc_link::ENDPOINT,
        &get_kyc_link::ENDPOINT,
        &list_kyc_links::ENDPOINT,
        &get_customer::ENDPOINT,
        &get_customer_kyc_link::ENDPOINT,
        &get_tos_link::ENDPOINT,
    ],
    onboarding: &onboard::FLOW,
    // A link stays the same, so that the same request returns the status and the link.
    customers: &CustomerCalls {
        id_field: "kycLinkId",
        read: &get_kyc_link::ENDPOINT,
        link: &get_kyc_link::ENDPOINT,
        token: None,
        can_renew: true,
        details: Some(&get_customer::ENDPOINT),
        product: Some(Product {
            option: "endorsements",
            link: &get_customer_kyc_link::ENDPOINT,
            field: "endorsement",
            terms: &get_tos_link::ENDPOINT,
        }),
        is_revocable: true,
        reasons: &[Status::Rejected],
        settings: &["endorsements"],
        by_email: Some(Search { list: &list_kyc_links::ENDPOINT, field: "email" }),
        by_reference: None,
    },
    person_fields: PersonFields::NONE,
    webhook: &webhook::WEBHOOK,
    contact_codes: None,
    agreements: None,
    presentation: presentation::of,
    preparation: [&preparation::INDIVIDUAL, &preparation::BUSINESS],
    advice: |_| None,
};
