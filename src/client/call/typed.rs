//! Calls whose input and output have types of their own.
//!
//! `cargo xtask codegen` writes a struct for the input of each endpoint, and a client with a method for each, into the
//! provider's folder. What those have in common is here.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::call::{build_request_with, parse_response};
use crate::client::connection::Connection;
use crate::client::connection::call_options::CallOptions;
use crate::client::customer::Customer;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::http::{HttpRequest, HttpResponse};
use crate::client::link::page::{CustomerPage, KycLinkPage};
use crate::client::link::{KycLink, LinkProgress, TosLink};
use crate::rules::operation::{Operation, validate};
use crate::rules::options::Options;
use crate::value::host::now_ms;
use crate::value::untrusted::UntrustedValue;

/// The input of an operation, as a type.
///
/// ```
/// use kyclink::{Input, spherepay};
/// /// The operation that takes an input, for a log.
/// fn operation_of<I: Input>(_: &I) -> &'static str {
///     I::operation().name
/// }
/// let input = spherepay::CreateKycLink::new("customer_1ab2c3d4");
/// assert_eq!(operation_of(&input), "spherepay.createKycLink");
/// ```
pub trait Input: Serialize + DeserializeOwned {
    /// The operation that takes it.
    fn operation() -> &'static Operation;

    /// Validates a value that comes from outside, such as the JSON of a form, and reads it into this type.
    ///
    /// # Errors
    ///
    /// `invalid_request`, with every issue, if the value is not valid.
    ///
    /// ```
    /// use kyclink::{Input, Options, UntrustedValue, grid};
    /// let json = r#"{"type": "individual", "email": "jane@example.com ", "phone": "+1 415 555 0123"}"#;
    /// let json = UntrustedValue::from_json(json).expect("JSON");
    /// match grid::Applicant::from_untrusted(json, &Options::default().normalize(true))? {
    ///     grid::Applicant::Individual(person) => assert_eq!(person.phone, "+14155550123"),
    ///     _ => unreachable!("the applicant is a person"),
    /// }
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    fn from_untrusted(input: UntrustedValue<'_>, options: &Options) -> Result<Self, Error> {
        let operation = Self::operation();
        let valid =
            validate(operation, input, options).result.map_err(|issues| Error::invalid(issues).of(operation))?;
        // The type and the shape are generated from the same table.
        valid.value().to_typed().ok_or_else(|| Error::new(ErrorCode::Internal).of(operation))
    }
}

/// The input of an operation that is one request.
///
/// ```
/// use kyclink::{CallInput, spherepay};
/// /// Whether a request with this input creates a customer.
/// fn creates<I: CallInput>(_: &I) -> bool {
///     I::endpoint().creates_customer()
/// }
/// assert!(!creates(&spherepay::CreateKycLink::new("customer_1ab2c3d4")));
/// ```
pub trait CallInput: Input {
    /// What the call returns.
    type Returns: FromOutput;

    /// The endpoint that takes it.
    fn endpoint() -> &'static Endpoint;
}

/// A type that an operation returns.
///
/// ```
/// use kyclink::{FromOutput, KycLink, Output};
/// assert!(<()>::from_output(Output::Nothing).is_some());
/// assert!(KycLink::from_output(Output::Nothing).is_none());
/// ```
pub trait FromOutput: Sized {
    /// Unwraps the output; `None` if the operation returns something else.
    fn from_output(output: Output) -> Option<Self>;
}

/// One call of a client: an input, and the options that belong to this call alone.
///
/// A client's method returns it, [`idempotency_key`](Self::idempotency_key) and [`header`](Self::header) add to it, and
/// a transport such as [`Reqwest`](crate::transport) sends it. To send requests yourself, take the
/// [`request`](Self::request) and pass the response to [`read`](Self::read).
///
/// It carries a credential and a person's data: `Debug` shows neither.
///
/// ```
/// use kyclink::{HttpResponse, spherepay};
///
/// let credentials = spherepay::Credentials::sandbox("secret_x");
/// let client = spherepay::Client::new(credentials)?;
/// let input = spherepay::CreateKycLink::new("customer_1ab2c3d4");
/// let call = client.create_kyc_link(&input);
/// assert_eq!(call.request()?.url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4/kyc-link");
///
/// let body = br#"{"url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2026-11-20T12:00:00Z"}"#;
/// let link = call.read(&HttpResponse::new(201, [], body))?;
/// assert_eq!(link.customer_id.as_deref(), Some("customer_1ab2c3d4"));
/// # Ok::<(), kyclink::Error>(())
/// ```
#[must_use = "a call does nothing until it is sent"]
pub struct Call<'c, T> {
    pub(crate) endpoint: &'static Endpoint,
    pub(crate) connection: &'c Connection,
    pub(crate) input: UntrustedValue<'static>,
    pub(crate) options: CallOptions,
    returns: PhantomData<fn() -> T>,
}

