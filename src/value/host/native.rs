//! Outside JavaScript hosts: the crates `url`, `serde_json`, `icu_normalizer` and `getrandom`, and the clocks of the standard library.

#[path = "surrogates.rs"]
mod surrogates;

use std::sync::LazyLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use serde::Serialize;

use icu_normalizer::ComposingNormalizerBorrowed as Normalizer;

use super::{TextForm, Url};
use crate::value::untrusted::UntrustedValue;

pub(crate) fn parse_json(text: &str) -> Option<UntrustedValue<'static>> {
    let parse = |text: &str| serde_json::from_str(text).ok();
    parse(text).or_else(|| surrogates::parse_with(text, parse))
}

pub(crate) fn parse_url(text: &str) -> Option<Url> {
    let url = url::Url::parse(text).ok()?;
    let hostname = url.host_str().unwrap_or_default().to_owned();
    let host = match url.port() {
        Some(port) => format!("{hostname}:{port}"),
        None => hostname.clone(),
    };
    Some(Url {
        host,
        hostname,
        has_query_or_fragment: url.query().is_some_and(|q| !q.is_empty())
            || url.fragment().is_some_and(|f| !f.is_empty()),
        href: url.into(),
    })
}

pub(crate) fn normalize_text(text: &str, form: TextForm) -> String {
    let normalizer = match form {
        TextForm::Nfc => Normalizer::new_nfc(),
        TextForm::Nfkc => Normalizer::new_nfkc(),
    };
    normalizer.normalize(text).into_owned()
}

/// Any value that serde can write, as an untrusted value; `None` if JSON cannot carry it.
pub(crate) fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Option<UntrustedValue<'static>> {
    serde_json::from_value(serde_json::to_value(value).ok()?).ok()
}

/// Milliseconds since 1970-01-01 UTC.
pub(crate) fn now_ms() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds since some moment, by a clock that never jumps.
pub(crate) fn monotonic_ms() -> i64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    i64::try_from(START.elapsed().as_millis()).unwrap_or(i64::MAX)
}

/// Unpredictable bytes; `None` where the system has none.
pub(crate) fn random_bytes<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok().map(|()| bytes)
}
