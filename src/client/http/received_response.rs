//! Responses as the npm package's wrapper writes them (`freezeResponse` in `pkg-template/module/call/response.ts`).

use crate::client::http::{Body, HttpResponse};
use crate::value::untrusted::UntrustedValue;

/// Reads `[operation, status, body, headers?, attempts?]`, without the last one. The body is an object of the fields that
/// the operation reads, or a list with the JSON; null if it is empty, and `false` if it is not JSON. Without a status it
/// is no response.
pub(crate) fn read_response<'a>(value: &UntrustedValue<'a>) -> Option<HttpResponse<'a>> {
    let parts = value.list()?;
    let pair = |pair: &UntrustedValue| pair.pair().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let headers = parts.get(3).and_then(UntrustedValue::list).unwrap_or_default();
    Some(HttpResponse {
        status: parts.get(1)?.integer()?.try_into().ok()?,
        headers: headers.iter().filter_map(pair).collect(),
        body: match parts.get(2) {
            Some(fields @ UntrustedValue::Object(_)) => Body::Fields(fields.clone()),
            Some(UntrustedValue::List(whole)) => Body::Json(whole.first().cloned().unwrap_or(UntrustedValue::Null)),
            Some(UntrustedValue::Bool(false)) => Body::Other,
            _ => Body::Empty,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_what_its_form_says() {
        for (body, is_expected) in [
            (r#"{"id": "x"}"#, (|body| matches!(body, Body::Fields(_))) as fn(&Body) -> bool),
            (r#"[{"id": "x"}]"#, |body| matches!(body, Body::Json(UntrustedValue::Object(_)))),
            ("[]", |body| matches!(body, Body::Json(UntrustedValue::Null))),
            ("false", |body| matches!(body, Body::Other)),
            ("null", |body| matches!(body, Body::Empty)),
        ] {
            let value = UntrustedValue::from_json(&format!(r#"["", 200, {body}, [["retry-after", "2"], 7]]"#)).unwrap();
            let response = read_response(&value).unwrap();
            assert!(is_expected(&response.body), "{body}");
            assert_eq!((response.status, response.header("Retry-After")), (200, Some("2")));
        }
    }

    #[test]
    fn without_a_status_it_is_no_response() {
        for value in ["{}", "null", "[]", r#"["", null]"#, r#"["", 65536]"#, r#"["", -1]"#, r#"["", "200"]"#] {
            assert!(read_response(&UntrustedValue::from_json(value).unwrap()).is_none(), "{value}");
        }
    }
}
