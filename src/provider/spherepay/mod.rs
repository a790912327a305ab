//! SpherePay: hosted KYC links at Sumsub. Documents: docs.spherepay.co, API reference of July 2026.
//!
//! Two hosts, a bearer key, alpha-3 countries, ISO 3166-2 states, five shapes of errors.

mod address;
mod create_customer_via_link;
mod create_kyc_link;
mod onboard;

#[cfg(feature = "client")]
mod account;
#[cfg(feature = "client")]
mod complaint;
#[cfg(feature = "client")]
mod link;
#[cfg(feature = "client")]
mod webhook;

use super::Provider;
use crate::field::pattern::Pattern;
use crate::field::phone;

pub(super) static PROVIDER: Provider = Provider {
    name: "spherepay",
    operations: &[&create_customer_via_link::OPERATION, &create_kyc_link::OPERATION, &onboard::OPERATION],
    #[cfg(feature = "client")]
    account: account::read,
    #[cfg(feature = "client")]
    complaint: complaint::read,
    #[cfg(feature = "client")]
    to_input: onboard::to_input,
    #[cfg(feature = "client")]
    names: onboard::NAMES,
    #[cfg(feature = "client")]
    onboard: onboard::run,
    #[cfg(feature = "client")]
    webhook: &webhook::WEBHOOK,
};

/// `type`, wherever it stands.
static CUSTOMER_TYPE: &[&str] = &["individual", "business"];

/// The schema's `^\+(?:[0-9]){6,14}[0-9]$`: 7 to 15 digits, the first of which may be 0.
static PHONE: phone::Rule = phone::Rule { min: 7, max: 15, leading_zero: true };

/// The path parameter's pattern. Production ids are 32 hexadecimal digits long, the documents' own are shorter.
static CUSTOMER_ID: Pattern = Pattern {
    source: "^customer_[a-z0-9]+$",
    matches: |id| {
        id.strip_prefix("customer_")
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
    },
};
