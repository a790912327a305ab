//! The host's own parsers: a WHATWG URL parser in Rust would weigh more than everything else together.

#[cfg(not(feature = "web"))]
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Draft;
use crate::host::Url;

// One function of ours and not web-sys: it crosses the border once, and nothing else of two large crates is needed.
#[cfg(not(feature = "web"))]
#[wasm_bindgen(raw_module = "./lib/host.js")]
extern "C" {
    #[wasm_bindgen(js_name = "parseUrl")]
    fn parse_url_on_host(text: &str) -> String;
}

#[cfg(not(feature = "web"))]
pub(crate) fn parse_url(text: &str) -> Option<Url> {
    let lines = parse_url_on_host(text);
    let mut lines = lines.split('\n').map(str::to_owned);
    Some(Url {
        href: lines.next().filter(|href| !href.is_empty())?,
        host: lines.next()?,
        hostname: lines.next()?,
        has_query_or_fragment: !lines.next()?.is_empty(),
    })
}

#[cfg(feature = "web")]
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
pub(crate) fn parse_json(_: &str) -> Option<Draft<'static>> {
    None
}

#[cfg(feature = "web")]
pub(crate) fn parse_json(text: &str) -> Option<Draft<'static>> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
}
