//! The host's own parsers: a WHATWG URL parser in Rust would weigh more than everything else together.

#[cfg(not(feature = "web"))]
use std::cell::RefCell;

#[cfg(not(feature = "web"))]
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Draft;
#[cfg(not(feature = "web"))]
use crate::ascii::split;
use crate::host::Url;

// One function of ours and not web-sys, and numbers only, as everywhere at this border.
#[cfg(not(feature = "web"))]
#[wasm_bindgen(raw_module = "./lib/host.js")]
extern "C" {
    /// Asks for the parts of the URL that is written at that place, and answers how many bytes they have.
    #[wasm_bindgen(js_name = "parseUrl")]
    fn parse_url_on_host(text: *const u8, bytes: usize) -> usize;
}

#[cfg(not(feature = "web"))]
thread_local! {
    static PARTS: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where the host writes what it was asked for: room for so many bytes.
#[cfg(not(feature = "web"))]
#[wasm_bindgen]
#[expect(unreachable_pub, reason = "wasm_bindgen exports what is `pub`")]
pub fn host_room(bytes: usize) -> *const u8 {
    PARTS.with_borrow_mut(|parts| {
        parts.resize(bytes, 0);
        parts.as_ptr()
    })
}

/// `href`, `hostname`, `host` and whether there is a query or fragment, one a line; nothing where it is no URL.
#[cfg(not(feature = "web"))]
pub(crate) fn parse_url(text: &str) -> Option<Url> {
    #[cfg(feature = "client")]
    if let Some(url) = crate::plain_url::read(text) {
        return Some(url);
    }
    let bytes = parse_url_on_host(text.as_ptr(), text.len());
    let parts = PARTS.take();
    let text = parts.get(..bytes)?.utf8_chunks().next()?.valid();
    let mut lines = split(text, b'\n').map(str::to_owned);
    Some(Url {
        href: lines.next().filter(|href| !href.is_empty())?,
        hostname: lines.next()?,
        #[cfg(feature = "client")]
        host: lines.next()?,
        #[cfg(feature = "client")]
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
