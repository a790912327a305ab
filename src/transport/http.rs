//! Conversions to and from the types of the crate `http`, which axum, hyper, tower and reqwest share.

use http::header::{HeaderName, HeaderValue};

use crate::client::http::{Body, HttpRequest, HttpResponse};

/// Fails only for a header or URL that the crate `http` is stricter about.
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
            value.set_sensitive(name == http::header::AUTHORIZATION);
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
