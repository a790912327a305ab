//! Onboards people and businesses at SpherePay, Lightspark Grid and Bridge: validates their data, creates the customer
//! and a hosted KYC link, and reads the provider's webhooks.
//!
//! Each provider has a client, with a type for each input, and a [`transport`] sends its calls. This is all that a
//! server needs; the handlers take and return what axum, hyper and tower do (features `reqwest` and `webhook`):
//!
//! ```
//! use http::{Request, Response};
//! use kyclink::spherepay::{self, Applicant, Client, Credentials};
//! use kyclink::transport::Reqwest;
//! use kyclink::webhook::{EventKind, Verifier};
//! use kyclink::{Error, Input, Onboarding, Options, UntrustedValue};
//!
//! struct App {
//!     client: Client,
//!     transport: Reqwest,
//!     webhooks: Verifier,
//! }
//!
//! impl App {
//!     fn new(api_key: &str, webhook_secret: &str) -> Result<Self, Error> {
//!         Ok(Self {
//!             client: Client::new(Credentials::sandbox(api_key))?,
//!             transport: Reqwest::new()?,
//!             webhooks: Verifier::new(spherepay::webhook(), [webhook_secret])?,
//!         })
//!     }
//!
//!     /// Validates the applicant that a page has sent, and responds with the link to send the person to.
//!     async fn onboard(&self, applicant: UntrustedValue<'_>) -> Result<Response<String>, Error> {
//!         let applicant = Applicant::from_untrusted(applicant, &Options::default().normalize(true))?;
//!         match self.transport.onboard(&self.client.onboard(&applicant)).await? {
//!             Onboarding::Link(link) => Ok(Response::new(link.kyc_url.as_str().to_owned())),
//!             _ => Ok(Response::new("There is something to do before.".to_owned())),
//!         }
//!     }
//!
//!     /// Acts on a delivery of the provider, after its signature was verified over the bytes of the body.
//!     fn receive(&self, delivery: &Request<Vec<u8>>) -> Result<Response<String>, Error> {
//!         let verified = self.webhooks.verify(delivery.headers(), delivery.body())?;
//!         let event = verified.event()?;
//!         if event.kind == EventKind::KycApproved {
//!             println!("{:?} is verified", event.customer_id);
//!         }
//!         Ok(Response::new(String::new()))
//!     }
//! }
//!
//! let app = App::new("secret_x", "secret_cb8dedcf79a84b04b163ec74c7146481")?;
//!
//! let delivery = Request::post("/webhooks/spherepay")
//!     .header("signature", "f6fea6139cb506e0110e57df677f2895738b8bac66b0995e9a8b4fbc6812bed8")
//!     .body(br#"{"id": "event_1", "name": "customer.kyc.successful", "data": {}}"#.to_vec())
//!     .expect("a request");
//! assert_eq!(app.receive(&delivery)?.status(), 200);
//!
//! // An error becomes a response with problem details (RFC 9457), which repeat nothing of what was sent.
//! let applicant = UntrustedValue::from_json(r#"{"type": "individual", "email": "jane"}"#).expect("JSON");
//! # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! # let mut future = std::pin::pin!(app.onboard(applicant));
//! # let std::task::Poll::Ready(result) = future.as_mut().poll(&mut context) else { unreachable!("nothing is sent") };
//! # #[cfg(any())]
//! let result = app.onboard(applicant).await;
//! let response = result.unwrap_or_else(|error| Response::from(&error));
//! assert_eq!(response.status(), 422);
//! assert!(response.body().contains(r#""pointer":"/email""#));
//! # Ok::<(), Error>(())
//! ```
//!
//! # One request
//!
//! A method of a client returns a [`Call`]; what belongs to that call alone, such as an idempotency key, follows it.
//!
//! ```
//! use kyclink::grid;
//!
//! let credentials = grid::Credentials::sandbox("id", "secret_x");
//! let client = grid::Client::new(credentials)?;
//! let input = grid::CreateKycLink::new("Customer:1");
//! let call = client.create_kyc_link(&input).idempotency_key("6f1e8d0a-6c0f-4a57-9d0e-0b1f6a8f6d3c");
//! assert_eq!(call.request()?.url, "https://api.lightspark.com/grid/2025-10-13/customers/Customer:1/kyc-link");
//! # Ok::<(), kyclink::Error>(())
//! ```
//!
//! # Without I/O
//!
//! The crate makes all decisions and does no I/O; a [`transport`] is a convenience. A call, an onboarding and a search
//! can be begun: [`engine::Running`] says what to send and how long to wait, with all retries, and shows the loop. For a
//! single request, any HTTP client can send the [`HttpRequest`] of a call and hand back the [`HttpResponse`]. Operations
//! can also be named, and take any JSON:
//!
//! ```
//! use kyclink::{Connection, UntrustedValue, build_request, endpoint};
//!
//! let endpoint = endpoint("spherepay.createKycLink").expect("a registered operation");
//! let config = UntrustedValue::from_json(r#"{"apiKey":"secret_x","environment":"sandbox"}"#).expect("JSON");
//! let connection = Connection::open(endpoint.service, &config)?;
//! let input = UntrustedValue::from_json(r#"{"customerId":"customer_1ab2c3d4"}"#).expect("JSON");
//! let request = build_request(endpoint, &input, &connection, 0)?;
//! assert_eq!(request.url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4/kyc-link");
//! # Ok::<(), kyclink::Error>(())
//! ```
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `http` | conversions to and from the types of the crate `http`, which axum, hyper and tower share |
//! | `reqwest` | `transport::Reqwest`: sends calls with retries. Choose TLS with a feature of your own dependency on reqwest |
//! | `webhook` | `webhook::Verifier`: checks the signatures of webhooks |
//! | `web` | `web::send`: sends a request with `fetch`, on wasm32 |

