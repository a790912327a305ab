//! One request to a provider ([`call`]), and flows of several ([`onboarding`]).
//!
//! Nothing here knows a provider: whatever differs between providers is handed in as an
//! [`Endpoint`](endpoint::Endpoint), a [`Service`](endpoint::service::Service), an
//! [`OnboardingFlow`](onboarding::flow::OnboardingFlow) or a
//! [`Webhook`](webhook::Webhook).

pub(crate) mod call;
pub(crate) mod connection;
pub(crate) mod contact;
pub(crate) mod customer;
mod display;
pub(crate) mod endpoint;
pub(crate) mod engine;
pub(crate) mod error;
pub(crate) mod exchange;
pub(crate) mod field_names;
pub(crate) mod http;
pub(crate) mod link;
pub(crate) mod onboarding;
pub(crate) mod preparation;
pub(crate) mod presentation;
pub(crate) mod requirement;
mod serialize;
pub(crate) mod webhook;