impl<'c, T: FromOutput> Call<'c, T> {
    /// A call with an input of the endpoint's own type.
    pub(crate) fn new<I: CallInput<Returns = T>>(input: &I, connection: &'c Connection) -> Self {
        Self::from_untrusted::<I>(UntrustedValue::from_serialize(input), connection)
    }

    /// A call with an input that comes from outside, such as the JSON of a form. A value of the wrong type is an issue
    /// like any other.
    ///
    /// ```
    /// use kyclink::spherepay::{CreateKycLink, Credentials};
    /// use kyclink::{Call, CallInput, Connection, ErrorCode, UntrustedValue};
    ///
    /// let credentials = UntrustedValue::from_serialize(&Credentials::sandbox("secret_x"));
    /// let connection = Connection::open(CreateKycLink::endpoint().service, &credentials)?;
    /// let body = UntrustedValue::from_json(r#"{"customerId": 5}"#).expect("JSON");
    /// let error = Call::from_untrusted::<CreateKycLink>(body, &connection).request().expect_err("not a string");
    /// assert_eq!((error.code(), error.issues()[0].code.as_str()), (ErrorCode::InvalidRequest, "invalid_type"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn from_untrusted<I: CallInput<Returns = T>>(
        input: UntrustedValue<'static>,
        connection: &'c Connection,
    ) -> Self {
        let options = CallOptions::default();
        Self { endpoint: I::endpoint(), connection, input, options, returns: PhantomData }
    }

    /// Sets the idempotency key of this call: 1 to 255 visible ASCII characters, sent with a POST. All attempts of the
    /// call send the same one.
    ///
    /// Use a new random key for each effect that must happen once, and the same key to retry it: a provider that
    /// replays returns its first response to anyone who repeats the key.
    ///
    /// ```
    /// # use kyclink::grid::{Client, CreateKycLink, Credentials};
    /// # let credentials = Credentials::sandbox("id", "secret");
    /// # let client = Client::new(credentials)?;
    /// # let input = CreateKycLink::new("Customer:1");
    /// let request = client.create_kyc_link(&input).idempotency_key("6f1e8d0a").request()?;
    /// assert!(request.headers.contains(&("Idempotency-Key".into(), "6f1e8d0a".into())));
    ///
    /// let next = client.create_kyc_link(&input).request()?;
    /// assert!(next.headers.iter().all(|(name, _)| name != "Idempotency-Key"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.options = self.options.idempotency_key(key);
        self
    }

    /// Adds a header to this call's request, other than `Authorization` and `Content-Type`. It replaces the client's
    /// header of the same name.
    ///
    /// ```
    /// # use kyclink::spherepay::{Client, Credentials, GetCustomer};
    /// # let client = Client::new(Credentials::sandbox("secret_x"))?;
    /// # let input = GetCustomer::new("customer_1ab2c3d4");
    /// let request = client.get_customer(&input).header("X-Trace", "7").request()?;
    /// assert!(request.headers.contains(&("X-Trace".into(), "7".into())));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options = self.options.header(name, value);
        self
    }

    /// The endpoint that it calls.
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// Validates the input and builds the request.
    ///
    /// # Errors
    ///
    /// `invalid_request`, with every issue, if the input is not valid; `invalid_config` if the key or a header is
    /// malformed.
    pub fn request(&self) -> Result<HttpRequest, Error> {
        build_request_with(self.endpoint, &self.input, self.connection, &self.options, now_ms())
    }

    /// Reads the response to the request.
    pub fn read(&self, response: &HttpResponse<'_>) -> Result<T, Error> {
        let options = self.connection.parse_options_of(&self.options, now_ms());
        let output = parse_response(self.endpoint, response, Some(&self.input), &options)?;
        T::from_output(output).ok_or_else(|| self.endpoint.attribute(Error::new(ErrorCode::Internal)))
    }
}

/// Shows the operation: the connection carries a credential, and the input a person's data.
impl<T> fmt::Debug for Call<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [redacted]", self.endpoint.name())
    }
}

macro_rules! from_output {
    ($($variant:ident($value:ident) => $type:ty: $result:expr;)*) => {
        $(impl FromOutput for $type {
            fn from_output(output: Output) -> Option<Self> {
                match output {
                    Output::$variant($value) => Some($result),
                    _ => None,
                }
            }
        })*
    };
}

from_output! {
    KycLink(link) => KycLink: link;
    LinkProgress(link) => LinkProgress: *link;
    Customer(customer) => Customer: *customer;
    Page(page) => CustomerPage: page;
    KycLinkPage(page) => KycLinkPage: page;
    TosLink(link) => TosLink: link;
    Data(data) => UntrustedValue<'static>: data;
}

impl FromOutput for () {
    fn from_output(output: Output) -> Option<Self> {
        matches!(output, Output::Nothing).then_some(())
    }
}
