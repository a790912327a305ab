//! SpherePay: hosted KYC links at Sumsub. Documents: docs.spherepay.co, the API reference in its versions of April
//! 2025, mid-2025, 2026 and July 2026.
//!
//! It has two hosts, a bearer key, alpha-3 countries, ISO 3166-2 states and five shapes of error responses.

mod address;
pub mod client;
mod create_customer;
mod create_customer_via_link;
mod create_kyc_link;
mod create_tos_link;
mod credentials;
mod customer;
mod errors;
mod example;
mod fields;
mod get_customer;
mod link;
mod list_customers;
mod onboard;
mod preparation;
mod presentation;
mod requirement;
mod service;
mod webhook;

pub use example::EXAMPLE;

use super::customer_calls::{CustomerCalls, Search};
use super::{HostedPages, Provider};
use crate::rules::operation::Operation;
use crate::rules::person_fields::PersonFields;

pub(super) static FORM_OPERATIONS: &[&Operation] =
    &[&create_customer_via_link::OPERATION, &create_kyc_link::OPERATION, &onboard::OPERATION];

/// Its pages do not send people back: the API takes no return address (API reference, July 2026).
pub(super) const HOSTED_PAGES: HostedPages =
    HostedPages { title: "SpherePay", return_people: false, may_be_framed: false };

/// The members of its configuration in `types.d.ts`, and of `handler`.
pub(super) const OPTIONS: &[&str] = &["apiKey", "environment", "baseUrl", "profiles", "webhookSecret"];

pub(super) static PROVIDER: Provider = Provider {
    service: &service::SERVICE,
    form_operations: FORM_OPERATIONS,
    endpoints: &[
        &create_customer_via_link::ENDPOINT,
        &create_kyc_link::ENDPOINT,
        &create_customer::ENDPOINT,
        &get_customer::ENDPOINT,
        &list_customers::ENDPOINT,
        &create_tos_link::ENDPOINT,
    ],
    onboarding: &onboard::FLOW,
    customers: &CustomerCalls {
        id_field: "customerId",
        read: &get_customer::ENDPOINT,
        link: &create_kyc_link::ENDPOINT,
        token: None,
        can_renew: true,
        details: None,
        product: None,
        is_revocable: false,
        reasons: &[],
        settings: &["profiles"],
        by_email: Some(Search { list: &list_customers::ENDPOINT, field: "email" }),
        by_reference: None,
    },
    person_fields: PersonFields::NONE,
    webhook: &webhook::WEBHOOK,
    contact_codes: None,
    agreements: None,
    presentation: presentation::of,
    preparation: [&preparation::INDIVIDUAL, &preparation::BUSINESS],
    advice: customer::advice,
};
