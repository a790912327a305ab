//! Conversions to and from the types of the crate `http`, which axum, hyper, tower and reqwest share.

use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};

use crate::client::error::{Error, ErrorCode};
use crate::client::http::{Body, HttpRequest, HttpResponse};
use crate::value::json::Json;
use crate::value::untrusted::UntrustedValue;

/// Fails only for a header or URL that the crate `http` is stricter about. Each header that may hold a secret is marked
/// as sensitive.
///
/// ```
/// # let endpoint = kyclink::endpoint("grid.getConfig").expect("registered");
/// # let config = kyclink::UntrustedValue::from_json(r#"{"clientId":"i","clientSecret":"s"}"#).expect("JSON");
/// # let connection = kyclink::Connection::open(endpoint.service, &config)?;
/// # let input = kyclink::UntrustedValue::from_json("{}").expect("JSON");
/// let request = kyclink::build_request(endpoint, &input, &connection, 0)?;
/// let request = http::Request::<Vec<u8>>::try_from(&request).expect("valid parts");
/// assert_eq!(request.method(), http::Method::GET);
/// assert!(request.headers().get("authorization").is_some_and(|value| value.is_sensitive()));
/// # Ok::<(), kyclink::Error>(())
/// ```
impl TryFrom<&HttpRequest> for http::Request<Vec<u8>> {
    type Error = http::Error;

    fn try_from(request: &HttpRequest) -> Result<Self, http::Error> {
        let mut builder = http::Request::builder().method(request.method.as_str()).uri(&request.url);
        for (name, value) in &request.headers {
            let name = HeaderName::try_from(name)?;
            let mut value = HeaderValue::try_from(value)?;
            // The caller's own headers and the idempotency key may be secrets, too.
            value.set_sensitive(name != http::header::CONTENT_TYPE);
            builder = builder.header(name, value);
        }
        builder.body(request.body.clone().unwrap_or_default().into_bytes())
    }
}

/// A header whose value is not text is left out: no provider sends one.
///
/// ```
/// let response = http::Response::builder().status(200).header("x", "y").body("{}").expect("valid parts");
/// let response = kyclink::HttpResponse::from(response);
/// assert_eq!((response.status, response.header("X")), (200, Some("y")));
/// ```
impl<B: AsRef<[u8]>> From<http::Response<B>> for HttpResponse<'static> {
    fn from(response: http::Response<B>) -> Self {
        let text = |(name, value): (&HeaderName, &HeaderValue)| {
            value.to_str().ok().map(|value| (name.as_str().to_owned(), value.to_owned()))
        };
        Self {
            status: response.status().as_u16(),
            headers: response.headers().iter().filter_map(text).collect(),
            body: Body::decode(response.body().as_ref()),
        }
    }
}

/// The list of pairs that [`webhook::signature_check`](crate::webhook::signature_check) takes. A value that is not text
/// is
/// [`UntrustedValue::Malformed`].
///
/// ```
/// let mut headers = http::HeaderMap::new();
/// headers.insert("signature", http::HeaderValue::from_static("0dcd"));
/// let headers = kyclink::UntrustedValue::from(&headers);
/// assert_eq!(headers.list().map(|pairs| pairs.len()), Some(1));
/// ```
impl<'a> From<&'a HeaderMap> for UntrustedValue<'a> {
    fn from(headers: &'a HeaderMap) -> Self {
        let pair = |(name, value): (&'a HeaderName, &'a HeaderValue)| {
            let value = value.to_str().map_or(Self::Malformed, Self::from);
            Self::from(vec![name.as_str().into(), value])
        };
        headers.iter().map(pair).collect::<Vec<_>>().into()
    }
}

/// The status of [`ErrorCode::http_status`].
///
/// ```
/// use kyclink::ErrorCode;
/// for code in ErrorCode::ALL {
///     assert_eq!(http::StatusCode::from(*code).as_u16(), code.http_status());
/// }
/// ```
impl From<ErrorCode> for StatusCode {
    fn from(code: ErrorCode) -> Self {
        Self::from_u16(code.http_status()).unwrap_or(Self::INTERNAL_SERVER_ERROR)
    }
}

/// The response of a server: the error as problem details ([`Error::problem`]), which are safe to send to a browser. It
/// must not be cached, and says how long to wait if the provider does.
///
/// ```
/// use kyclink::{Error, ErrorCode};
/// let response = http::Response::<String>::from(&Error::from(ErrorCode::RateLimited));
/// assert_eq!(response.status(), 503);
/// assert_eq!(response.headers()["content-type"], "application/problem+json");
/// ```
impl From<&Error> for http::Response<String> {
    fn from(error: &Error) -> Self {
        let mut response = Self::new(error.problem().to_json());
        *response.status_mut() = error.code().into();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(wait) = error.retry_after() {
            // Whole seconds within 31 bits, which every recipient can represent (RFC 9111 section 1.2.2).
            let seconds = wait.as_millis().div_ceil(1000).min(i32::MAX.unsigned_abs().into());
            headers.insert(RETRY_AFTER, HeaderValue::from(u64::try_from(seconds).unwrap_or_default()));
        }
        response
    }
}
