//! HTTP as values: a request for any transport, and its response.

pub(crate) mod headers;
pub(crate) mod provider_error;
pub(crate) mod received_response;
pub(crate) mod retry_after;

use std::fmt;
use std::ops::RangeInclusive;

use crate::value::json::{Json, Writer};
use crate::value::text::trim_header;
use crate::value::untrusted::UntrustedValue;

/// The method of a request.
///
/// ```
/// use kyclink::Method;
/// assert_eq!([Method::Get, Method::Post, Method::Patch].map(Method::as_str), ["GET", "POST", "PATCH"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PATCH
    Patch,
}

impl Method {
    /// The method's name, in upper case.
    ///
    /// ```
    /// assert_eq!(kyclink::Method::Patch.as_str(), "PATCH");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
        }
    }
}

/// A request that is ready to be sent. It contains credentials and a person's data: `Debug` shows only the method.
///
/// ```
/// use kyclink::{Method, spherepay};
///
/// let client = spherepay::Client::new(spherepay::Credentials::sandbox("secret_x"))?;
/// let input = spherepay::GetCustomer::new("customer_1ab2c3d4");
/// let request: kyclink::HttpRequest = client.get_customer(&input).request()?;
/// assert_eq!((request.method, request.body.as_deref()), (Method::Get, None));
/// assert_eq!(request.url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4");
/// assert_eq!(format!("{request:?}"), "GET [redacted]");
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// The headers: names and values, each name once.
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    pub body: Option<String>,
}

/// A response, as far as the parsers need it. `Debug` shows only the status.
///
/// ```
/// use kyclink::{Body, HttpResponse};
/// let response = HttpResponse { status: 503, headers: vec![("Retry-After".into(), "2".into())], body: Body::Empty };
/// assert_eq!(response.header("retry-after"), Some("2"));
/// assert_eq!(format!("{response:?}"), "503 [redacted]");
/// ```
#[derive(Clone)]
pub struct HttpResponse<'a> {
    /// The status code.
    pub status: u16,
    /// The headers: names, which are compared without regard to case, and values.
    pub headers: Vec<(String, String)>,
    /// The decoded body.
    pub body: Body<'a>,
}

/// A response's body after decoding.
///
/// ```
/// use kyclink::{Body, UntrustedValue};
/// let Body::Json(value) = Body::decode(br#"{"id": "customer_1ab2c3d4"}"#) else { panic!("JSON") };
/// assert_eq!(value.field("id").and_then(UntrustedValue::text), Some("customer_1ab2c3d4"));
/// assert!(matches!(Body::decode(b"<h1>Bad Gateway</h1>"), Body::Other));
/// ```
#[derive(Clone)]
pub enum Body<'a> {
    /// No bytes, or only white space.
    Empty,
    /// JSON.
    Json(UntrustedValue<'a>),
    /// Of a JSON object, only the fields that the operation reads ([`Endpoint::reads`](field@crate::Endpoint::reads)),
    /// and a reference in the field `raw` instead of the object itself.
    Fields(UntrustedValue<'a>),
    /// Anything else, such as a gateway's HTML page.
    Other,
}

impl<'a> Body<'a> {
    /// Decodes the bytes of a body. Bytes that are not UTF-8 become U+FFFD: a name in another encoding must not hide
    /// that a customer was created.
    pub fn decode(bytes: &[u8]) -> Self {
        Self::parse(&String::from_utf8_lossy(bytes))
    }

    pub(crate) fn parse(text: &str) -> Self {
        match text.strip_prefix('\u{feff}').unwrap_or(text) {
            text if text.trim().is_empty() => Self::Empty,
            text => UntrustedValue::from_json(text).map_or(Self::Other, Self::Json),
        }
    }

    /// The JSON value; `null` if the body is not JSON.
    pub(crate) fn json(&self) -> &UntrustedValue<'a> {
        match self {
            Self::Json(value) | Self::Fields(value) => value,
            Self::Empty | Self::Other => &UntrustedValue::Null,
        }
    }
}

impl HttpResponse<'static> {
    /// A response of these parts, with its body decoded.
    pub fn new<'h>(status: u16, headers: impl IntoIterator<Item = (&'h str, &'h str)>, body: &[u8]) -> Self {
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { status, headers, body: Body::decode(body) }
    }
}

/// The statuses of a response that says that the request was carried out.
#[doc(hidden)]
pub static SUCCESS: RangeInclusive<u16> = 200..=299;

impl HttpResponse<'_> {
    /// Whether its status says that the request was carried out.
    pub(crate) fn is_success(&self) -> bool {
        SUCCESS.contains(&self.status)
    }

    /// Whether the response is missing: fetch's `Response.error()` has the status 0, and servers send 100 or more.
    pub(crate) fn is_none(&self) -> bool {
        self.status < 100
    }

    /// The value of a header, without the spaces and tabs around it.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| trim_header(value))
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [redacted]", self.method.as_str())
    }
}

impl fmt::Debug for HttpResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [redacted]", self.status)
    }
}

impl Json for HttpRequest {
    fn write(&self, out: &mut Writer) {
        out.object(|fields| {
            fields.text("method", self.method.as_str());
            fields.field("url", &self.url);
            fields.object("headers", |fields| self.headers.iter().for_each(|(name, value)| fields.any(name, value)));
            fields.optional("body", self.body.as_ref());
        });
    }
}
