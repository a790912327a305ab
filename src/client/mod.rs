//! One request to a provider ([`call`]), and flows of several ([`onboarding`]).
//!
//! Nothing here knows a provider: whatever differs between providers is handed in as an
//! [`Endpoint`](endpoint::Endpoint), a [`Service`](service::Service), an
//! [`OnboardingFlow`](onboarding::replay::OnboardingFlow) or a
//! [`Webhook`](webhook::Webhook).

pub(crate) mod attempts;
pub(crate) mod call;
pub(crate) mod call_options;
pub(crate) mod capability;
pub(crate) mod client_options;
pub(crate) mod connection;
mod constraint;
pub(crate) mod contact;
pub(crate) mod customer;
pub(crate) mod customer_page;
mod display;
pub(crate) mod echo;
pub(crate) mod endpoint;
pub(crate) mod environment;
pub(crate) mod error;
pub(crate) mod error_code;
mod error_details;
pub(crate) mod error_response;
pub(crate) mod exchange;
pub(crate) mod headers;
pub(crate) mod http;
pub(crate) mod kyc_url;
pub(crate) mod link;
pub(crate) mod link_members;
pub(crate) mod link_rules;
pub(crate) mod onboarding;
pub(crate) mod parse_options;
pub(crate) mod preparation;
pub(crate) mod presentation;
pub(crate) mod problem;
pub(crate) mod provider_error;
pub(crate) mod received_response;
pub(crate) mod request_template;
pub(crate) mod requirement;
pub(crate) mod response_field;
pub mod retry;
pub(crate) mod retry_after;
mod serialize;
pub(crate) mod service;
pub(crate) mod typed;
pub(crate) mod verification;
pub(crate) mod webhook;
