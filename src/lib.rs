//! kyclink checks a person's onboarding data and creates, with the same rules, a hosted KYC link at a provider.
//!
//! Everything that decides is here and does no I/O; whoever calls it brings the transport. A piece of data walks one way:
//!
//! ```text
//! draft → checked input │ all issues → HttpRequest → (transport) → HttpResponse → output │ coded error
//! ```
//!
//! What is where:
//! - [`UntrustedValue`] is untrusted input as a small tree; [`json`] writes it, the host reads it.
//! - [`Shape`] describes an input as data, [`field`] holds the rule of each kind of field, [`Issue`] one finding.
//! - [`form`] is what a page must know to show an input, [`json_schema`] what another program must know to send one.
//! - [`Operation`] is one call of a provider: [`validate`], [`build_request`], [`parse_response`].
//! - [`provider`] is the registry; a provider's folder holds everything that only it knows.
//! - [`Connection`] is a checked configuration, [`Reading`] what reading an answer takes, [`KycLink`], [`Customer`] and [`Page`] are what comes back, [`Error`] what can go
//!   wrong.
//! - [`retry`] says whether a call is sent again, and when.
//! - [`run`] is a way of several calls, as a machine that hands out requests and takes answers: [`onboard`] goes from an
//!   applicant to a link, [`reconcile`] finds the customer of a create whose answer was lost.
//! - [`edge`] is the handler in front of a provider: routes, origins, sessions, idempotency, webhooks into status.
//! - [`webhook`] says what is to be verified of a delivery, and reads its event.
//! - `js` and `web` are the borders to JavaScript: the npm package's bindings, whose calls `calls` numbers, and fetch for Rust
//!   callers on wasm32.
//!
//! ```
//! use kyclink::*;
//!
//! let connection = Connection::open(
//!     provider::provider("spherepay").expect("registered"),
//!     &UntrustedValue::from_json(r#"{"apiKey":"secret_x","environment":"sandbox"}"#).expect("JSON"),
//! )?;
//! let request = build_request(
//!     operation("spherepay.createKycLink").expect("registered"),
//!     &UntrustedValue::from_json(r#"{"customerId":"customer_1ab2c3d4"}"#).expect("JSON"),
//!     &connection,
//!     0,
//! )?;
//! assert_eq!(request.url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4/kyc-link");
//! assert_eq!(request.body, None);
//! # Ok::<(), Error>(())
//! ```

#![forbid(unsafe_code)]

// Seven floors: each imports only from those below (tests/it/layers.rs).
mod client;
mod data;
pub mod edge;
pub mod js;
pub mod provider;
mod rules;
mod value;
#[cfg(feature = "web")]
pub mod web;

pub use client::call::{build_request, no_response, parse_response};
pub use client::connection::Connection;
pub use client::customer::{Channel, ContactState, Customer, CustomerType, Profile, Status};
pub use client::customer_page::CustomerPage;
pub use client::endpoint::{Endpoint, Output, RetrySafety};
pub use client::error::{Details as ErrorDetails, Error, ErrorCode};
pub use client::http::{Body, HttpRequest, HttpResponse, Method};
pub use client::link::{KycLink, KycUrl, LinkRules, Moment, TosLink, is_expired, ms_until_expiry};
pub use client::onboarding::onboard;
pub use client::onboarding::outcome::Onboarding;
pub use client::onboarding::reconcile;
pub use client::onboarding::replay::{Journey, Step};
pub use client::parse_options::ParseOptions;
pub use client::service::Service;
pub use client::{retry, webhook};
pub use provider::{Provider, endpoint, endpoints, operation, operations, to_input};
pub use rules::field::country::{Alphabet, Country, NotCurrent};
pub use rules::issue::{Fault, Issue, IssueCode, Params, Segment, Words};
pub use rules::operation::{Operation, Valid, Verdict, normalize, validate};
pub use rules::options::{Options, Policy};
pub use rules::shape::{Case, Field, Kind, Shape};
pub use rules::{field, form, json_schema};
pub use value::json;
pub use value::secret::Secret;
pub use value::untrusted::{List, MAX_DEPTH, Number, Object, UntrustedValue};
