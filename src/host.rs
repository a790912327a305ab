//! What the platform already has and this crate therefore does not ship: a WHATWG URL parser and a JSON parser.
//!
//! On wasm32-unknown-unknown both are the JavaScript host's own (but for URLs that a parser would not change, which
//! `src/plain_url.rs` reads); everywhere else they are the `url` and `serde_json`
//! crates. Both sides run the same vectors.

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use crate::web::host::{parse_json, parse_url};

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) use native::{parse_json, parse_url};

#[cfg(all(target_arch = "wasm32", target_os = "unknown", not(any(feature = "js", feature = "web"))))]
compile_error!("on wasm32-unknown-unknown enable the feature `web`: it brings the host's URL and JSON");

/// A URL after WHATWG parsing.
pub(crate) struct Url {
    /// The serialisation, `URL.href`.
    pub(crate) href: String,
    /// Host and, where it is not the scheme's default, port: `URL.host`.
    #[cfg(feature = "client")]
    pub(crate) host: String,
    /// The host alone, `URL.hostname`: a name in lower-case ASCII, an IPv4 address, or an IPv6 address in brackets.
    pub(crate) hostname: String,
    /// Whether there is a query or a fragment.
    #[cfg(feature = "client")]
    pub(crate) has_query_or_fragment: bool,
}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
mod native {
    use super::Url;
    use crate::Draft;

    pub(crate) fn parse_json(text: &str) -> Option<Draft<'static>> {
        serde_json::from_str(text).ok()
    }

    pub(crate) fn parse_url(text: &str) -> Option<Url> {
        let url = url::Url::parse(text).ok()?;
        let hostname = url.host_str().unwrap_or_default().to_owned();
        #[cfg(feature = "client")]
        let host = match url.port() {
            Some(port) => format!("{hostname}:{port}"),
            None => hostname.clone(),
        };
        Some(Url {
            #[cfg(feature = "client")]
            host,
            hostname,
            #[cfg(feature = "client")]
            has_query_or_fragment: url.query().is_some_and(|q| !q.is_empty())
                || url.fragment().is_some_and(|f| !f.is_empty()),
            href: url.into(),
        })
    }
}
