//! Harbor, which does not exist: one call, form-encoded, for a link without an expiry.

mod create_session;
mod onboard;

#[cfg(feature = "client")]
mod client;

use super::Provider;
use crate::field::phone;

pub(super) static PROVIDER: Provider = Provider {
    name: "harbor",
    operations: &[&create_session::OPERATION, &onboard::OPERATION],
    #[cfg(feature = "client")]
    server_operations: &[],
    #[cfg(feature = "client")]
    replays_keys: true,
    #[cfg(feature = "client")]
    advice: |_| None,
    #[cfg(feature = "client")]
    account: client::account,
    #[cfg(feature = "client")]
    complaint: client::complaint,
    #[cfg(feature = "client")]
    to_input: onboard::to_input,
    #[cfg(feature = "client")]
    names: onboard::NAMES,
    #[cfg(feature = "client")]
    list_of: onboard::list_of,
    #[cfg(feature = "client")]
    onboard: onboard::run,
    #[cfg(feature = "client")]
    webhook: &client::WEBHOOK,
};

static PHONE: phone::Rule =
    phone::Rule { min: 7, max: 15, leading_zero: false, pattern: "^\\+[1-9][0-9]{6,14}$" };
