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
mod customer;
#[cfg(feature = "client")]
mod webhook;

use super::Provider;
use crate::field::pattern::Pattern;
use crate::field::phone;

pub(super) static PROVIDER: Provider = Provider {
    name: "grid",
    operations: &[&create_customer::OPERATION, &create_kyc_link::OPERATION, &onboard::OPERATION],
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

/// The schema's `^\+[1-9]\d{1,14}$`.
static PHONE: phone::Rule = phone::Rule { min: 2, max: 15, leading_zero: false };

/// `Customer:<uuid>` in every document; the schema says `string`. Whatever it is, it stays one segment of the path.
static CUSTOMER_ID: Pattern = Pattern {
    source: "^(?!\\.{1,2}$)[A-Za-z0-9:._~-]{1,128}$",
    matches: |id| {
        (1..=128).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b":._~-".contains(&b))
            && id != "."
            && id != ".."
    },
};
