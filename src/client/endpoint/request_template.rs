//! A request as its operation describes it: method, path, query and body, without base URL and headers.

use crate::client::http::Method;
use crate::value::json::Json;
use crate::value::untrusted::{Object, UntrustedValue};

/// A request without base URL and headers. A connection completes it.
pub(crate) struct RequestTemplate {
    pub(crate) method: Method,
    /// The path with the query, such as `/customers?limit=20`.
    pub(crate) path: String,
    pub(crate) body: Option<String>,
    /// Whether the caller's idempotency key is sent with it.
    pub(crate) takes_key: bool,
}

impl RequestTemplate {
    /// A POST without a body.
    pub(crate) fn post(path: impl Into<String>) -> Self {
        Self { method: Method::Post, path: path.into(), body: None, takes_key: true }
    }

    /// A PATCH without a body.
    pub(crate) fn patch(path: impl Into<String>) -> Self {
        Self { method: Method::Patch, takes_key: false, ..Self::post(path) }
    }

    /// A GET without a query.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::Get, takes_key: false, ..Self::post(path) }
    }

    /// Adds each field of a valid input as a query parameter. The fields are strings, numbers and booleans.
    pub(crate) fn query(mut self, input: &Object) -> Self {
        for (at, (name, value)) in input.iter().enumerate() {
            let value = match value {
                UntrustedValue::Text(text) => text.as_ref(),
                UntrustedValue::Number(number) => number.as_str(),
                UntrustedValue::Bool(true) => "true",
                _ => "false",
            };
            self.path.push(if at == 0 { '?' } else { '&' });
            self.path.push_str(name);
            self.path.push('=');
            percent_encode(value, &mut self.path);
        }
        self
    }

    /// The media type of the body, if there is one: all providers take JSON.
    pub(crate) fn content_type(&self) -> Option<&'static str> {
        self.body.is_some().then_some("application/json")
    }

    /// Sets the body to this object as JSON.
    /// Adds members to the body, after all others. None of them has the name of another (`extra_known_field`).
    pub(crate) fn extended_with(mut self, extra: Option<&UntrustedValue>) -> Self {
        let Some(extra) = extra.map(UntrustedValue::to_json).filter(|extra| extra != "{}") else { return self };
        let members = self.body.as_deref().and_then(|body| body.strip_suffix('}')).filter(|members| *members != "{");
        self.body = Some(match (members, extra.strip_prefix('{')) {
            (Some(members), Some(added)) => [members, ",", added].concat(),
            _ => extra,
        });
        self
    }

    pub(crate) fn json(self, body: &Object) -> Self {
        Self { body: Some(body.to_json()), ..self }
    }
}

/// Appends the text with everything percent-encoded but the unreserved characters of RFC 3986 section 2.3.
///
/// A plus sign, as in a phone number or an offset, would otherwise be read as a space.
fn percent_encode(text: &str, url: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push('%');
            let digits = [byte >> 4, byte & 15];
            url.extend(digits.iter().filter_map(|digit| HEX.get(usize::from(*digit))).map(|digit| char::from(*digit)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_parser_returns_the_values_that_were_written() {
        for text in ["+1 415", "a&b=c#d?e", "100 %", "é𐐷", "2026-01-31T12:00:00+01:00", "\"'<>\\\n", "~.-_"] {
            let input: Object =
                [("x", UntrustedValue::from(text)), ("y", UntrustedValue::Bool(true))].into_iter().collect();
            let url = url::Url::parse(&["https://example.com", &RequestTemplate::get("/").query(&input).path].concat())
                .unwrap();
            let pairs: Vec<_> =
                url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
            assert_eq!(pairs, [("x".to_owned(), text.to_owned()), ("y".to_owned(), "true".to_owned())]);
        }
        assert_eq!(RequestTemplate::get("/").query(&Object::new()).path, "/");
    }
}
