//! What the platform already has and this crate therefore does not ship: a WHATWG URL parser and a JSON parser.
//!
//! On wasm32-unknown-unknown both are the JavaScript host's own (but for URLs that a parser would not change, which
//! `url_fast_path.rs` reads); everywhere else they are the crates `url` and `serde_json`. Both sides run the same vectors.

#[cfg_attr(not(all(target_arch = "wasm32", target_os = "unknown")), path = "native.rs")]
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown", feature = "web"), path = "web.rs")]
#[cfg_attr(all(target_arch = "wasm32", target_os = "unknown", not(feature = "web")), path = "npm.rs")]
mod platform;

pub(crate) use platform::{from_serialize, now_ms, parse_json, parse_url};

#[cfg(all(target_arch = "wasm32", target_os = "unknown", not(any(feature = "__npm", feature = "web"))))]
compile_error!("on wasm32-unknown-unknown enable the feature `web`: it brings the host's URL and JSON");

/// A URL after WHATWG parsing.
pub(crate) struct Url {
    /// The serialisation, `URL.href`.
    pub(crate) href: String,
    /// Host and, where it is not the scheme's default, port: `URL.host`.
    pub(crate) host: String,
    /// The host alone, `URL.hostname`: a name in lower-case ASCII, an IPv4 address, or an IPv6 address in brackets.
    pub(crate) hostname: String,
    /// Whether there is a query or a fragment.
    pub(crate) has_query_or_fragment: bool,
}
