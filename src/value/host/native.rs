//! Outside JavaScript hosts: the crates `url` and `serde_json`.

use super::Url;
use crate::value::untrusted::UntrustedValue;

pub(crate) fn parse_json(text: &str) -> Option<UntrustedValue<'static>> {
    serde_json::from_str(text).ok()
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
