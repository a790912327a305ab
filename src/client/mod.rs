//! Floor 4: one call to a provider, and several. It knows no provider: everything that differs between them is handed in.

pub(crate) mod call;
pub(crate) mod connection;
pub(crate) mod customer;
pub(crate) mod customer_page;
pub(crate) mod endpoint;
pub(crate) mod error;
pub(crate) mod http;
pub(crate) mod link;
pub(crate) mod onboarding;
pub(crate) mod parse_options;
pub(crate) mod provider_error;
pub(crate) mod refusal;
pub(crate) mod request_template;
pub mod retry;
pub(crate) mod retry_after;
mod serialize;
pub(crate) mod service;
pub(crate) mod typed;
pub mod webhook;
