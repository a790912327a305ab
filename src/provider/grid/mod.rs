//! Lightspark Grid: customers first, then a hosted link for each. Documents: the Grid API of 2025-10-13, as of
//! September 2026, and what its maintainers say of the answers that differ from them.
//!
//! One host, Basic credentials that choose the environment, alpha-2 countries, free-text states, two shapes of errors.

mod address;
mod business_info;
mod create_customer;
mod create_kyc_link;
mod enums;
mod onboard;
mod terms_consent;

#[cfg(feature = "client")]
mod account;
#[cfg(feature = "client")]
mod complaint;
#[cfg(feature = "client")]
mod config;
#[cfg(feature = "client")]
mod contact_codes;
#[cfg(feature = "client")]
mod customer;
#[cfg(feature = "client")]
mod end_user_terms;
#[cfg(feature = "client")]
mod get_customer;
#[cfg(feature = "client")]
mod list_customers;
#[cfg(feature = "client")]
mod update_contact;
#[cfg(feature = "client")]
mod update_customer;
#[cfg(feature = "client")]
mod verification;
#[cfg(feature = "client")]
mod webhook;

use super::Provider;
#[cfg(feature = "client")]
use crate::draft::Object;
use crate::field::choice::{Words, words};
use crate::field::pattern::{Pattern, is_made_of};
use crate::field::phone;

pub(super) static PROVIDER: Provider = Provider {
    name: "grid",
    operations: &[&create_customer::OPERATION, &create_kyc_link::OPERATION, &onboard::OPERATION],
    #[cfg(feature = "client")]
    server_operations: &[
        &get_customer::OPERATION,
        &list_customers::OPERATION,
        &update_contact::OPERATION,
        &update_customer::OPERATION,
        &contact_codes::SEND_EMAIL,
        &contact_codes::SEND_PHONE,
        &contact_codes::CONFIRM_EMAIL,
        &contact_codes::CONFIRM_PHONE,
        &end_user_terms::OPERATION,
        &config::OPERATION,
        &verification::CREATE,
        &verification::GET,
    ],
    #[cfg(feature = "client")]
    replays_keys: true,
    #[cfg(feature = "client")]
    advice: |_| None,
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

/// `CustomerType`
static CUSTOMER_TYPE: Words = words!["INDIVIDUAL", "BUSINESS"];

/// The schema's `^\+[1-9]\d{1,14}$`.
static PHONE: phone::Rule = phone::Rule { min: 2, max: 15, leading_zero: false, pattern: "^\\+[1-9][0-9]{1,14}$" };

/// `Customer:<uuid>` in every document; the schema says `string`. Whatever it is, it stays one segment of the path.
static CUSTOMER_ID: Pattern = Pattern {
    source: "^(?!\\.{1,2}$)[A-Za-z0-9:._~-]{1,128}$",
    matches: |id| {
        is_made_of(id, 1, 128, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._~-")
            && id != "."
            && id != ".."
    },
};

/// The path of what belongs to the customer that the input names.
#[cfg(feature = "client")]
fn path(input: &Object, rest: &str) -> String {
    ["/customers/", input.text("customerId").unwrap_or_default(), rest].concat()
}

/// The input without what stands in the path.
#[cfg(feature = "client")]
fn body<'a>(input: &Object<'a>) -> Object<'a> {
    let mut body = input.clone();
    body.remove("customerId");
    body
}
