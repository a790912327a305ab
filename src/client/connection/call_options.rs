//! What belongs to one call only.

use std::fmt;

use crate::client::error::Error;
use crate::client::http::headers::{self, IDEMPOTENCY_KEY};
use crate::rules::option_names::unknown_option;
use crate::rules::option_table::{OptionTable, PackageOption};
use crate::value::secret::Secret;
use crate::value::untrusted::Object;

/// Options of one call.
#[doc(hidden)]
pub static CALL_OPTIONS: OptionTable = OptionTable::new(
    "CallOptions",
    &[
        /// Aborts the call at once, also while it waits for a retry.
        PackageOption::optional("signal", "AbortSignal"),
        /// The time limit of one attempt, in milliseconds.
        ///
        /// Default: the client's
        PackageOption::optional("timeout", "number"),
        /// The time limit of all attempts and the waits between them, in milliseconds.
        /// A wait that would exceed it is not started.
        ///
        /// Default: none
        PackageOption::optional("deadline", "number"),
        /// The number of retries of requests that are safe to repeat.
        ///
        /// Default: the client's
        PackageOption::optional("maxRetries", "number"),
        /// 1 to 255 visible ASCII characters, sent as `Idempotency-Key` with a POST, the same with each retry.
        /// A provider that replays returns its first response to anyone who repeats the key: use a new one for each
        /// person.
        ///
        /// Default: none; a random one for each create, if the provider requires a key
        PackageOption::optional("idempotencyKey", "string"),
        /// Headers added to the request, other than `Authorization` and `Content-Type`. They replace the client's.
        PackageOption::optional("headers", "HeadersInput"),
        /// The verification profiles that determine a customer's `status`.
        ///
        /// Default: the client's
        PackageOption::optional("profiles", "readonly string[]"),
    ],
);

const NAMES: [&str; 2] = ["idempotencyKey", "headers"];

/// The options of one call. No connection or client has an idempotency key: a provider that replays its response to a
/// known key would give the second person the response for the first.
///
/// Only where a provider requires a key for its creates does kyclink make one, for each call that has none. Grid takes
/// a key as a hint, and SpherePay refuses a key that it knows. A key is sent with a POST only. All attempts of a call
/// send the same.
///
/// ```
/// use kyclink::{CallOptions, Connection, UntrustedValue, build_request_with, endpoint};
/// let endpoint = endpoint("grid.createKycLink").expect("registered");
/// let config = UntrustedValue::from_json(r#"{"clientId":"id","clientSecret":"secret_x"}"#).expect("JSON");
/// let connection = Connection::open(endpoint.service, &config)?;
/// let input = UntrustedValue::from_json(r#"{"customerId":"Customer:1"}"#).expect("JSON");
///
/// let options = CallOptions::default().idempotency_key("6f1e8d0a");
/// let request = build_request_with(endpoint, &input, &connection, &options, 0)?;
/// assert!(request.headers.contains(&("Idempotency-Key".into(), "6f1e8d0a".into())));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallOptions {
    /// 1 to 255 visible ASCII characters, sent as `Idempotency-Key` with a POST.
    pub idempotency_key: Option<String>,
    /// Headers added to the request, other than `Authorization` and `Content-Type`. They replace the connection's.
    pub headers: Vec<(String, String)>,
}

impl CallOptions {
    pub(crate) const NONE: &Self = &Self { idempotency_key: None, headers: vec![] };

    /// Sets the idempotency key: 1 to 255 visible ASCII characters, sent with a POST.
    #[must_use]
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Adds a header, other than `Authorization` and `Content-Type`.
    ///
    /// ```
    /// use kyclink::CallOptions;
    /// assert_eq!(CallOptions::default().header("X-Trace", "7").headers, [("X-Trace".into(), "7".into())]);
    /// ```
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Parses `idempotencyKey` and `headers`, a list of pairs. Either may be absent.
    ///
    /// # Errors
    ///
    /// `invalid_config`, whose hint names the option to change.
    ///
    /// ```
    /// use kyclink::{CallOptions, Object};
    /// let mut options = Object::new();
    /// options.set("idempotencyKey", "6f1e8d0a".into());
    /// assert_eq!(CallOptions::parse(&options)?.idempotency_key.as_deref(), Some("6f1e8d0a"));
    ///
    /// options.set("idempotencykey", "6f1e8d0a".into());
    /// let error = CallOptions::parse(&options).err().expect("a misspelt name");
    /// assert_eq!(error.hint(), Some("There is no option \"idempotencykey\": there are idempotencyKey, headers."));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn parse(options: &Object) -> Result<Self, Error> {
        if let Some(message) = unknown_option(options.iter().map(|(name, _)| name), &NAMES) {
            return Err(Error::config(message));
        }
        let idempotency_key = match options.get("idempotencyKey").filter(|key| !key.is_absent()) {
            Some(key) => Some(key.text().ok_or_else(malformed_key)?.to_owned()),
            None => None,
        };
        let options = Self { idempotency_key, headers: headers::parse(options)? };
        options.check().map(|()| options)
    }

    /// The key, and the values of the headers.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = Secret> {
        let headers = self.headers.iter().map(|(_, value)| value);
        self.idempotency_key.iter().chain(headers).map(|text| Secret::new(text.as_str()))
    }

    /// Whether the call has an idempotency key, as an option or as a header.
    pub(crate) fn has_idempotency_key(&self) -> bool {
        self.idempotency_key.is_some() || headers::has(&self.headers, IDEMPOTENCY_KEY)
    }

    /// Refuses a malformed key, and headers that a call cannot have.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let is_key = |key: &String| (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
        if !self.idempotency_key.as_ref().is_none_or(is_key) {
            return Err(malformed_key());
        }
        if self.idempotency_key.is_some() && headers::has(&self.headers, IDEMPOTENCY_KEY) {
            return Err(Error::config("Pass either idempotencyKey or the header Idempotency-Key, not both."));
        }
        headers::check(&self.headers)
    }
}

fn malformed_key() -> Error {
    Error::config("idempotencyKey must be 1 to 255 visible ASCII characters.")
}

/// Shows neither the key nor the headers, which may be secrets.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions").finish_non_exhaustive()
    }
}
