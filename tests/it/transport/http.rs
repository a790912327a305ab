//! Requests and responses as the types of the crate `http`, for every request of the vectors.

use std::time::{Duration, SystemTime};

use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use kyclink::{ErrorCode, HttpRequest, HttpResponse, UntrustedValue, spherepay};
use time::OffsetDateTime;
use time::format_description::parse_borrowed;

use crate::integration::vectors::built_requests;

/// Every header but the media type may hold a secret: no log of reqwest, hyper or tower shows a sensitive one.
#[test]
fn every_request_is_converted_as_it_is_and_shows_no_header() {
    let mut count = 0;
    for (request, name) in built_requests() {
        let converted = http::Request::<Vec<u8>>::try_from(&request).unwrap();
        assert_eq!(
            (converted.method().as_str(), converted.uri().to_string()),
            (request.method.as_str(), uri(&request))
        );
        assert_eq!(converted.body(), request.body.as_deref().unwrap_or_default().as_bytes(), "{name}");
        assert_eq!(converted.headers().len(), request.headers.len(), "{name}");
        for (header, value) in &request.headers {
            let sent = &converted.headers()[header.as_str()];
            assert_eq!(sent, value.as_str(), "{name}");
            assert_eq!(sent.is_sensitive(), !header.eq_ignore_ascii_case(CONTENT_TYPE.as_str()), "{name}: {header}");
            assert!(!sent.is_sensitive() || !format!("{:?}", converted.headers()).contains(value), "{name}: {header}");
        }
        count += 1;
    }
    assert!(count > 50, "{count} requests");
}

/// The crate writes a URL without a path with one.
fn uri(request: &HttpRequest) -> String {
    request.url.parse::<http::Uri>().unwrap().to_string()
}

#[test]
fn a_response_keeps_its_status_its_headers_and_its_body() {
    for status in [200, 204, 302, 404, 503, 599] {
        let mut headers = HeaderMap::new();
        headers.insert("Retry-After", http::HeaderValue::from_static("7"));
        headers.insert("X-Bytes", http::HeaderValue::from_bytes(b"\xff").unwrap());
        let mut given = http::Response::builder().status(status).body(r#"{"a": 1}"#).unwrap();
        *given.headers_mut() = headers;
        let response = HttpResponse::from(given);
        assert_eq!((response.status, response.header("retry-after")), (status, Some("7")));
        assert_eq!(response.headers.len(), 1, "no provider sends a header that is not text");
        assert!(matches!(response.body, kyclink::Body::Json(json) if json.field("a").is_some()));
    }
}

/// What a delivery or a request has sent twice, or not as text, must stay visible: whoever reads it decides then.
#[test]
fn headers_are_values_from_outside_as_they_came() {
    let values: [&[u8]; 7] = [b"", b"a", b" a, b ", b"a\tb", b"\x80", b"a\xff", "\u{e9}".as_bytes()];
    for first in values {
        for second in values {
            let mut headers = HeaderMap::new();
            for (name, value) in [("X-Signature", first), ("x-other", b"1".as_slice()), ("x-signature", second)] {
                headers
                    .append(http::HeaderName::try_from(name).unwrap(), http::HeaderValue::from_bytes(value).unwrap());
            }
            let read = UntrustedValue::from(&headers);
            let pairs = read.list().unwrap().iter().map(|pair| pair.list().unwrap());
            let of_name = pairs.filter(|pair| pair[0].text() == Some("x-signature")).map(|pair| pair[1].clone());
            let expected = [first, second].map(|value| match std::str::from_utf8(value) {
                Ok(text) if text.is_ascii() => UntrustedValue::from(text),
                _ => UntrustedValue::Malformed,
            });
            assert!(of_name.collect::<Vec<_>>() == expected, "{first:?} {second:?}");
        }
    }
}

#[test]
fn every_code_has_its_status_as_a_type_of_the_crate() {
    for code in ErrorCode::ALL {
        assert_eq!(StatusCode::from(*code).as_u16(), code.http_status(), "{code:?}");
    }
}

/// Whole seconds that are no earlier than the provider allows: one that is cut off lets the caller ask too early.
#[test]
fn the_response_of_an_error_says_how_long_to_wait_and_never_less() {
    let date =
        parse_borrowed::<2>("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    let date = date.unwrap();
    let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x")).unwrap();
    let call = client.get_customer(&spherepay::GetCustomer { customer_id: "customer_1".into() });
    let mut fractions = 0;
    for seconds in [0, 1, 2, 7, 59, 61, 3_600, 86_400, 40_000_000] {
        let at = OffsetDateTime::from(SystemTime::now() + Duration::from_secs(seconds)).format(&date).unwrap();
        for asked in [seconds.to_string(), at, "soon".to_owned()] {
            for status in [429, 503] {
                let error =
                    call.read(&HttpResponse::new(status, [("Retry-After", asked.as_str())], b"{}")).err().unwrap();
                let response = http::Response::<String>::from(&error);
                assert_eq!(response.status().as_u16(), error.code().http_status(), "{asked}");
                assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json", "{asked}");
                assert_eq!(response.headers()[CACHE_CONTROL], "no-store", "{asked}");
                let told = response.headers().get(RETRY_AFTER).map(|told| told.to_str().unwrap().parse().unwrap());
                let wait = error.retry_after();
                assert_eq!(told.is_some(), asked != "soon" && wait.is_some(), "{asked}");
                if let (Some(told), Some(wait)) = (told.map(Duration::from_secs), wait) {
                    assert!(wait <= told && told < wait + Duration::from_secs(1), "{wait:?} became {told:?}");
                    fractions += usize::from(wait.subsec_millis() > 0);
                }
            }
        }
    }
    assert!(fractions > 0, "a date is not a whole number of seconds ahead");
}
