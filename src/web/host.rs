//! The host's own parsers: a WHATWG URL parser in Rust would weigh more than everything else together.

use crate::Draft;
use crate::host::Url;

pub(crate) fn parse_url(text: &str) -> Option<Url> {
    let url = web_sys::Url::new(text).ok()?;
    Some(Url {
        host: url.host(),
        hostname: url.hostname(),
        has_query_or_fragment: !url.search().is_empty() || !url.hash().is_empty(),
        href: url.href(),
    })
}

/// The npm package hands over parsed JSON only.
#[cfg(not(feature = "web"))]
pub(crate) fn parse_json(_: &str) -> Option<Draft> {
    None
}

#[cfg(feature = "web")]
pub(crate) fn parse_json(text: &str) -> Option<Draft> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
}
