//! Calls whose input and output have types of their own.
//!
//! `cargo xtask codegen` writes a struct for the input of each endpoint, and a client with a method for each, into the
//! provider's folder. What those have in common is here.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;

use crate::client::call::{build_request, parse_response};
use crate::client::connection::Connection;
use crate::client::customer::Customer;
use crate::client::customer_page::CustomerPage;
use crate::client::endpoint::{Endpoint, Output};
use crate::client::error::{Error, ErrorCode};
use crate::client::http::{HttpRequest, HttpResponse};
use crate::client::link::{KycLink, TosLink};
use crate::client::parse_options::ParseOptions;
use crate::value::host::now_ms;
use crate::value::untrusted::UntrustedValue;

/// The input of one endpoint, as a struct.
///
/// ```
/// use kyclink::{Input, spherepay};
/// /// The operation that takes an input, for a log.
/// fn operation_of<I: Input>(_: &I) -> &'static str {
///     I::endpoint().name()
/// }
/// let input = spherepay::CreateKycLink { customer_id: "customer_1ab2c3d4".into(), ..Default::default() };
/// assert_eq!(operation_of(&input), "spherepay.createKycLink");
/// ```
pub trait Input: Serialize {
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

/// A request that is ready to be sent, and what it takes to read its response.
///
/// It carries a credential and a person's data: `Debug` shows neither.
///
/// ```
/// use kyclink::{HttpResponse, spherepay};
///
/// let credentials = spherepay::Credentials::sandbox("secret_x");
/// let client = spherepay::Client::new(credentials)?;
/// let input = spherepay::CreateKycLink { customer_id: "customer_1ab2c3d4".into(), ..Default::default() };
/// let call = client.create_kyc_link(&input)?;
/// assert_eq!(call.request().url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4/kyc-link");
///
/// let body = br#"{"url": "https://in.sumsub.com/websdk/p/x", "expiresAt": "2026-11-20T12:00:00Z"}"#;
/// let link = call.read(&HttpResponse::new(201, [], body))?;
/// assert_eq!(link.customer_id, "customer_1ab2c3d4");
/// # Ok::<(), kyclink::Error>(())
/// ```
pub struct Call<T> {
    endpoint: &'static Endpoint,
    options: ParseOptions,
    input: UntrustedValue<'static>,
    request: HttpRequest,
    returns: PhantomData<fn() -> T>,
}

impl<T: FromOutput> Call<T> {
    /// Validates an input and builds its request.
    pub(crate) fn new<I: Input<Returns = T>>(input: &I, connection: &Connection) -> Result<Self, Error> {
        Self::from_untrusted::<I>(UntrustedValue::from_serialize(input), connection)
    }

    /// Validates an input that comes from outside, such as the JSON of a form, and builds its request. A value of the
    /// wrong type is an issue like any other.
    ///
    /// ```
    /// use kyclink::spherepay::{CreateKycLink, Credentials};
    /// use kyclink::{Call, Connection, ErrorCode, Input, UntrustedValue};
    ///
    /// let credentials = UntrustedValue::from_serialize(&Credentials::sandbox("secret_x"));
    /// let connection = Connection::open(CreateKycLink::endpoint().service, &credentials)?;
    /// let body = UntrustedValue::from_json(r#"{"customerId": 5}"#).expect("JSON");
    /// let error = Call::from_untrusted::<CreateKycLink>(body, &connection).expect_err("not a string");
    /// assert_eq!((error.code, error.issues[0].code.as_str()), (ErrorCode::InvalidRequest, "invalid_type"));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn from_untrusted<I: Input<Returns = T>>(
        input: UntrustedValue<'static>,
        connection: &Connection,
    ) -> Result<Self, Error> {
        let endpoint = I::endpoint();
        let now = now_ms();
        let request = build_request(endpoint, &input, connection, now)?;
        Ok(Self { endpoint, options: connection.parse_options(now), input, request, returns: PhantomData })
    }

    /// The endpoint that it calls.
    ///
    /// ```
    /// # use kyclink::spherepay::{Client, Credentials, GetCustomer};
    /// # let client = Client::new(Credentials::sandbox("secret_x"))?;
    /// let call = client.get_customer(&GetCustomer { customer_id: "customer_1ab2c3d4".into(), ..Default::default() })?;
    /// assert_eq!(call.endpoint().name(), "spherepay.getCustomer");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    /// The request to send.
    ///
    /// ```
    /// # use kyclink::spherepay::{Client, Credentials, GetCustomer};
    /// # let client = Client::new(Credentials::sandbox("secret_x"))?;
    /// let call = client.get_customer(&GetCustomer { customer_id: "customer_1ab2c3d4".into(), ..Default::default() })?;
    /// assert_eq!(call.request().url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4");
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    /// Reads the response to the request.
    ///
    /// ```
    /// # use kyclink::spherepay::{Client, Credentials, GetCustomer};
    /// # let client = Client::new(Credentials::sandbox("secret_x"))?;
    /// # let input = GetCustomer { customer_id: "customer_1ab2c3d4".into(), ..Default::default() };
    /// use kyclink::{ErrorCode, HttpResponse};
    /// let call = client.get_customer(&input)?;
    /// let error = call.read(&HttpResponse::new(404, [], b"")).err().expect("no such customer");
    /// assert_eq!((error.code, error.status), (ErrorCode::NotFound, Some(404)));
    /// # Ok::<(), kyclink::Error>(())
    /// ```
    pub fn read(&self, response: &HttpResponse<'_>) -> Result<T, Error> {
        let options = ParseOptions { now: now_ms(), ..self.options.clone() };
        let output = parse_response(self.endpoint, response, Some(&self.input), &options)?;
        T::from_output(output).ok_or_else(|| self.endpoint.attribute(Error::new(ErrorCode::Internal)))
    }
}

/// Shows the operation: the request carries a credential and a person's data.
impl<T> fmt::Debug for Call<T> {
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
    Customer(customer) => Customer: *customer;
    Page(page) => CustomerPage: page;
    TosLink(link) => TosLink: link;
    Data(data) => UntrustedValue<'static>: data;
}

impl FromOutput for () {
    fn from_output(output: Output) -> Option<Self> {
        matches!(output, Output::Nothing).then_some(())
    }
}
