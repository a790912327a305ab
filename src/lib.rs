//! kyclink checks a person's onboarding data and creates, with the same rules, a hosted KYC link at a provider.
//!
//! This crate makes all decisions and does no I/O; the caller provides the transport:
//!
//! ```text
//! input → validated input │ issues → HttpRequest → (transport) → HttpResponse → output │ coded error
//! ```
//!
//! The source has seven floors. Each imports only from those below it; a test checks this.
//!
//! | floor | folder | contents |
//! |--:|---|---|
//! | 7 | `js`, `web`, [`transport`] | the boundaries: the npm package's exports; fetch on wasm32 and HTTP for Rust |
//! | 6 | [`edge`] | the handler in front of a provider: routes, sessions, idempotency, webhooks, status |
//! | 5 | [`provider`] | the registry, and a folder for each provider: operations, credentials, errors, webhooks |
//! | 4 | `client` | one call ([`build_request`], [`parse_response`], [`retry`]), several ([`onboard`], [`reconcile`]), [`webhook`] |
//! | 3 | `rules` | what an input must satisfy: [`Shape`], [`field`], [`Issue`], [`validate`]; [`form`] and [`json_schema`] |
//! | 2 | `data` | countries, subdivisions, addresses, postal codes, phone numbers |
//! | 1 | `value` | [`UntrustedValue`], [`json`], time, URLs, secrets, what the host platform provides |
//!
//! ```
//! use kyclink::*;
//!
//! let endpoint = endpoint("spherepay.createKycLink").expect("a registered operation");
//! let config = UntrustedValue::from_json(r#"{"apiKey":"secret_x","environment":"sandbox"}"#).expect("JSON");
//! let connection = Connection::open(endpoint.service, &config)?;
//! let input = UntrustedValue::from_json(r#"{"customerId":"customer_1ab2c3d4"}"#).expect("JSON");
//! let request = build_request(endpoint, &input, &connection, 0)?;
//! assert_eq!(request.url, "https://api.sandbox.spherepay.co/v2/customer/customer_1ab2c3d4/kyc-link");
//! assert_eq!(request.body, None);
//! # Ok::<(), Error>(())
//! ```
//!
//! Each provider has a client, with a struct for each input. A method returns a [`Call`]; what belongs to that call alone,
//! such as an idempotency key, follows it. A [`transport`] sends it:
//!
//! ```
//! use kyclink::grid;
//!
//! let credentials = grid::Credentials { client_id: "id".into(), client_secret: "secret_x".into(), base_url: None };
//! let client = grid::Client::new(credentials)?;
//! let input = grid::CreateKycLink::new("Customer:1");
//! let call = client.create_kyc_link(&input).idempotency_key("6f1e8d0a-6c0f-4a57-9d0e-0b1f6a8f6d3c");
//! assert_eq!(call.request()?.url, "https://api.lightspark.com/grid/2025-10-13/customers/Customer:1/kyc-link");
//! # Ok::<(), kyclink::Error>(())
//! ```

#![forbid(unsafe_code)]
// Doc comments of fields become those of the generated structs and declarations.
#![allow(unused_doc_comments)]

// Seven floors: each imports only from those below (tests/it/house/layers.rs).
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

/// The options of the npm package's functions, for what is generated from them.
///
/// ```
/// use kyclink::options::{HANDLER_OPTIONS, VALIDATE_OPTIONS};
/// assert_eq!((HANDLER_OPTIONS.name, VALIDATE_OPTIONS.name), ("HandlerOptions", "ValidateOptions"));
/// ```
pub mod options {
    pub use crate::client::call_options::CALL_OPTIONS;
    pub use crate::client::connection::CLIENT_OPTIONS;
    pub use crate::client::link_rules::LINK_OPTIONS;
    pub use crate::client::onboarding::onboard::ONBOARD_OPTIONS;
    pub use crate::client::parse_options::READ_OPTIONS;
    pub use crate::client::webhook::WEBHOOK_DELIVERY;
    pub use crate::edge::options::HANDLER_OPTIONS;
    pub use crate::rules::option_table::{OptionTable, PackageOption};
    pub use crate::rules::options::VALIDATE_OPTIONS;
}

pub use client::call::{build_request, build_request_with, no_response, parse_response};
pub use client::call_options::CallOptions;
pub use client::client_options::ClientOptions;
pub use client::connection::Connection;
pub use client::customer::{Channel, ContactState, Customer, CustomerType, Profile, Status};
pub use client::customer_page::{CustomerPage, KycLinkPage, Page};
pub use client::endpoint::{Endpoint, Output, RetrySafety};
pub use client::error::{Error, ErrorCode};
pub use client::http::{Body, HttpRequest, HttpResponse, Method};
pub use client::link::{Expiry, KycLink, KycUrl, TosLink, is_expired, ms_until_expiry};
pub use client::link_rules::LinkRules;
pub use client::onboarding::applicant::APPLICANT;
pub use client::onboarding::flow_call::{OnboardingCall, ReconcileCall};
pub use client::onboarding::onboard;
pub use client::onboarding::outcome::Onboarding;
pub use client::onboarding::received::Received;
pub use client::onboarding::reconcile;
pub use client::onboarding::replay::{OnboardingFlow, Step};
pub use client::parse_options::ParseOptions;
pub use client::response_field::ResponseField;
pub use client::retry;
pub use client::service::Service;
pub use client::typed::{Call, CallInput, FromOutput, Input};
pub use client::verification::{Terms, Verification};
pub use provider::clients::*;
pub use provider::{Provider, endpoint, endpoints, operation, operations, to_input};
pub use rules::field::country::{Alphabet, Country, NotCurrent};
pub use rules::issue::{Fault, Issue, IssueCode, Params, Segment, Words};
pub use rules::operation::{Operation, Valid, Verdict, normalize, validate};
pub use rules::options::{Options, PhoneCountry, Policy};
pub use rules::shape::{Case, Field, Kind, Shape};
pub use rules::{field, form, json_schema};
pub use value::json;
pub use value::secret::Secret;
pub use value::untrusted::{List, MAX_DEPTH, Number, Object, UntrustedValue};
