//! The host platform's functions: a WHATWG URL parser, a JSON parser, Unicode normalization, two clocks and random numbers.
//!
//! On wasm32-unknown-unknown the JavaScript host has them: there, the standard library's clocks trap, and what it calls
//! random is the same in every instance. Everywhere else they come from the crates `url`, `serde_json`, `icu_normalizer`
//! and `getrandom` and the standard library. All parsers pass the same vectors.

#[cfg_attr(not(all(target_arch = "wasm32", target_os = "unknown")), path = "native.rs")]
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown", feature = "web"), path = "web.rs")]
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown", not(feature = "web")), path = "npm.rs")]
mod platform;

pub(crate) use platform::{from_serialize, monotonic_ms, normalize_text, now_ms, parse_json, parse_url, random_bytes};

#[cfg(all(target_arch = "wasm32", target_os = "unknown", not(any(feature = "__npm", feature = "web"))))]
compile_error!(
    "on wasm32-unknown-unknown enable the feature `web`: it provides the host's parsers, clocks and random numbers"
);

/// A normalization form of Unicode (UAX #15), by the number that the npm package passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextForm {
    /// Canonical composition.
    Nfc = 0,
    /// Compatibility composition: also `①` as `1`.
    Nfkc = 1,
}

/// The parts of a parsed URL, in WHATWG normal form.
pub(crate) struct Url {
    /// The whole URL, `URL.href`.
    pub(crate) href: String,
    /// The host, and the port if it is not the scheme's default: `URL.host`.
    pub(crate) host: String,
    /// The host without the port, `URL.hostname`: a name in lower-case ASCII, an IPv4 address, or an IPv6 address in
    /// brackets.
    pub(crate) hostname: String,
    /// Whether the URL has a query or a fragment that is not empty.
    pub(crate) has_query_or_fragment: bool,
}
