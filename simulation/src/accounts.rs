//! The accounts at the providers: their addresses and credentials, and which of them a person gets.

use crate::own_providers;
use crate::server::Handler;

pub(crate) mod bridge {
    pub(crate) const BASE: &str = "https://api.sandbox.bridge.xyz/v0";
    pub(crate) const KEY: &str = "sk-test-f00d00000000000000000000";
    /// How each id of a link begins, and each of a customer.
    pub(crate) const LINK_ID: &str = "b41d9e00-";
    pub(crate) const CUSTOMER_ID: &str = "c0570a00-";
}

pub(crate) mod grid {
    pub(crate) const BASE: &str = "https://api.lightspark.com/grid/2025-10-13";
    pub(crate) const CLIENT_ID: &str = "simulated";
    pub(crate) const CLIENT_SECRET: &str = "feed0000000000000000";
}

pub(crate) mod spherepay {
    pub(crate) const BASE: &str = "https://api.sandbox.spherepay.co";
    pub(crate) const KEY: &str = "secret_beef0000000000000000000000000000";
}

/// Returns the provider that the hook of a handler chooses for a phone number.
pub(crate) fn provider_for(handler: &Handler, phone: &str) -> &'static str {
    let digit = phone.bytes().last().unwrap_or_default();
    let own = own_providers::NAMES.get(usize::from(digit / 2 % 4)).filter(|name| handler.has(name));
    match (digit, own) {
        (b'0' | b'2' | b'4' | b'6' | b'8', _) => "grid",
        (_, Some(name)) => name,
        (b'3' | b'7', _) => "bridge",
        _ => "spherepay",
    }
}
