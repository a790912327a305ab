//! Harbor, which does not exist: one request, form-encoded, for a link without an expiry.

pub mod client;
mod create_session;
mod credentials;
mod onboard;
mod service;
mod webhook;

use super::customer_calls::CustomerCalls;
use super::{HostedPages, Provider};
use crate::rules::field::phone::PhoneRule;
use crate::rules::operation::Operation;

pub(super) static FORM_OPERATIONS: &[&Operation] = &[&create_session::OPERATION, &onboard::OPERATION];

pub(super) const HOSTED_PAGES: HostedPages = HostedPages { title: "Harbor", return_people: false };

pub(super) const OPTIONS: &[&str] = &["apiKey", "baseUrl", "webhookSecret"];

pub(super) static PROVIDER: Provider = Provider {
    service: &service::SERVICE,
    form_operations: FORM_OPERATIONS,
    endpoints: &[&create_session::ENDPOINT],
    onboarding: &onboard::FLOW,
    // It has no other request.
    customers: &CustomerCalls {
        id_field: "customerId",
        read: &create_session::ENDPOINT,
        link: &create_session::ENDPOINT,
    },
    webhook: &webhook::WEBHOOK,
    contact_codes: None,
    advice: |_| None,
};

static PHONE: PhoneRule = PhoneRule { min: 7, max: 15, leading_zero: false, pattern: "^\\+[1-9][0-9]{6,14}$" };
