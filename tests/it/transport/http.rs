//! Requests and responses as the types of the crate `http`, for every request of the vectors.

use http::header::{CONTENT_TYPE, HeaderMap};
use kyclink::{HttpRequest, HttpResponse};

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
