//! For Rust callers on wasm32 (feature `web`): the URL and JSON parsers of the JavaScript host.

use super::Url;
use crate::value::untrusted::UntrustedValue;

pub(crate) fn parse_url(text: &str) -> Option<Url> {
    let url = web_sys::Url::new(text).ok()?;
    Some(Url {
        host: url.host(),
        hostname: url.hostname(),
        has_query_or_fragment: !url.search().is_empty() || !url.hash().is_empty(),
        href: url.href(),
    })
}

pub(crate) fn parse_json(text: &str) -> Option<UntrustedValue<'static>> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
}
