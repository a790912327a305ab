//! For Rust callers on wasm32 (feature `web`): the parsers, the clocks and the random numbers of the JavaScript host.

#[path = "surrogates.rs"]
mod surrogates;

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{TextForm, Url};
use crate::value::untrusted::UntrustedValue;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    fn performance_now() -> Result<f64, JsValue>;
}

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
    let parse = |text: &str| serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok();
    surrogates::parse_with(text, parse).or_else(|| parse(text))
}

pub(crate) fn normalize_text(text: &str, form: TextForm) -> String {
    let form = if form == TextForm::Nfc { "NFC" } else { "NFKC" };
    js_sys::JsString::from(text).normalize(form).into()
}

/// Any value that serde can write, as an untrusted value; `None` if JSON cannot carry it.
pub(crate) fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Option<UntrustedValue<'static>> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    serde_wasm_bindgen::from_value(value).ok()
}

/// Milliseconds since 1970-01-01 UTC.
pub(crate) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds since some moment, by a clock that never jumps; by the other one where the host has none.
pub(crate) fn monotonic_ms() -> i64 {
    performance_now().map_or_else(|_| now_ms(), |ms| ms as i64)
}

/// Unpredictable bytes of `crypto.getRandomValues`; `None` where the host has none.
pub(crate) fn random_bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}