#![forbid(unsafe_code)]
// Doc comments of fields become those of the generated structs and declarations.
#![allow(unused_doc_comments)]
// Only the handler's module of the npm package, compiled natively, uses everything: its lints find what nothing uses.
#![cfg_attr(
    any(target_arch = "wasm32", not(feature = "__npm"), feature = "__client", feature = "__form"),
    allow(dead_code)
)]

// Seven floors (DESIGN.md): each imports only from those below (tests/it/house/layers.rs).
mod client;
mod data;
pub mod edge;
#[cfg(feature = "__npm")]
#[doc(hidden)]
pub mod js;
/// Without the npm package, the list of its functions only: the tables of the wrapper are generated from it.
#[cfg(not(feature = "__npm"))]
#[doc(hidden)]
pub mod js {
    pub mod calls;
}
pub mod provider;
mod rules;
pub mod transport;
mod value;
#[cfg(feature = "webhook")]
mod verify;
#[cfg(feature = "web")]
pub mod web;

/// Webhooks: `Verifier` of the feature `webhook` checks the signature of a delivery, and its event is read.
///
/// A host with cryptography of its own verifies what [`signature_check`](webhook::signature_check) says, such as with
/// WebCrypto, and then has a [`VerifiedBody`](webhook::VerifiedBody).
pub mod webhook {
    pub use crate::client::webhook::*;
    #[cfg(feature = "webhook")]
    pub use crate::verify::Verifier;
}

/// Calls and flows without I/O: [`begin`](crate::Call::begin) one, and perform what it asks for.
pub mod engine {
    pub use crate::client::engine::Effect;
    pub use crate::client::engine::outcome::Outcome;
    pub use crate::client::engine::running::{Ended, Next, Running};
    pub use crate::client::exchange::effect_error::EffectError;
}

/// The options of the npm package's functions, for what is generated from them.
#[doc(hidden)]
pub mod options {
    pub use crate::client::connection::CLIENT_OPTIONS;
    pub use crate::client::connection::call_options::CALL_OPTIONS;
    pub use crate::client::endpoint::parse_options::READ_OPTIONS;
    pub use crate::client::link::rules::LINK_OPTIONS;
    pub use crate::client::onboarding::onboard::ONBOARD_OPTIONS;
    pub use crate::client::presentation::PRESENTATION_OPTIONS;
    pub use crate::client::webhook::WEBHOOK_DELIVERY;
    pub use crate::edge::config::options::HANDLER_OPTIONS;
    pub use crate::rules::option_table::{OptionTable, PackageOption};
    pub use crate::rules::options::VALIDATE_OPTIONS;
}

/// What the modules of the npm package are generated from.
#[doc(hidden)]
pub mod package {
    pub use crate::client::exchange::UNANSWERED;
    pub use crate::client::http::SUCCESS;
    pub use crate::provider::own::members::answer_members;
    pub use crate::provider::own::operation::applicant_fields;
}

pub use client::call::typed::{Call, CallInput, FromOutput, Input};
pub use client::call::{build_request, build_request_with, parse_response};
pub use client::connection::Connection;
pub use client::connection::call_options::CallOptions;
pub use client::connection::client_options::ClientOptions;
pub use client::contact::{Channel, ContactState};
pub use client::customer::capability::Capability;
pub use client::customer::{Customer, CustomerType, Profile, Status};
pub use client::endpoint::parse_options::ParseOptions;
pub use client::endpoint::response_field::ResponseField;
pub use client::endpoint::service::Service;
pub use client::endpoint::{Endpoint, Output, RetrySafety};
pub use client::error::problem::ProblemDetails;
pub use client::error::{Error, ErrorCode};
pub use client::exchange::no_response::no_response;
pub use client::exchange::retry;
pub use client::http::{Body, HttpRequest, HttpResponse, Method};
pub use client::link::page::{CustomerPage, KycLinkPage, Page};
pub use client::link::rules::LinkRules;
pub use client::link::sdk_token::SdkToken;
pub use client::link::verification::{Terms, Verification};
pub use client::link::{Expiry, KycLink, KycUrl, LinkProgress, TosLink, is_expired, ms_until_expiry, read_expiry};
pub use client::onboarding::applicant::APPLICANT;
pub use client::onboarding::flow::OnboardingFlow;
pub use client::onboarding::flow_call::{OnboardingCall, ReconcileCall};
pub use client::onboarding::onboard;
pub use client::onboarding::outcome::Onboarding;
pub use client::onboarding::reconcile;
pub use client::preparation::{Preparation, PreparationItem, PreparationKind};
pub use client::presentation::{Frame, PresentableLink, Presentation, PresentationHint, PresentationOptions, Way};
pub use client::requirement::{NextAction, Party, Remedy, Requirement, RequirementKind};
pub use provider::clients::*;
pub use provider::{Provider, endpoint, endpoints, operation, operations, preparation, presentation, to_input};
pub use rules::field::country::{Alphabet, Country, NotCurrent};
pub use rules::field::person_name::PersonName;
pub use rules::issue::{Fault, Issue, IssueCode, MISSING_FIELDS, Params, Segment};
pub use rules::operation::{Operation, Valid, Verdict, normalize, validate};
pub use rules::options::{Options, PhoneCountry, Policy};
pub use rules::person_fields::PersonFields;
pub use rules::shape::{Case, Field, Kind, NormalForm, Shape};
pub use rules::words::Words;
pub use rules::{field, form, json_schema};
pub use value::json;
pub use value::secret::Secret;
pub use value::untrusted::{List, MAX_DEPTH, Number, Object, UntrustedValue};
