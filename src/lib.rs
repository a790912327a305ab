//! kyclink checks a person's onboarding data and creates, with the same rules, a hosted KYC link at a provider.
//!
//! Everything that decides is here and does no I/O; whoever calls it brings the transport. A piece of data walks one way:
//!
//! ```text
//! draft → checked input │ all issues → HttpRequest → (transport) → HttpResponse → output │ coded error
//! ```
//!
//! What is where:
//! - [`Draft`] is untrusted input as a small tree; [`json`] writes it, the host reads it.
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
//!     &Draft::from_json(r#"{"apiKey":"secret_x","environment":"sandbox"}"#).expect("JSON"),
//! )?;
//! let request = build_request(
//!     operation("spherepay.createKycLink").expect("registered"),
//!     &Draft::from_json(r#"{"customerId":"customer_1ab2c3d4"}"#).expect("JSON"),
//!     &connection,
//!     0,
//! )?;
//! assert_eq!(request.url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4/kyc-link");
//! assert_eq!(request.body, None);
//! # Ok::<(), Error>(())
//! ```

#![forbid(unsafe_code)]

#[cfg(feature = "client")]
mod applicant;
mod arena;
mod ascii;
#[doc(hidden)]
pub mod calls;
mod check;
#[cfg(feature = "client")]
mod connection;
#[cfg(feature = "client")]
mod customer;
mod data;
mod draft;
#[cfg(feature = "client")]
pub mod edge;
mod error;
pub mod field;
pub mod form;
mod host;
#[cfg(feature = "client")]
mod http;
mod issue;
pub mod json;
pub mod json_schema;
#[cfg(feature = "client")]
mod link;
#[cfg(feature = "client")]
pub mod onboard;
mod operation;
#[cfg(feature = "client")]
mod outline;
#[cfg(feature = "client")]
mod page;
#[cfg(all(
    feature = "client",
    any(test, all(feature = "js", not(feature = "web"), target_arch = "wasm32", target_os = "unknown"))
))]
mod plain_url;
pub mod provider;
#[cfg(feature = "client")]
mod reading;
#[cfg(feature = "client")]
pub mod reconcile;
#[cfg(feature = "client")]
pub mod retry;
#[cfg(feature = "client")]
mod retry_after;
#[cfg(feature = "client")]
pub mod run;
#[cfg(feature = "client")]
mod secret;
mod shape;
#[cfg(feature = "client")]
pub mod webhook;

#[cfg(feature = "js")]
pub mod js;
#[cfg(any(feature = "js", feature = "web"))]
pub mod web;

pub use check::{Fault, Options, Policy};
#[cfg(feature = "client")]
pub use connection::{Account, Connection};
#[cfg(feature = "client")]
pub use customer::{Customer, Profile, Status};
pub use draft::{Draft, List, MAX_DEPTH, Number, Object};
pub use error::{Details as ErrorDetails, Error, ErrorCode};
#[cfg(feature = "client")]
pub use http::{Body, HttpRequest, HttpResponse, Method};
pub use issue::{Issue, IssueCode, Params, Segment};
#[cfg(feature = "client")]
pub use link::{KycLink, KycUrl, LinkRules, Moment, TosLink, is_expired, ms_until_expiry};
#[cfg(feature = "client")]
pub use operation::{Exchange, Outline, Output, Repeat, Reply, build_request, no_answer, parse_response, request};
pub use operation::{Operation, Valid, Verdict, normalize, validate};
#[cfg(feature = "client")]
pub use page::Page;
pub use provider::{Provider, operation, operations};
#[cfg(feature = "client")]
pub use reading::Reading;
#[cfg(feature = "client")]
pub use secret::Secret;
pub use shape::{Case, Field, Shape};
