//! The host's own parsers: a WHATWG URL parser in Rust would weigh more than everything else together.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::Draft;
use crate::host::Url;

// Declared here and not taken from web-sys: these five names are all that is needed of two large crates.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = "URL")]
    type HostUrl;
    #[wasm_bindgen(constructor, catch, js_class = "URL")]
    fn new(text: &str) -> Result<HostUrl, wasm_bindgen::JsValue>;
    #[wasm_bindgen(method, getter)]
    fn href(this: &HostUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn host(this: &HostUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn hostname(this: &HostUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn search(this: &HostUrl) -> String;
    #[wasm_bindgen(method, getter)]
    fn hash(this: &HostUrl) -> String;
}

pub(crate) fn parse_url(text: &str) -> Option<Url> {
    let url = HostUrl::new(text).ok()?;
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
