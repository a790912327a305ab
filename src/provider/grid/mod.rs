//! Lightspark Grid: a customer is created first, then a hosted link for it. Documents: the OpenAPI description of the
//! version 2025-10-13, as of August 2026, and its maintainers' statements about responses that differ from it.
//!
//! It has one host, Basic credentials that select the environment, alpha-2 countries, free-text states and two shapes
//! of error responses.

mod address;
mod agreements;
mod business_info;
pub mod client;
mod confirm_email;
mod confirm_phone;
mod contact_codes;
mod create_customer;
mod create_kyc_link;
mod create_verification;
mod credentials;
mod customer;
mod enums;
mod errors;
mod fields;
mod get_config;
mod get_customer;
mod get_end_user_terms;
mod get_verification;
mod list_agreements;
mod list_customers;
mod onboard;
mod preparation;
mod presentation;
mod region;
mod requirement;
mod send_email_code;
mod send_phone_code;
mod service;
mod terms_consent;
mod update_contact;
mod update_customer;
mod verification;
mod webhook;

use super::customer_calls::{CustomerCalls, Search};
use super::{HostedPages, Provider};
use crate::rules::operation::Operation;
use crate::rules::person_fields::PersonFields;

pub(super) static FORM_OPERATIONS: &[&Operation] =
    &[&create_customer::OPERATION, &create_kyc_link::OPERATION, &onboard::OPERATION];

/// Its pages send people to the `redirectUri` of the link.
pub(super) const HOSTED_PAGES: HostedPages =
    HostedPages { title: "Lightspark Grid", return_people: true, may_be_framed: false };

/// The members of its configuration in `types.d.ts`, and of `handler`.
pub(super) const OPTIONS: &[&str] =
    &["clientId", "clientSecret", "environment", "baseUrl", "webhookPublicKey", "personFields", "agreements"];

pub(super) static PROVIDER: Provider = Provider {
    service: &service::SERVICE,
    form_operations: FORM_OPERATIONS,
    endpoints: &[
        &create_customer::ENDPOINT,
        &create_kyc_link::ENDPOINT,
        &get_customer::ENDPOINT,
        &list_customers::ENDPOINT,
        &update_contact::ENDPOINT,
        &update_customer::ENDPOINT,
        &send_email_code::ENDPOINT,
        &send_phone_code::ENDPOINT,
        &confirm_email::ENDPOINT,
        &confirm_phone::ENDPOINT,
        &get_end_user_terms::ENDPOINT,
        &list_agreements::ENDPOINT,
        &get_config::ENDPOINT,
        &create_verification::ENDPOINT,
        &get_verification::ENDPOINT,
    ],
    onboarding: &onboard::FLOW,
    customers: &CustomerCalls {
        id_field: "customerId",
        read: &get_customer::ENDPOINT,
        link: &create_kyc_link::ENDPOINT,
        token: Some(&create_kyc_link::ENDPOINT),
        can_renew: true,
        details: None,
        product: None,
        is_revocable: false,
        reasons: &[],
        settings: &[],
        by_email: None,
        by_reference: Some(Search { list: &list_customers::ENDPOINT, field: "platformCustomerId" }),
    },
    // The catalogue of its own tests says that most platforms require `fullName`, which the schema does not.
    person_fields: PersonFields::NAMES,
    webhook: &webhook::WEBHOOK,
    contact_codes: Some(&contact_codes::CONTACT_CODES),
    agreements: Some(&agreements::AGREEMENTS),
    presentation: presentation::of,
    preparation: [&preparation::INDIVIDUAL, &preparation::BUSINESS],
    advice: |_| None,
};
