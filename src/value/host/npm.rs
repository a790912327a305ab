//! In the npm package: the URL parser and the Unicode normalization of the JavaScript host. Either in Rust would be larger
//! than the rest of the module.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

use serde::Serialize;

use super::{TextForm, Url};
use crate::value::text::decode;
use crate::value::untrusted::UntrustedValue;

// A function of this package instead of web-sys, so that only numbers cross the boundary.
#[wasm_bindgen(raw_module = "./module/wasm/host.js")]
extern "C" {
    /// Parses the URL at an address in memory, writes its parts to the buffer of `alloc_host_input`, and returns their
    /// length in bytes.
    #[wasm_bindgen(js_name = "parseUrl")]
    fn parse_url_on_host(text: *const u8, bytes: usize) -> usize;

    /// Normalizes the text at an address in memory to the form with this number, and returns it likewise.
    #[wasm_bindgen(js_name = "normalizeText")]
    fn normalize_on_host(text: *const u8, bytes: usize, form: usize) -> usize;
}

thread_local! {
    static PARTS: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Allocates the buffer for what the host returns, and returns the address where the host writes it.
#[wasm_bindgen]
#[expect(unreachable_pub, reason = "wasm_bindgen exports what is `pub`")]
pub fn alloc_host_input(bytes: usize) -> *const u8 {
    let mut parts = PARTS.take();
    parts.resize(bytes, 0);
    let start = parts.as_ptr();
    PARTS.set(parts);
    start
}

/// Parses a URL with the host, which returns four lines: `href`, `hostname`, `host`, and one that is not empty if there
/// is a query or a fragment. For a string that is not a URL it returns nothing.
pub(crate) fn parse_url(text: &str) -> Option<Url> {
    let bytes = parse_url_on_host(text.as_ptr(), text.len());
    let parts = PARTS.take();
    let mut lines = decode(parts.get(..bytes)?).split('\n').map(str::to_owned);
    Some(Url {
        href: lines.next().filter(|href| !href.is_empty())?,
        hostname: lines.next()?,
        host: lines.next()?,
        has_query_or_fragment: !lines.next()?.is_empty(),
    })
}

pub(crate) fn normalize_text(text: &str, form: TextForm) -> String {
    let bytes = normalize_on_host(text.as_ptr(), text.len(), form as usize);
    let normal = PARTS.take();
    normal.get(..bytes).map_or(text, decode).to_owned()
}

/// Never parses: JavaScript passes parsed JSON only.
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

/// The wrapper measures how long a call takes.
pub(crate) fn monotonic_ms() -> i64 {
    i64::MAX
}

/// The wrapper makes the keys.
pub(crate) fn random_bytes<const N: usize>() -> Option<[u8; N]> {
    None
}
