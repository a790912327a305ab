//! On wasm32 in the npm package: the URL parser of the JavaScript host. One in Rust would weigh more than everything else
//! together.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

use serde::Serialize;

use super::Url;
use crate::value::untrusted::UntrustedValue;
use crate::value::url_fast_path;

// One function of ours and not web-sys, so that only numbers cross the boundary.
#[wasm_bindgen(raw_module = "./lib/host.js")]
extern "C" {
    /// Parses the URL that is written at that place, and returns how many bytes its parts have.
    #[wasm_bindgen(js_name = "parseUrl")]
    fn parse_url_on_host(text: *const u8, bytes: usize) -> usize;
}

thread_local! {
    static PARTS: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Makes room for the parts of a URL, and returns where the host writes them.
#[wasm_bindgen]
#[expect(unreachable_pub, reason = "wasm_bindgen exports what is `pub`")]
pub fn alloc_host_input(bytes: usize) -> *const u8 {
    let mut parts = PARTS.take();
    parts.resize(bytes, 0);
    let start = parts.as_ptr();
    PARTS.set(parts);
    start
}

pub(crate) fn parse_url(text: &str) -> Option<Url> {
    url_fast_path::read(text).or_else(|| parse_on_host(text))
}

/// The host answers with `href`, `hostname`, `host` and whether there is a query or fragment, one a line; with nothing for
/// what is not a URL.
fn parse_on_host(text: &str) -> Option<Url> {
    let bytes = parse_url_on_host(text.as_ptr(), text.len());
    let parts = PARTS.take();
    let mut lines = std::str::from_utf8(parts.get(..bytes)?).ok()?.split('\n').map(str::to_owned);
    Some(Url {
        href: lines.next().filter(|href| !href.is_empty())?,
        hostname: lines.next()?,
        host: lines.next()?,
        has_query_or_fragment: !lines.next()?.is_empty(),
    })
}

/// The npm package hands over parsed JSON only.
pub(crate) fn parse_json(_: &str) -> Option<UntrustedValue<'static>> {
    None
}

/// The npm package hands over untrusted values only.
pub(crate) fn from_serialize<T: Serialize + ?Sized>(_: &T) -> Option<UntrustedValue<'static>> {
    None
}

/// The npm package passes the time with each call: without a clock, no date is in the future.
pub(crate) fn now_ms() -> i64 {
    i64::MAX
}
