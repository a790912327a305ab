//! SpherePay: hosted KYC links at Sumsub. Documents: docs.spherepay.co, API reference of July 2026.
//!
//! Two hosts, a bearer key, alpha-3 countries, ISO 3166-2 states, five shapes of errors.

mod address;
#[cfg(feature = "client")]
mod create_customer;
mod create_customer_via_link;
mod create_kyc_link;
mod onboard;

#[cfg(feature = "client")]
mod account;
#[cfg(feature = "client")]
mod complaint;
#[cfg(feature = "client")]
mod create_tos_link;
#[cfg(feature = "client")]
mod customer;
#[cfg(feature = "client")]
mod get_customer;
#[cfg(feature = "client")]
mod link;
#[cfg(feature = "client")]
mod list_customers;
#[cfg(feature = "client")]
mod webhook;

use super::Provider;
#[cfg(feature = "client")]
use crate::draft::Object;
use crate::field::choice::{Words, words};
use crate::field::pattern::{Pattern, is_made_of};
use crate::field::phone;

pub(super) static PROVIDER: Provider = Provider {
    name: "spherepay",
    operations: &[&create_customer_via_link::OPERATION, &create_kyc_link::OPERATION, &onboard::OPERATION],
    #[cfg(feature = "client")]
    server_operations: &[
        &create_customer::OPERATION,
        &get_customer::OPERATION,
        &list_customers::OPERATION,
        &create_tos_link::OPERATION,
    ],
    #[cfg(feature = "client")]
    replays_keys: false,
    #[cfg(feature = "client")]
    advice: customer::advice,
    #[cfg(feature = "client")]
    account: account::read,
    #[cfg(feature = "client")]
    complaint: complaint::read,
    #[cfg(feature = "client")]
    to_input: onboard::to_input,
    #[cfg(feature = "client")]
    names: onboard::NAMES,
    #[cfg(feature = "client")]
    list_of: onboard::list_of,
    #[cfg(feature = "client")]
    onboard: onboard::run,
    #[cfg(feature = "client")]
    webhook: &webhook::WEBHOOK,
};

/// `type`, wherever it stands.
static CUSTOMER_TYPE: Words = words!["individual", "business"];

/// The schema's `^\+(?:[0-9]){6,14}[0-9]$`: 7 to 15 digits, the first of which may be 0.
static PHONE: phone::Rule = phone::Rule { min: 7, max: 15, leading_zero: true, pattern: "^\\+[0-9]{7,15}$" };

/// The path parameter's pattern. Production ids are 32 hexadecimal digits long, the documents' own are shorter.
static CUSTOMER_ID: Pattern = Pattern {
    source: "^customer_[a-z0-9]+$",
    matches: |id| {
        let rest = id.strip_prefix("customer_").unwrap_or_default();
        is_made_of(rest, 1, usize::MAX, "abcdefghijklmnopqrstuvwxyz0123456789")
    },
};

/// The path of what belongs to the customer that the input names.
#[cfg(feature = "client")]
fn path(input: &Object, rest: &str) -> String {
    ["/v2/customer/", input.text("customerId").unwrap_or_default(), rest].concat()
}
